import type { ClusterRef, Json, Snapshot } from '../../../src/fleet/snapshot.ts';
import { checks } from '../../../src/posture/checks/index.generated.ts';
import { defaultPostureConfig } from '../../../src/posture/config.ts';
import { collectDrift } from '../../../src/posture/drift/collect.ts';
import type { Column } from '../../../src/posture/drift/compare.ts';
import { type DriftConfig, defaultDriftConfig } from '../../../src/posture/drift/config.ts';
import type { Answer, DriftReport, Question } from '../../../src/posture/drift/types.ts';
import { lookAt } from '../../../src/posture/look.ts';
import { cluster } from '../../fleet/clusters.ts';
import { fleetSnapshots, snapshotOf } from '../rebuild/support/pretend.ts';

export { fleetSnapshots };

/** The pretend clusters of an application, or those named. */
export function group(wanted: string | readonly string[]): Snapshot[] {
  return fleetSnapshots().filter(({ cluster: { name, tags } }) =>
    typeof wanted === 'string' ? tags.app === wanted : wanted.includes(name),
  );
}

export function driftOf(
  snapshots: readonly Snapshot[],
  config: DriftConfig = defaultDriftConfig,
): DriftReport {
  const collected = collectDrift({ checks, posture: defaultPostureConfig, config });
  for (const snapshot of snapshots) collected.add(snapshot);
  return collected.report();
}

/** A cluster of the environment, with answers of its own making. */
export function column(
  name: string,
  env: string | undefined,
  answers: Record<string, Answer | string>,
): Column {
  const ref: ClusterRef = cluster({ name, tags: env === undefined ? {} : { Env: env } });
  const full = Object.entries(answers).map(([id, answer]) => [
    id,
    typeof answer === 'string' ? { kind: 'value', value: answer, text: answer } : answer,
  ]);
  return { cluster: ref, takenAt: '2026-11-23T12:00:00.000Z', answers: Object.fromEntries(full) };
}

/** A setting of `off` and `on`, where on is the stronger. */
export function question(id: string, more: Partial<Question> = {}): Question {
  return {
    kind: 'setting',
    id,
    title: id,
    layer: 'Nodes',
    checks: [],
    compare: (left, right) => (left === right ? 'equal' : left === 'off' ? 'weaker' : 'stronger'),
    ...more,
  };
}

/** What a look at a made-up cluster sees. */
export function look(properties: Json, planes: Json = {}, rest: Json = {}) {
  return lookAt(snapshotOf(wire(properties, rest), planes), defaultPostureConfig);
}

function wire(properties: Json, rest: Json) {
  return {
    id: '/subscriptions/00000000-0000-0000-0000-00000000000a/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks-a',
    name: 'aks-a',
    type: 'Microsoft.ContainerService/ManagedClusters',
    location: 'westeurope',
    ...rest,
    properties,
  };
}
