/** Snapshots of pretend clusters, with planes of a test's own. */
import type { Json, Plane, Snapshot } from '../../src/fleet/snapshot.ts';
import { createFleet } from '../../src/sandbox/fleet/fleet.ts';
import { kubernetesVersions, upgradesOf } from '../../src/sandbox/fleet/versions.ts';

export const now = new Date('2026-11-24T00:00:00Z');

export function read<T>(value: T): Plane<T> {
  return { state: 'read', value, source: 'a test', readAt: now.toISOString() };
}

export function unreadable(reason: string): Plane<never> {
  return { state: 'unreadable', code: 'denied', reason };
}

/** A healthy cluster with everything readable and nothing in it; `planes` says what is different. */
export function snapshotOf(
  name: string,
  { edit = () => {}, planes = {} }: { edit?: (document: Json) => void; planes?: object } = {},
): Snapshot {
  const fleet = createFleet({ now });
  const found = fleet.clusters.find(({ managedCluster }) => managedCluster.name === name);
  if (!found) throw new Error(`no cluster ${name}`);
  const document = structuredClone(found.managedCluster);
  edit(document);
  const { id, location, tags, properties } = document;
  const [, , subscriptionId = '', , resourceGroup = ''] = id.split('/');
  const version = properties.currentKubernetesVersion;
  const audit = {
    ...{ workspaceId: 'w', table: 'AKSAudit', window: { from: '', to: '' } },
    ...{ newest: now.toISOString(), writesOnly: false, partial: null, deprecatedApis: [] },
  };
  const values = {
    managedCluster: document,
    kubernetesVersions: kubernetesVersions(),
    upgradeProfile: {
      properties: { controlPlaneProfile: { upgrades: upgradesOf(version, { hasLts: false }) } },
    },
    maintenanceConfigurations: found.maintenanceConfigurations,
    virtualNetworks: {},
    meshRevisionProfiles: [],
    nodes: [],
    podDisruptionBudgets: [],
    workloads: [],
    auditLog: audit,
  };
  const all = Object.fromEntries(
    Object.entries(values).map(([plane, value]) => [plane, read(value)]),
  );
  return {
    cluster: { id, name, resourceGroup, subscriptionId, location, tags },
    takenAt: now.toISOString(),
    planes: { ...all, ...planes } as unknown as Snapshot['planes'],
  };
}
