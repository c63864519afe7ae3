import type { Queryable } from './pool.ts';
import { type Json, json, many, one, type StoredPerson } from './rows.ts';

/** Somebody's question whose answer takes a while: one worker at a time has it, for as long as its lease. */
export interface LeasedRun {
  id: string;
  state: 'running' | 'done' | 'failed';
  requestedBy: StoredPerson;
  startedAt: Date;
  finishedAt: Date | null;
  workedUntil: Date | null;
  result: Json | null;
  problem: RunProblem | null;
}

interface RunProblem {
  message: string;
  hint?: string;
}

export interface LeasedRuns<Row extends LeasedRun> {
  get(db: Queryable, id: string): Promise<Row | null>;
  /**
   * Takes a run for `leaseMs`, so that no two workers ask for the same. Whoever has it renews it; of one who
   * died, it is free again after that. Returns false where it has ended or another has it.
   */
  claim(db: Queryable, given: { id: string; now: Date; leaseMs: number }): Promise<boolean>;
  /** As `claim`, by the one who has it; `until` in the past lets it go. */
  renew(db: Queryable, given: { id: string; until: Date; progress: Json | null }): Promise<void>;
  /** Ends a run once; a second end, by a job that ran twice, changes nothing and returns false. */
  finish(db: Queryable, given: { id: string; result: Json; now: Date }): Promise<boolean>;
  /** As `finish`, for a run that came to nothing. */
  fail(db: Queryable, given: { id: string; problem: RunProblem; now: Date }): Promise<boolean>;
  /** Runs that nobody works on although they have not ended: their job may be lost. */
  unfinished(db: Queryable, given: { startedBefore: Date; now: Date }): Promise<{ id: string }[]>;
}

/** Tables that have these columns. Those with `progress` say in it how far the work is. */
type LeasedTable = keyof typeof keepsProgress;

const keepsProgress = {
  call_list: false,
  drift_run: true,
  forbidden_run: false,
  node_run: true,
  upgrade_run: true,
} as const;

/** What is done with the rows of every such table; its own file says how its runs start. */
export function leasedRuns<Row extends LeasedRun>(table: LeasedTable): LeasedRuns<Row> {
  const name = `drawbridge.${table}`;
  const isFree = `state = 'running' and (worked_until is null or worked_until <= $2)`;
  const changesOne = async (db: Queryable, sql: string, values: unknown[]) =>
    (await db.query(sql, values)).rowCount === 1;
  return {
    get: (db, id) => one<Row>(db, `select * from ${name} where id = $1`, [id]),
    claim: (db, { id, now, leaseMs }) =>
      changesOne(db, `update ${name} set worked_until = $3 where id = $1 and ${isFree}`, [
        id,
        now,
        new Date(now.getTime() + leaseMs),
      ]),
    async renew(db, { id, until, progress }) {
      const [set, values] = keepsProgress[table] ? [', progress = $3', [json(progress)]] : ['', []];
      await db.query(
        `update ${name} set worked_until = $2${set} where id = $1 and state = 'running'`,
        [id, until, ...values],
      );
    },
    finish: (db, { id, result, now }) =>
      changesOne(
        db,
        `update ${name} set state = 'done', result = $2, finished_at = $3 where id = $1 and state = 'running'`,
        [id, json(result), now],
      ),
    fail: (db, { id, problem, now }) =>
      changesOne(
        db,
        `update ${name} set state = 'failed', problem = $2, finished_at = $3 where id = $1 and state = 'running'`,
        [id, json(problem), now],
      ),
    unfinished: (db, { startedBefore, now }) =>
      many(db, `select id from ${name} where started_at < $1 and ${isFree} order by started_at`, [
        startedBefore,
        now,
      ]),
  };
}
