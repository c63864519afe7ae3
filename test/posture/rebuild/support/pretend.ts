import { snapshotFromFiles } from '../../../../src/fleet/from-files.ts';
import type { Json, Plane, Planes, Snapshot } from '../../../../src/fleet/snapshot.ts';
import { checks } from '../../../../src/posture/checks/index.generated.ts';
import { type PostureConfig, postureConfigSchema } from '../../../../src/posture/config.ts';
import { rebuild } from '../../../../src/posture/rebuild/rebuild.ts';
import { createFleet } from '../../../../src/sandbox/fleet/fleet.ts';
import { kubernetesVersions } from '../../../../src/sandbox/fleet/versions.ts';

const now = new Date('2026-11-23T12:00:00Z');
const deletedWorkspace = 'log-deleted-in-spring';

function read<T>(value: T): Plane<T> {
  return { state: 'read', value, source: 'test', readAt: now.toISOString() };
}

/** What Azure would show of every cluster of the pretend fleet. */
export function fleetSnapshots(): Snapshot[] {
  const fleet = createFleet({ now });
  const workspaces: [string, Json][] = fleet.workspaces.map((one) => [one.id.toLowerCase(), one]);
  const [[someId = ''] = []] = workspaces;
  const gone = someId.replace(/[^/]+$/, deletedWorkspace);
  return fleet.clusters.map((pretend) =>
    snapshotOf(pretend.managedCluster, {
      diagnosticSettings: pretend.diagnosticSettings,
      maintenanceConfigurations: pretend.maintenanceConfigurations,
      trustedAccessRoleBindings: pretend.trustedAccessRoleBindings,
      privateEndpointConnections: pretend.privateEndpointConnections,
      kubernetesVersions: kubernetesVersions(),
      workspaces: Object.fromEntries([...workspaces, [gone, null]]),
    }),
  );
}

export function fleetSnapshot(name: string): Snapshot {
  const found = fleetSnapshots().find(({ cluster }) => cluster.name === name);
  if (!found) throw new Error(`There is no pretend cluster ${name}.`);
  return found;
}

/** One cluster, and the planes given. */
export function snapshotOf(managedCluster: Json, planes: Partial<Planes> = {}): Snapshot {
  const text = JSON.stringify(managedCluster);
  const [snapshot] = snapshotFromFiles({ files: [{ name: 'cluster.json', text }], now: () => now });
  if (!snapshot) throw new Error('no snapshot');
  const given = Object.entries(planes).map(([name, value]) => [name, read(value)]);
  return { ...snapshot, planes: { ...snapshot.planes, ...Object.fromEntries(given) } };
}

export function rebuilt(snapshot: Snapshot, config: Partial<PostureConfig> = {}) {
  return rebuild(snapshot, { checks, config: postureConfigSchema.parse(config) });
}

export { checks };

/** The file without what it says in comments. */
export function withoutComments(bicep: string): string {
  return bicep.replaceAll(/^ *\/\/.*$\n?/gm, '');
}

/** The replacement after people have given what only they know. */
export function filledIn(replacement: Snapshot): Snapshot {
  const plane = (one: Plane<unknown>): Plane<unknown> =>
    one.state === 'read' ? { ...one, value: given(one.value) } : one;
  const planes = Object.entries(replacement.planes).map(([name, one]) => [name, plane(one)]);
  return { ...replacement, planes: Object.fromEntries(planes) };
}

const answers: Record<string, unknown> = {
  adminGroupObjectIds: ['aaaaaaaa-0000-4000-8000-000000000001'],
  kubernetesVersion: '1.36',
  workspaceId:
    '/subscriptions/s/resourceGroups/rg-logs/providers/Microsoft.OperationalInsights/workspaces/log',
};

function given(value: Json): Json {
  if (Array.isArray(value)) return value.map(given);
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value.$expression === 'string')
    return answers[value.$expression] ?? `/given/${value.$expression}`;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, given(inner)]));
}
