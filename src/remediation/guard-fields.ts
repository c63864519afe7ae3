/** A property of a managed cluster by its wire path; `*` stands for every item or key. */
export interface NamedField {
  path: string;
  reason: string;
}

const readOnly = 'Azure sets it; the schema marks it read-only';

/**
 * What a cluster PUT does not carry, and nothing else.
 * Schema: https://learn.microsoft.com/azure/templates/microsoft.containerservice/managedclusters
 */
export const leftOut: readonly NamedField[] = [
  {
    path: 'properties.agentPoolProfiles.*.nodeImageVersion',
    reason:
      'writable since 2026-04-01: sending the value that was read can roll a pool back to that image',
  },
  { path: 'id', reason: readOnly },
  { path: 'name', reason: readOnly },
  { path: 'type', reason: readOnly },
  { path: 'eTag', reason: 'goes into the If-Match header' },
  { path: 'systemData', reason: readOnly },
  { path: 'identity.principalId', reason: readOnly },
  { path: 'identity.tenantId', reason: readOnly },
  { path: 'identity.userAssignedIdentities.*.principalId', reason: readOnly },
  { path: 'identity.userAssignedIdentities.*.clientId', reason: readOnly },
  { path: 'properties.provisioningState', reason: readOnly },
  { path: 'properties.powerState', reason: readOnly },
  { path: 'properties.currentKubernetesVersion', reason: readOnly },
  { path: 'properties.maxAgentPools', reason: readOnly },
  { path: 'properties.fqdn', reason: readOnly },
  { path: 'properties.privateFQDN', reason: readOnly },
  { path: 'properties.azurePortalFQDN', reason: readOnly },
  { path: 'properties.resourceUID', reason: readOnly },
  { path: 'properties.status', reason: readOnly },
  { path: 'properties.oidcIssuerProfile.issuerURL', reason: readOnly },
  { path: 'properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs', reason: readOnly },
  { path: 'properties.networkProfile.natGatewayProfile.effectiveOutboundIPs', reason: readOnly },
  { path: 'properties.agentPoolProfiles.*.eTag', reason: readOnly },
  { path: 'properties.agentPoolProfiles.*.provisioningState', reason: readOnly },
  { path: 'properties.agentPoolProfiles.*.currentOrchestratorVersion', reason: readOnly },
];

/**
 * What an agent pool's own PUT does not carry.
 * Schema: https://learn.microsoft.com/azure/templates/microsoft.containerservice/managedclusters/agentpools
 */
export const leftOutOfPool: readonly NamedField[] = [
  {
    path: 'properties.nodeImageVersion',
    reason:
      'writable since 2026-04-01: sending the value that was read can roll the pool back to it',
  },
  { path: 'id', reason: readOnly },
  { path: 'name', reason: readOnly },
  { path: 'type', reason: readOnly },
  { path: 'eTag', reason: 'goes into the If-Match header' },
  { path: 'properties.eTag', reason: 'goes into the If-Match header' },
  { path: 'properties.provisioningState', reason: readOnly },
  { path: 'properties.currentOrchestratorVersion', reason: readOnly },
  { path: 'properties.status', reason: readOnly },
];

/** What moves without anybody changing it; a difference here does not fail a verification. */
export const movesByItself: readonly NamedField[] = [
  { path: 'eTag', reason: 'every accepted write gives a new one' },
  {
    path: 'properties.agentPoolProfiles.*.eTag',
    reason: 'a cluster write moves those of the pools',
  },
  { path: 'properties.provisioningState', reason: 'says how the last operation stands' },
  { path: 'properties.agentPoolProfiles.*.provisioningState', reason: 'the same for a pool' },
  { path: 'properties.status', reason: 'says how the last operation ended' },
  { path: 'properties.agentPoolProfiles.*.status', reason: 'the same for a pool' },
  { path: 'systemData.lastModifiedAt', reason: 'a timestamp' },
  { path: 'systemData.lastModifiedBy', reason: 'who wrote last: this program' },
  { path: 'systemData.lastModifiedByType', reason: 'the same' },
];

/** Whether a path from a difference is, or lies below, the named field. */
export function isField(path: readonly string[], field: string): boolean {
  const pattern = field.split('.');
  if (path.length < pattern.length) return false;
  return pattern.every((segment, index) => segment === '*' || segment === path[index]);
}

/** Takes a named field out of a document, in place. */
export function takeOut(document: unknown, field: string): void {
  take(document, field.split('.'));
}

function take(here: unknown, [segment, ...rest]: string[]): void {
  if (typeof here !== 'object' || here === null || segment === undefined) return;
  const container = here as Record<string, unknown>;
  const keys = segment === '*' ? Object.keys(container) : [segment];
  for (const key of keys) {
    if (!Object.hasOwn(container, key)) continue;
    if (rest.length === 0) delete container[key];
    else take(container[key], rest);
  }
}
