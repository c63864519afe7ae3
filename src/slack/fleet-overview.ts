import type { ClusterRef } from '../fleet/snapshot.ts';
import { listClusterRows } from '../store/clusters.ts';
import type { Queryable } from '../store/pool.ts';
import { latestGrades } from '../store/posture-runs.ts';
import type { Cell } from './blocks.ts';

export interface ClusterOverview {
  cluster: ClusterRef;
  version: string | null;
  state: string | null;
  last: { grade: string; score: number; critical: number; high: number; at: Date } | null;
}

/** What is known of these clusters without asking Azure: version, and the last report of each. */
export async function fleetOverview(
  db: Queryable,
  clusters: readonly ClusterRef[],
): Promise<ClusterOverview[]> {
  const ids = clusters.map(({ id }) => id.toLowerCase());
  const [rows, grades] = await Promise.all([listClusterRows(db), latestGrades(db, ids)]);
  const rowById = new Map(rows.map((row) => [row.id, row]));
  const gradeById = new Map(grades.map((grade) => [grade.clusterId, grade]));
  return clusters
    .map((cluster) => {
      const id = cluster.id.toLowerCase();
      const summary = rowById.get(id)?.summary ?? {};
      const grade = gradeById.get(id);
      return {
        cluster,
        version: summary.kubernetesVersion ?? null,
        state: summary.powerState ?? null,
        last: grade ? { ...grade, at: grade.finishedAt } : null,
      };
    })
    .sort(
      (a, b) =>
        (a.last?.score ?? 101) - (b.last?.score ?? 101) ||
        a.cluster.name.localeCompare(b.cluster.name),
    );
}

export const fleetColumns = [
  'Cluster',
  'Environment',
  'Version',
  'Grade',
  'Critical',
  'High',
  'Looked at',
];

export function fleetRows(overview: readonly ClusterOverview[]): Cell[][] {
  const names = overview.map(({ cluster }) => cluster.name.toLowerCase());
  const isUnique = (name: string) =>
    names.indexOf(name.toLowerCase()) === names.lastIndexOf(name.toLowerCase());
  return overview.map(({ cluster, version, state, last }) => [
    isUnique(cluster.name) ? cluster.name : `${cluster.name} (${cluster.resourceGroup})`,
    tagOf(cluster, ['env', 'environment', 'stage']) ?? '–',
    `${version ?? 'unknown'}${state && state !== 'Running' ? ` (${state})` : ''}`,
    last ? `${last.grade} (${last.score})` : 'not yet',
    last?.critical ?? '–',
    last?.high ?? '–',
    last ? `${last.at.toISOString().slice(0, 16).replace('T', ' ')} UTC` : '–',
  ]);
}

function tagOf({ tags }: ClusterRef, names: string[]): string | undefined {
  return Object.entries(tags).find(([name]) => names.includes(name.toLowerCase()))?.[1];
}
