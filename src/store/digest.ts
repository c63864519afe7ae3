/** What is open, for the digest: read from the store alone. */
import type { Queryable } from './pool.ts';
import { type Json, many } from './rows.ts';

export interface FailingChecks {
  clusterId: string;
  takenAt: Date;
  grade: string;
  /** By check id. */
  failing: { check: string; title: string; severity: string }[];
}

/** Of the newest finished look at each cluster that ended by `at`. */
export async function failingChecks(
  db: Queryable,
  { clusterIds, at }: { clusterIds: readonly string[]; at: Date },
): Promise<FailingChecks[]> {
  return many(
    db,
    `select distinct on (cluster_id) cluster_id, finished_at as taken_at, report->>'grade' as grade,
            (select coalesce(jsonb_agg(jsonb_build_object('check', each->'check', 'title', each->'title',
                                                          'severity', each->'severity')), '[]')
               from jsonb_array_elements(report->'results') as each
              where each->>'outcome' = 'fail') as failing
       from drawbridge.posture_run
      where cluster_id = any($1) and state = 'done' and report is not null and finished_at <= $2
      order by cluster_id, finished_at desc`,
    [clusterIds, at],
  );
}

export interface WaitingRequest {
  kind: 'change' | 'waiver';
  clusterId: string | null;
  what: string;
  requester: string;
  expiresAt: Date;
}

/** What people are asked to decide on. */
export async function waitingRequests(db: Queryable): Promise<WaitingRequest[]> {
  return many(
    db,
    `select request.subject_kind as kind, request.cluster_id,
            coalesce(change.plan->>'summary', change.action, waiver.check_id, '') as what,
            coalesce(request.requester->>'name', request.requester->>'userId') as requester,
            request.expires_at
       from drawbridge.approval_request request
       left join drawbridge.change change
         on request.subject_kind = 'change' and change.id = request.subject_id
       left join drawbridge.waiver waiver
         on request.subject_kind = 'waiver' and waiver.id = request.subject_id
      where request.state = 'waiting' and (change.id is not null or waiver.id is not null)
      order by request.expires_at, request.id`,
  );
}

export interface OpenAlert {
  clusterId: string;
  state: string;
  severity: string;
  actor: string;
  title: string | null;
  kind: string;
  resourceClass: string | null;
  openedAt: Date;
}

/** Alerts that go on, muted ones left out, the worst first. */
export async function openAlerts(
  db: Queryable,
  clusterIds: readonly string[],
): Promise<OpenAlert[]> {
  return many(
    db,
    `select cluster_id, state, severity, sighting->>'actor' as actor,
            sighting->'facts'->>'title' as title, sighting->>'kind' as kind,
            sighting->>'resourceClass' as resource_class, opened_at
       from drawbridge.alert
      where cluster_id = any($1) and state in ('open', 'acknowledged') and not shadow
      order by array_position(array['critical', 'high', 'medium', 'low', 'info'], severity), opened_at, id`,
    [clusterIds],
  );
}

export async function openOpenings(
  db: Queryable,
  clusterIds: readonly string[],
): Promise<{ clusterId: string; range: string; until: Date; state: string }[]> {
  return many(
    db,
    `select cluster_id, range, until, state from drawbridge.opening
      where cluster_id = any($1) and state in ('open', 'closing', 'stuck') order by until, id`,
    [clusterIds],
  );
}

/** What the last look at nodes found of each of these clusters (ClusterNodes). */
export async function latestNodes(
  db: Queryable,
  { clusterIds, at }: { clusterIds: readonly string[]; at: Date },
): Promise<{ found: Json; finishedAt: Date }[]> {
  return many(
    db,
    `select distinct on (lower(found->>'clusterId')) found, finished_at
       from drawbridge.node_run, jsonb_array_elements(result) as found
      where state = 'done' and finished_at <= $2 and lower(found->>'clusterId') = any($1)
      order by lower(found->>'clusterId'), finished_at desc`,
    [clusterIds, at],
  );
}

/** What the last look at versions found of each of these clusters (UpgradeReport). */
export async function latestUpgrades(
  db: Queryable,
  { clusterIds, at }: { clusterIds: readonly string[]; at: Date },
): Promise<{ found: Json; finishedAt: Date }[]> {
  return many(
    db,
    `select distinct on (lower(found->>'id')) found, finished_at
       from drawbridge.upgrade_run, jsonb_array_elements(result->'clusters') as found
      where state = 'done' and not replace and finished_at <= $2 and lower(found->>'id') = any($1)
      order by lower(found->>'id'), finished_at desc`,
    [clusterIds, at],
  );
}
