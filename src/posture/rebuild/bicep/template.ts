/**
 * The Bicep file: parameters, the identities that exist, the cluster, its pools, and what hangs on it.
 * https://learn.microsoft.com/azure/azure-resource-manager/bicep/file
 */
import { aksApiVersion, diagnosticSettingsApiVersion } from '../../../azure/api-versions.ts';
import type { Json } from '../../../fleet/snapshot.ts';
import type { Draft } from '../draft.ts';
import type { Parameter } from '../types.ts';
import { type Notes, oneLine, printProperties, printValue, quoted } from './values.ts';

const aks = 'Microsoft.ContainerService/managedClusters';
const identityVersion = '2023-01-31';
/** https://learn.microsoft.com/azure/templates/microsoft.containerservice/deploymentsafeguards */
const safeguardsVersion = '2025-07-01';
/** https://learn.microsoft.com/azure/templates/microsoft.authorization/locks */
const lockVersion = '2020-05-01';

export function printTemplate(draft: Draft, head: readonly string[]): string {
  const { notes, pools } = draft;
  const [first, ...others] = pools;
  const { name, location, tags, sku, kind, identity, ...rest } = draft.cluster;
  const cluster = {
    ...{ name, location, tags, sku, kind, identity },
    ...rest,
    properties: { ...draft.cluster.properties, agentPoolProfiles: [first] },
  };
  notesFor(notes, draft.cluster, cluster);
  notesFor(notes, draft.cluster.properties, cluster.properties);
  const blocks = [
    head.map((line) => (line === '' ? '//' : `// ${oneLine(line)}`)).join('\n'),
    "targetScope = 'resourceGroup'",
    ...draft.parameters.map(printParameter),
    existingIdentity('kubeletIdentity', 'kubeletIdentityId'),
    resource(notes, 'cluster', `${aks}@${aksApiVersion}`, cluster),
    ...others.map(({ name, ...properties }, index) => {
      const source = others[index];
      notesFor(notes, source, properties);
      return resource(
        notes,
        symbol('pool', name, index),
        `${aks}/agentPools@${aksApiVersion}`,
        { name, properties },
        ['parent: cluster'],
      );
    }),
    ...children(draft, 'maintenanceConfigurations', 'window'),
    ...children(draft, 'trustedAccessRoleBindings', 'trusted'),
    ...draft.diagnosticSettings.map((setting, index) =>
      resource(
        notes,
        symbol('logs', setting.name, index),
        `Microsoft.Insights/diagnosticSettings@${diagnosticSettingsApiVersion}`,
        setting,
        ['scope: cluster'],
      ),
    ),
    resource(
      notes,
      'safeguards',
      `Microsoft.ContainerService/deploymentSafeguards@${safeguardsVersion}`,
      draft.safeguards,
      ['scope: cluster'],
    ),
    `// AKS-GOV-008\n${resource(notes, 'lock', `Microsoft.Authorization/locks@${lockVersion}`, draft.lock, ['scope: cluster'])}`,
    'output clusterId string = cluster.id',
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** A copy that is printed has the comments of what it is a copy of. */
function notesFor(notes: Draft['notes'], original: object, copy: object): void {
  const found = notes.get(original);
  if (found) notes.set(copy, found);
}

function printParameter({ name, type, description, default: preset, secure }: Parameter): string {
  return [
    `@description(${quoted(description)})`,
    ...(secure ? ['@secure()'] : []),
    `param ${name} ${type}${preset === undefined ? '' : ` = ${printValue(preset)}`}`,
  ].join('\n');
}

function existingIdentity(symbolic: string, parameter: string): string {
  return [
    `resource ${symbolic} 'Microsoft.ManagedIdentity/userAssignedIdentities@${identityVersion}' existing = {`,
    `  scope: resourceGroup(split(${parameter}, '/')[2], split(${parameter}, '/')[4])`,
    `  name: last(split(${parameter}, '/'))`,
    '}',
  ].join('\n');
}

function resource(
  notes: Notes,
  symbolic: string,
  type: string,
  body: object,
  lines: string[] = [],
): string {
  return [
    `resource ${symbolic} '${type}' = {`,
    ...lines.map((line) => `  ${line}`),
    ...printProperties(body, notes, 1),
    '}',
  ].join('\n');
}

type Child = 'maintenanceConfigurations' | 'trustedAccessRoleBindings';

function children(draft: Draft, kind: Child, prefix: string): string[] {
  return draft[kind].map((item: Json, index: number) =>
    resource(
      draft.notes,
      symbol(prefix, item.name, index),
      `${aks}/${kind}@${aksApiVersion}`,
      item,
      ['parent: cluster'],
    ),
  );
}

/** An identifier that no other resource has, whatever the name holds. */
function symbol(prefix: string, name: unknown, index: number): string {
  const words = String(name).match(/[A-Za-z0-9]+/g) ?? [];
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return `${prefix}${index + 1}${joined}`;
}
