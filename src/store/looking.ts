/** How looking at audit logs goes, cluster by cluster. */
import type { Queryable } from './pool.ts';
import { type Json, json, many, one } from './rows.ts';

export interface LookingRow {
  clusterId: string;
  looksFor: string;
  workflow: string | null;
  shadow: boolean;
  /** Target[] */
  targets: Json;
  workspaceId: string | null;
  firstAt: Date;
  lookedAt: Date;
  everyS: number | null;
  seenUntil: Date | null;
  newestAt: Date | null;
  usualDelayS: number;
  failingSince: Date | null;
  code: string | null;
  problem: string | null;
  gapFrom: Date | null;
  gapUntil: Date | null;
  gapTries: number;
}

export async function getLooking(
  db: Queryable,
  { clusterId, looksFor }: Pick<LookingRow, 'clusterId' | 'looksFor'>,
): Promise<LookingRow | null> {
  return one(db, 'select * from drawbridge.looking where cluster_id = $1 and looks_for = $2', [
    clusterId,
    looksFor,
  ]);
}

/** Under `lockAlerts`: so nobody is faster. */
export async function saveLooking(tx: Queryable, row: LookingRow): Promise<void> {
  await tx.query(
    `insert into drawbridge.looking
       (cluster_id, looks_for, workflow, shadow, targets, workspace_id, first_at, looked_at, every_s,
        seen_until, newest_at, usual_delay_s, failing_since, code, problem, gap_from, gap_until,
        gap_tries)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
     on conflict (cluster_id, looks_for) do update set
       workflow = excluded.workflow, shadow = excluded.shadow, targets = excluded.targets,
       workspace_id = excluded.workspace_id, looked_at = excluded.looked_at,
       every_s = excluded.every_s, seen_until = excluded.seen_until, newest_at = excluded.newest_at,
       usual_delay_s = excluded.usual_delay_s, failing_since = excluded.failing_since,
       code = excluded.code, problem = excluded.problem, gap_from = excluded.gap_from,
       gap_until = excluded.gap_until, gap_tries = excluded.gap_tries`,
    [
      ...[row.clusterId, row.looksFor, row.workflow, row.shadow, json(row.targets)],
      ...[row.workspaceId, row.firstAt, row.lookedAt, row.everyS, row.seenUntil, row.newestAt],
      ...[row.usualDelayS, row.failingSince, row.code, row.problem, row.gapFrom, row.gapUntil],
      row.gapTries,
    ],
  );
}

/** With the cluster's name, and that of the last look that the same workflow took at any cluster. */
export interface LateRow extends LookingRow {
  clusterName: string | null;
  lastOfAll: Date;
}

/**
 * Those of which not everything until `before` was seen. Left out: clusters that are gone or stopped, and looks of
 * workflows that do not run by schedule any more.
 */
export async function lateLooking(db: Queryable, before: Date): Promise<LateRow[]> {
  return many(
    db,
    `select looking.*, cluster.name as cluster_name, latest.last_of_all
       from drawbridge.looking looking
       join (select workflow, looks_for, max(looked_at) as last_of_all
               from drawbridge.looking group by workflow, looks_for) latest
         on latest.looks_for = looking.looks_for
        and latest.workflow is not distinct from looking.workflow
       left join drawbridge.cluster cluster on cluster.id = looking.cluster_id
      where coalesce(looking.seen_until, looking.first_at) < $1
        and (cluster.id is not null or not exists (select from drawbridge.cluster))
        and cluster.summary->>'powerState' is distinct from 'Stopped'
        and (looking.workflow is null or exists (
              select from drawbridge.workflow_set in_use,
                          jsonb_array_elements(in_use.content->'workflows') as each
               where each->>'name' = looking.workflow and (each->>'enabled')::boolean
                 and each->'on'->>'schedule' is not null))
      order by looking.seen_until nulls first, looking.cluster_id, looking.looks_for`,
    [before],
  );
}

/** Of these clusters, what other looks than `looksFor` could not look at before `at`, and why; shadows tell nobody. */
export async function blindElsewhere(
  db: Queryable,
  {
    clusterIds,
    looksFor,
    at,
    since,
  }: { clusterIds: readonly string[]; looksFor: string; at: Date; since: Date },
): Promise<{ clusterId: string; code: string }[]> {
  return many(
    db,
    `select distinct cluster_id, code from drawbridge.looking
      where cluster_id = any($1) and looks_for <> $2 and not shadow
        and failing_since < $3 and looked_at >= $4`,
    [clusterIds.map((id) => id.toLowerCase()), looksFor, at, since],
  );
}

