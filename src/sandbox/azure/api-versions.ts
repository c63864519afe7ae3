/** Which api-versions each family accepts, and Azure's words for all others. */
import { ArmError } from './errors.ts';

/** The first of each is the one that the program asks for. */
const supported = {
  aks: ['2026-06-01', '2026-01-01', '2025-10-01'],
  fleets: ['2025-03-01', '2024-04-01'],
  managedIdentity: ['2023-01-31', '2024-11-30'],
  computeUsages: ['2024-07-01', '2024-03-01'],
  diagnosticSettings: ['2021-05-01-preview'],
  activityLogAlerts: ['2020-10-01', '2017-04-01'],
  workspaces: ['2023-09-01', '2025-02-01', '2022-10-01'],
  network: ['2024-05-01', '2025-01-01', '2024-07-01', '2023-09-01'],
  trafficControllers: ['2025-01-01', '2023-11-01'],
  keyVault: ['2023-07-01', '2024-11-01', '2022-07-01'],
  registries: ['2023-07-01', '2025-04-01'],
  roleAssignments: ['2022-04-01'],
  policyAssignments: ['2023-04-01', '2022-06-01'],
  policyExemptions: ['2022-07-01-preview'],
  locks: ['2020-05-01', '2016-09-01'],
  deploymentSafeguards: ['2025-07-01', '2025-04-01'],
  kubernetesConfiguration: ['2023-05-01', '2022-11-01'],
  activityLog: ['2015-04-01'],
  securityPricings: ['2024-01-01', '2023-01-01'],
  resourceGraph: ['2024-04-01', '2022-10-01', '2021-03-01'],
  subscriptions: ['2022-12-01', '2021-01-01', '2020-01-01'],
  authorization: ['2022-04-01', '2018-07-01', '2015-07-01'],
} as const;

export type Family = keyof typeof supported;

/** Families by the beginning of a type, in lower case. */
const familyOf: Record<string, Family> = {
  'microsoft.containerservice/managedclusters': 'aks',
  'microsoft.containerservice/fleets': 'fleets',
  'microsoft.network/': 'network',
  'microsoft.servicenetworking/': 'trafficControllers',
  'microsoft.keyvault/': 'keyVault',
  'microsoft.managedidentity/': 'managedIdentity',
  'microsoft.containerregistry/': 'registries',
  'microsoft.operationalinsights/': 'workspaces',
  'microsoft.insights/activitylogalerts': 'activityLogAlerts',
};

/**
 * The version in which Resource Graph reads a type: the newest that is no preview.
 * https://learn.microsoft.com/azure/governance/resource-graph/overview
 */
export function newestVersion(type: string): string | undefined {
  const found = Object.entries(familyOf).find(([start]) => type.toLowerCase().startsWith(start));
  return found && [...supported[found[1]]].sort().at(-1);
}

/** @throws ArmError 400 for a missing or unknown api-version. */
export function checkApiVersion(family: Family, given: string | null, type: string): void {
  const versions: readonly string[] = supported[family];
  if (!given)
    throw new ArmError(
      400,
      'MissingApiVersionParameter',
      'The api-version query parameter (?api-version=) is required for all requests.',
    );
  if (versions.includes(given.toLowerCase())) return;
  if (!/^\d{4}-\d{2}-\d{2}(-[a-z]+)?$/i.test(given))
    throw new ArmError(
      400,
      'InvalidApiVersionParameter',
      `The api-version '${given}' is invalid. The supported versions are '${versions.join(',')}'.`,
    );
  throw new ArmError(
    400,
    'NoRegisteredProviderFound',
    `No registered resource provider found for API version '${given}' for type '${type}'. The supported api-versions are '${versions.join(', ')}'.`,
  );
}
