/** The replacement as the checks would see it on its first day, so that the same checks judge it. */
import { expression } from '../../fleet/expressions.ts';
import type { Json, Plane, PlaneName, Snapshot } from '../../fleet/snapshot.ts';
import { Code } from './bicep/values.ts';
import type { Draft } from './draft.ts';

/**
 * What belongs to the region, the subscription or the fleet is the same for the new cluster, and so
 * is what is found by an id that the file keeps: networks, keys.
 */
const shared: readonly string[] = [
  'kubernetesVersions',
  'meshRevisionProfiles',
  'containersPlan',
  'workspaces',
  'activityLogAlerts',
  'kubeletIdentities',
  'virtualNetworks',
  'subnetSecurityGroups',
  'routeTables',
  'keyVaults',
  'keyVaultKeys',
] satisfies PlaneName[];

export function asSnapshot(draft: Draft, old: Snapshot, newName: string): Snapshot {
  const source = 'the replacement as written';
  const read = <T>(value: T): Plane<T> => ({
    state: 'read',
    value: wire(value) as T,
    source,
    readAt: old.takenAt,
  });
  const planes: Record<string, Plane<unknown>> = {};
  for (const [name, plane] of Object.entries(old.planes))
    planes[name] = shared.includes(name)
      ? plane
      : {
          state: 'unreadable',
          code: 'not-found',
          reason: 'the new cluster does not exist yet',
        };
  const id = old.cluster.id.replace(/[^/]+$/, newName);
  return {
    cluster: { ...old.cluster, id, name: newName },
    takenAt: old.takenAt,
    planes: {
      ...(planes as Snapshot['planes']),
      managedCluster: read({
        id,
        ...draft.cluster,
        properties: { ...draft.cluster.properties, agentPoolProfiles: draft.pools },
      }),
      diagnosticSettings: read(draft.diagnosticSettings),
      maintenanceConfigurations: read(draft.maintenanceConfigurations),
      trustedAccessRoleBindings: read(draft.trustedAccessRoleBindings),
      privateEndpointConnections: read([]),
      deploymentSafeguards: read(draft.safeguards),
      locks: read([
        { ...draft.lock, id: `${id}/providers/Microsoft.Authorization/locks/${draft.lock.name}` },
      ]),
    },
  };
}

/** What people have yet to give is an open value, about which no check says anything certain. */
function wire(value: Json): Json {
  if (value instanceof Code) return value.known ?? expression(value.text);
  if (Array.isArray(value)) return value.map(wire);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, wire(inner)]));
}