/** When the first look of all was taken, at one cluster or (null) at any; null where none was. */
export async function lookingSince(db: Queryable, clusterId: string | null): Promise<Date | null> {
  const row = await one<{ since: Date | null }>(
    db,
    `select min(first_at) as since from drawbridge.looking
      where $1::text is null or cluster_id = $1`,
    [clusterId?.toLowerCase() ?? null],
  );
  return row?.since ?? null;
}

const mostTries = 3;

/**
 * The earliest time of these clusters that nobody looked at, though it could be looked at now; null where there is none.
 * Asked when a look begins: after three such looks it is given up.
 */
export async function timeToMakeUpFor(
  tx: Queryable,
  {
    clusterIds,
    looksFor,
    notBefore,
  }: { clusterIds: readonly string[]; looksFor: string; notBefore: Date },
): Promise<Date | null> {
  const rows = await many<{ gapFrom: Date }>(
    tx,
    `update drawbridge.looking set gap_tries = gap_tries + 1
      where cluster_id = any($1) and looks_for = $2 and gap_until > $3 and gap_tries < $4
        and failing_since is null
      returning gap_from`,
    [clusterIds.map((id) => id.toLowerCase()), looksFor, notBefore, mostTries],
  );
  if (rows.length === 0) return null;
  const earliest = Math.min(...rows.map(({ gapFrom }) => gapFrom.getTime()));
  return new Date(Math.max(earliest, notBefore.getTime()));
}

/** Time that nobody has looked at, and whether a look will still come to it. */
export async function lostTime(
  db: Queryable,
  clusterIds: readonly string[],
): Promise<{ clusterId: string; gapFrom: Date; gapUntil: Date; isGivenUp: boolean }[]> {
  return many(
    db,
    `select cluster_id, gap_from, gap_until, gap_tries >= $2 as is_given_up from drawbridge.looking
      where cluster_id = any($1) and gap_from is not null order by gap_from, cluster_id`,
    [clusterIds, mostTries],
  );
}

export interface BlindRow {
  id: string;
  fingerprint: string;
  state: 'open' | 'resolved';
  shadow: boolean;
  /** BlindCluster[] */
  clusters: Json;
  /** Target[] */
  targets: Json;
  openedAt: Date;
  resolvedAt: Date | null;
}

export async function openBlinds(db: Queryable): Promise<BlindRow[]> {
  return many(db, `select * from drawbridge.blind where state = 'open' order by opened_at, id`);
}

export async function getBlind(db: Queryable, id: string): Promise<BlindRow | null> {
  return one(db, 'select * from drawbridge.blind where id = $1', [id]);
}

/** @throws where one with the same fingerprint is open; `lockAlerts` keeps that from happening */
export async function insertBlind(
  tx: Queryable,
  { id, fingerprint, shadow, clusters, targets, openedAt }: Omit<BlindRow, 'state' | 'resolvedAt'>,
): Promise<void> {
  await tx.query(
    `insert into drawbridge.blind (id, fingerprint, state, shadow, clusters, targets, opened_at)
     values ($1, $2, 'open', $3, $4, $5, $6)`,
    [id, fingerprint, shadow, json(clusters), json(targets), openedAt],
  );
}

export async function updateBlind(
  tx: Queryable,
  { id, clusters, targets }: Pick<BlindRow, 'id' | 'clusters' | 'targets'>,
): Promise<void> {
  await tx.query('update drawbridge.blind set clusters = $2, targets = $3 where id = $1', [
    ...[id, json(clusters), json(targets)],
  ]);
}

export async function resolveBlind(
  tx: Queryable,
  { id, clusters, now }: Pick<BlindRow, 'id' | 'clusters'> & { now: Date },
): Promise<void> {
  await tx.query(
    `update drawbridge.blind set state = 'resolved', clusters = $2, resolved_at = $3 where id = $1`,
    [id, json(clusters), now],
  );
}

/** Removes what ended before `before`. */
export async function pruneBlinds(db: Queryable, before: Date): Promise<void> {
  await db.query(`delete from drawbridge.blind where state = 'resolved' and resolved_at < $1`, [
    before,
  ]);
  await db.query('delete from drawbridge.looking where looked_at < $1', [before]);
}
