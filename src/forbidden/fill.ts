/**
 * Reads what was refused before anybody watched, a day at a time and back from where watching began, so that what is
 * new can be told from what always was from the first day on. Every step is a row: it goes on where it was.
 */
import type pg from 'pg';
import { AzureError } from '../azure/errors.ts';
import type { LogsReader } from '../azure/logs.ts';
import type { QueryPlan } from '../azure/logs-lanes.ts';
import {
  advanceFills,
  type BaselineFillRow,
  claimFills,
  endFill,
  putOffFills,
  shortenFills,
} from '../store/baseline-fills.ts';
import { withTransaction } from '../store/pool.ts';
import { rememberCalls } from './baseline.ts';
import type { ForbiddenConfig } from './config.ts';
import { type AuditTable, auditQuery, mostGroups, refusalsQuery } from './queries.ts';
import { type RefusalRow, sightingsOf } from './sightings.ts';
import { problemOf } from './sources.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** Minutes at a time, where Azure cuts off the answer for a whole day. */
const smallerSteps = [360, 60] as const;
const leaseMs = 15 * 60_000;
const againMs = 10 * 60_000;
const mostClusters = 100;
/** A log that begins so much later than asked for may well have been quiet until then. */
const quietMs = 2 * dayMs;

interface FillDeps {
  db: pg.Pool;
  logs: LogsReader;
  config: ForbiddenConfig;
  now(): Date;
  signal?: AbortSignal;
  /** Told why a step came to nothing; it is tried again later. */
  onProblem?(problem: string, clusterIds: readonly string[]): void;
}

/** Takes one step of one workspace; says whether another may follow. */
export async function fillStep(deps: FillDeps): Promise<boolean> {
  const { db, now, signal } = deps;
  const rows = await claimFills(db, { now: now(), leaseMs, most: mostClusters });
  if (rows.length === 0) return false;
  const clusterIds = rows.map(({ clusterId }) => clusterId);
  try {
    await read(deps, rows as [BaselineFillRow, ...BaselineFillRow[]]);
    return true;
  } catch (error) {
    const dueAt = new Date(now().getTime() + (signal?.aborted ? 0 : againMs));
    const problem = signal?.aborted ? null : problemOf(error).message;
    await putOffFills(db, { clusterIds, problem, dueAt });
    signal?.throwIfAborted();
    if (problem !== null) deps.onProblem?.(problem, clusterIds);
    return true;
  }
}

async function read(deps: FillDeps, rows: [BaselineFillRow, ...BaselineFillRow[]]): Promise<void> {
  const { db, config } = deps;
  const [{ filledFrom, wantedFrom, stepMinutes }] = rows;
  const clusterIds = rows.map(({ clusterId }) => clusterId);
  const begin = filledFrom.getTime() - stepMinutes * minuteMs;
  const from = new Date(Math.max(begin, wantedFrom.getTime()));
  const answer = await ask(deps, rows, { from, to: filledFrom });
  if (answer !== 'too much') {
    const sightings = sightingsOf(answer.refused, { config });
    return withTransaction(db, async (tx) => {
      await rememberCalls(tx, sightings);
      await advanceFills(tx, { clusterIds, filledFrom: from, oldest: answer.oldest });
      if (from > wantedFrom) return;
      for (const row of rows) await end(tx, row, answer.oldest.get(row.clusterId));
    });
  }
  const smaller = smallerSteps.find((minutes) => minutes < stepMinutes);
  if (smaller) return shortenFills(db, { clusterIds, stepMinutes: smaller });
  // Whoever is missing in an hour that is cut off would be called new without being so.
  const problem = `the refusals of the hour before ${filledFrom.toISOString()} are too many to be read`;
  await withTransaction(db, async (tx) => {
    for (const { clusterId } of rows)
      await endFill(tx, { clusterId, state: 'short', since: filledFrom, problem });
  });
}

/** All refusals of some time, and the oldest record of each cluster in it. */
async function ask(
  { logs, signal }: FillDeps,
  [row, ...others]: [BaselineFillRow, ...BaselineFillRow[]],
  range: { from: Date; to: Date },
): Promise<'too much' | { refused: RefusalRow[]; oldest: Map<string, Date> }> {
  const clusters = [row, ...others].map(({ clusterId }) => clusterId);
  const question = { table: row.logTable as AuditTable, clusters };
  const options = { signal, plan: row.plan as QueryPlan };
  try {
    const refused = await logs.query(row.customerId, refusalsQuery(question), range, options);
    if (refused.partial || refused.rows.length > mostGroups) return 'too much';
    const found = await logs.query(
      row.customerId,
      auditQuery('freshness', question),
      range,
      options,
    );
    if (found.partial) return 'too much';
    return {
      refused: refused.rows as unknown as RefusalRow[],
      oldest: new Map(
        found.rows.map(({ Cluster, Oldest }) => [String(Cluster), new Date(String(Oldest))]),
      ),
    };
  } catch (error) {
    if (error instanceof AzureError && error.status === 504) return 'too much';
    throw error;
  }
}

/** How far back the log really goes: before its first record nobody can say that something was not there. */
async function end(
  tx: pg.PoolClient,
  { clusterId, oldest: known, wantedFrom, begunFrom, joins }: BaselineFillRow,
  found: Date | undefined,
): Promise<void> {
  if (joins) return endFill(tx, { clusterId, state: 'done', since: joins, problem: null });
  const oldest = [known, found].filter((each) => each != null).sort((a, b) => +a - +b)[0];
  const isWhole = oldest !== undefined && oldest.getTime() <= wantedFrom.getTime() + quietMs;
  const since = isWhole ? wantedFrom : (oldest ?? begunFrom);
  const problem = isWhole ? null : `the audit log begins at ${since.toISOString()}`;
  await endFill(tx, { clusterId, state: isWhole ? 'done' : 'short', since, problem });
}
