import { fleetMembers } from '../../store/fleet-runs.ts';
import type { Queryable } from '../../store/pool.ts';
import { checks } from '../checks/index.generated.ts';
import type { ClusterDigest } from './digest.ts';
import { type FleetReport, fleetReport } from './report.ts';

export interface StoredFleetReport {
  report: FleetReport;
  /** The run of each cluster, by its id in lower case. */
  runs: Record<string, string>;
}

/** What the clusters of a run came to so far. */
export async function readFleetReport(
  db: Queryable,
  fleetRunId: string,
): Promise<StoredFleetReport> {
  const members = await fleetMembers(db, fleetRunId);
  // Digests are written by `runFleetPosture` alone.
  const digests = members.flatMap(({ digest }) => (digest ? [digest as ClusterDigest] : []));
  const unread = members
    .filter(({ state }) => state === 'failed')
    .map(({ clusterId, problem }) => ({
      id: clusterId,
      name: clusterId.split('/').at(-1) ?? clusterId,
      reason: problem?.message ?? 'it came to nothing',
    }));
  return {
    report: fleetReport(digests, unread, checks),
    runs: Object.fromEntries(members.map(({ clusterId, runId }) => [clusterId, runId])),
  };
}
