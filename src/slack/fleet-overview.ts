import type { ClusterRef } from '../fleet/snapshot.ts';
import type { ClusterReport } from '../posture/types.ts';
import { listClusterRows } from '../store/clusters.ts';
import type { Queryable } from '../store/pool.ts';
import { latestPostureRuns } from '../store/posture-runs.ts';
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
  const rows = new Map((await listClusterRows(db)).map((row) => [row.id, row]));
  const overview = await Promise.all(
    clusters.map(async (cluster) => {
      const summary = rows.get(cluster.id.toLowerCase())?.summary ?? {};
      const [run] = await latestPostureRuns(db, { clusterId: cluster.id });
      const report: ClusterReport | null = run?.report ?? null;
      return {
        cluster,
        version: summary.kubernetesVersion ?? null,
        state: summary.powerState ?? null,
        last:
          report && run?.finishedAt
            ? {
                grade: report.grade,
                score: report.score,
                critical: report.failed.critical,
                high: report.failed.high,
                at: run.finishedAt,
              }
            : null,
      };
    }),
  );
  return overview.sort(
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
  return overview.map(({ cluster, version, state, last }) => [
    cluster.name,
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
