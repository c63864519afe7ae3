import type { Queryable } from './pool.ts';
import { type Json, json, many, one, type StoredPerson } from './rows.ts';

export interface PostureRunRow {
  id: string;
  clusterId: string;
  state: 'running' | 'done' | 'failed';
  requestedBy: StoredPerson | null;
  startedAt: Date;
  finishedAt: Date | null;
  progress: { done: number; of: number; now: string } | null;
  /** ClusterReport */
  report: Json | null;
  problem: { message: string; hint?: string } | null;
  /** The run over many clusters that it belongs to. */
  fleetRunId: string | null;
  /** Comparison with the run before; null in runs that ended before comparisons were kept. */
  comparison: Json | null;
}

interface NewRun {
  id: string;
  clusterId: string;
  /** Null for a schedule. */
  requestedBy: StoredPerson | null;
  now: Date;
}

export async function startPostureRun(
  db: Queryable,
  { id, clusterId, requestedBy, now }: NewRun,
): Promise<void> {
  await db.query(
    `insert into drawbridge.posture_run (id, cluster_id, state, requested_by, started_at)
     values ($1, $2, 'running', $3, $4)`,
    [id, clusterId.toLowerCase(), json(requestedBy), now],
  );
}

export async function savePostureProgress(
  db: Queryable,
  id: string,
  progress: NonNullable<PostureRunRow['progress']>,
): Promise<void> {
  await db.query(
    `update drawbridge.posture_run set progress = $2 where id = $1 and state = 'running'`,
    [id, json(progress)],
  );
}

/** Ends a run once; a second end, by a job that ran twice, changes nothing and returns false. */
export async function finishPostureRun(
  db: Queryable,
  {
    id,
    report,
    comparison,
    digest = null,
    now,
  }: {
    id: string;
    report: Json;
    comparison?: Json;
    /** What a report on the whole fleet needs of it. */
    digest?: Json | null;
    now: Date;
  },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.posture_run
        set state = 'done', report = $2, comparison = $4, digest = $5, finished_at = $3, progress = null
      where id = $1 and state = 'running'`,
    [id, json(report), now, json(comparison), json(digest)],
  );
  return rowCount === 1;
}

/** As `finishPostureRun`, for a run that came to nothing. */
export async function failPostureRun(
  db: Queryable,
  { id, problem, now }: { id: string; problem: { message: string; hint?: string }; now: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.posture_run set state = 'failed', problem = $2, finished_at = $3
      where id = $1 and state = 'running'`,
    [id, json(problem), now],
  );
  return rowCount === 1;
}

export async function getPostureRun(db: Queryable, id: string): Promise<PostureRunRow | null> {
  return one(db, 'select * from drawbridge.posture_run where id = $1', [id]);
}

/** The newest finished runs of a cluster, the newest first; with `before`, those that ended before it. */
export async function latestPostureRuns(
  db: Queryable,
  {
    clusterId,
    before = null,
    limit = 1,
  }: { clusterId: string; before?: Date | null; limit?: number },
): Promise<PostureRunRow[]> {
  return many(
    db,
    `select * from drawbridge.posture_run
      where cluster_id = $1 and state = 'done' and ($2::timestamptz is null or finished_at < $2)
      order by finished_at desc limit $3`,
    [clusterId.toLowerCase(), before, limit],
  );
}

/** What a run came to, in numbers. */
export interface PastPosture {
  finishedAt: Date;
  grade: string;
  score: number;
  failed: { critical: number; high: number; medium: number; low: number; info: number };
  unknown: number;
}

/** The newest finished runs of a cluster in numbers, the newest first. */
export async function postureHistory(
  db: Queryable,
  { clusterId, limit }: { clusterId: string; limit: number },
): Promise<PastPosture[]> {
  return many(
    db,
    `select finished_at, report->>'grade' as grade, (report->>'score')::float8 as score,
            report->'failed' as failed, (report->'totals'->>'unknown')::int as unknown
       from drawbridge.posture_run
      where cluster_id = $1 and state = 'done' and report is not null
      order by finished_at desc limit $2`,
    [clusterId.toLowerCase(), limit],
  );
}

export interface LatestGrade {
  clusterId: string;
  finishedAt: Date;
  grade: string;
  score: number;
  critical: number;
  high: number;
}

/** What the newest finished run of each of these clusters came to, in one statement. */
export async function latestGrades(db: Queryable, clusterIds: string[]): Promise<LatestGrade[]> {
  return many(
    db,
    `select distinct on (cluster_id) cluster_id, finished_at, report->>'grade' as grade,
            (report->>'score')::float8 as score,
            (report->'failed'->>'critical')::int as critical, (report->'failed'->>'high')::int as high
       from drawbridge.posture_run
      where cluster_id = any($1) and state = 'done'
      order by cluster_id, finished_at desc`,
    [clusterIds.map((id) => id.toLowerCase())],
  );
}

/** Runs of single clusters that began before `startedBefore` and have not ended: their job may be lost. */
export async function unfinishedPostureRuns(
  db: Queryable,
  startedBefore: Date,
): Promise<PostureRunRow[]> {
  return many(
    db,
    `select * from drawbridge.posture_run where state = 'running' and fleet_run_id is null and started_at < $1 order by started_at`,
    [startedBefore],
  );
}
