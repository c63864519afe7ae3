/** Stored waivers as the pure core takes them. */

import { listClusters } from '../../fleet/list.ts';
import type { ClusterRef } from '../../fleet/snapshot.ts';
import type { Queryable } from '../../store/pool.ts';
import { latestGrades } from '../../store/posture-runs.ts';
import { listWaivers, type WaiverRow } from '../../store/waivers.ts';
import type { Waiver } from './apply.ts';
import { fitsScope, type WaiverScope } from './scope.ts';

const dayMs = 86_400_000;
/** For so long reports name a waiver that has lapsed. */
const lapsedForDays = 30;

/** Those that hold, and those that lapsed not long ago: for `applyWaivers`. */
export async function readWaivers(db: Queryable, now: Date): Promise<Waiver[]> {
  const endedSince = new Date(now.getTime() - lapsedForDays * dayMs);
  return (await listWaivers(db, { states: ['active', 'lapsed'], endedSince })).map(waiverOf);
}

function waiverOf(row: WaiverRow): Waiver {
  return {
    id: row.id,
    check: row.checkId,
    scope: row.scope as WaiverScope,
    reason: row.reason,
    owner: row.owner,
    approvedBy: row.approvedBy,
    until: row.until.toISOString(),
    origin: row.place ?? 'Slack',
    ...(row.object !== null && { object: row.object }),
  };
}

/** The clusters of the fleet that a scope means now. */
export async function clustersOf(db: Queryable, scope: WaiverScope): Promise<ClusterRef[]> {
  return (await listClusters(db)).filter((cluster) => fitsScope(scope, cluster));
}

/** Those of them that were looked at before: only they have reports that could turn. */
export async function lookedAt(db: Queryable, scope: WaiverScope): Promise<string[]> {
  const clusters = await clustersOf(db, scope);
  const grades = await latestGrades(
    db,
    clusters.map(({ id }) => id),
  );
  return grades.map(({ clusterId }) => clusterId);
}
