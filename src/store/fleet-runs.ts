import type { Queryable } from './pool.ts';
import { type Json, json, many, one, type StoredPerson } from './rows.ts';

export interface FleetRunRow {
  id: string;
  /** As it was asked for: `all`, `tag:env=prod`. */
  filter: string;
  state: 'running' | 'done' | 'failed';
  requestedBy: StoredPerson | null;
  startedAt: Date;
  finishedAt: Date | null;
  workedUntil: Date | null;
  waiting: string | null;
  repliedAt: Date | null;
  problem: { message: string; hint?: string } | null;
  /** How many clusters it is about, and for how many it has ended, well or not. */
  of: number;
  done: number;
  failed: number;
}

export interface FleetMember {
  runId: string;
  clusterId: string;
  state: 'running' | 'done' | 'failed';
  /** ClusterDigest */
  digest: Json | null;
  problem: { message: string; hint?: string } | null;
}

const withCounts = `select fleet_run.*, counts.* from drawbridge.fleet_run,
  lateral (select count(*)::int as "of", count(*) filter (where state <> 'running')::int as done,
                  count(*) filter (where state = 'failed')::int as failed
             from drawbridge.posture_run where fleet_run_id = fleet_run.id) counts`;

/** A run over these clusters, with a run for each of them, in one statement. */
export async function startFleetRun(
  db: Queryable,
  {
    id,
    filter,
    members,
    requestedBy,
    now,
  }: {
    id: string;
    filter: string;
    members: readonly { runId: string; clusterId: string }[];
    requestedBy: StoredPerson | null;
    now: Date;
  },
): Promise<void> {
  await db.query(
    `with fleet as (
       insert into drawbridge.fleet_run (id, filter, state, requested_by, started_at)
       values ($1, $2, 'running', $3, $4) returning id)
     insert into drawbridge.posture_run (id, cluster_id, state, requested_by, started_at, fleet_run_id)
     select member.id, member.cluster_id, 'running', $3, $4, fleet.id
       from fleet, unnest($5::uuid[], $6::text[]) as member (id, cluster_id)`,
    [
      id,
      filter,
      json(requestedBy),
      now,
      members.map(({ runId }) => runId),
      members.map(({ clusterId }) => clusterId.toLowerCase()),
    ],
  );
}

export async function getFleetRun(db: Queryable, id: string): Promise<FleetRunRow | null> {
  return one(db, `${withCounts} where fleet_run.id = $1`, [id]);
}

/**
 * Takes a run for `leaseMs`, so that no two workers ask Azure for the same. Whoever has it renews it; of one who
 * died, it is free again after that. Returns false where it has ended or another has it.
 */
export async function claimFleetRun(
  db: Queryable,
  { id, now, leaseMs }: { id: string; now: Date; leaseMs: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.fleet_run set worked_until = $3
      where id = $1 and state = 'running' and (worked_until is null or worked_until <= $2)`,
    [id, now, new Date(now.getTime() + leaseMs)],
  );
  return rowCount === 1;
}

/** As `claimFleetRun`, by the one who has it; `until` in the past lets it go. */
export async function renewFleetRun(
  db: Queryable,
  { id, until, waiting }: { id: string; until: Date; waiting: string | null },
): Promise<void> {
  await db.query(
    `update drawbridge.fleet_run set worked_until = $2, waiting = $3 where id = $1 and state = 'running'`,
    [id, until, waiting],
  );
}

/** Ends a run all of whose clusters have ended. Returns false where some have not. */
export async function finishFleetRun(
  db: Queryable,
  { id, now }: { id: string; now: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update drawbridge.fleet_run set state = 'done', finished_at = $2, waiting = null
      where id = $1 and state = 'running' and not exists (
        select from drawbridge.posture_run where fleet_run_id = $1 and state = 'running')`,
    [id, now],
  );
  return rowCount === 1;
}

/** Ends a run that came to nothing as a whole, and with it what it has not got to. */
export async function failFleetRun(
  db: Queryable,
  { id, problem, now }: { id: string; problem: { message: string; hint?: string }; now: Date },
): Promise<void> {
  await db.query(
    `with ended as (
       update drawbridge.posture_run set state = 'failed', problem = $2, finished_at = $3
        where fleet_run_id = $1 and state = 'running')
     update drawbridge.fleet_run set state = 'failed', problem = $2, finished_at = $3, replied_at = $3
      where id = $1 and state = 'running'`,
    [id, json(problem), now],
  );
}

/** The replies to the owners have been asked for, or there are none. */
export async function markFleetReplied(
  db: Queryable,
  { id, now }: { id: string; now: Date },
): Promise<void> {
  await db.query('update drawbridge.fleet_run set replied_at = $2 where id = $1', [id, now]);
}

export async function fleetMembers(db: Queryable, fleetRunId: string): Promise<FleetMember[]> {
  return many(
    db,
    `select id as run_id, cluster_id, state, digest, problem from drawbridge.posture_run
      where fleet_run_id = $1 order by cluster_id`,
    [fleetRunId],
  );
}

/** Runs that nobody works on although something is left to do: their job may be lost. */
export async function unfinishedFleetRuns(
  db: Queryable,
  { startedBefore, now }: { startedBefore: Date; now: Date },
): Promise<{ id: string }[]> {
  return many(
    db,
    `select id from drawbridge.fleet_run
      where replied_at is null and started_at < $1 and (worked_until is null or worked_until <= $2)
      order by started_at`,
    [startedBefore, now],
  );
}
