import type pg from 'pg';
import type { LogsReader } from '../azure/logs.ts';
import type { AzureReader } from '../azure/reader.ts';
import type { AzureWriter } from '../azure/writer.ts';
import type { Rights } from '../rights/schema.ts';
import { withTransaction } from '../store/pool.ts';
import { appendTrail, type NewTrailEntry } from '../trail/append.ts';
import type { OpenInside } from './clients.ts';
import {
  type AnyRemediation,
  isStepwise,
  type Remediation,
  type Stepwise,
} from './define-remediation.ts';
import type { RemediationSettings } from './settings.ts';

/** Tells a queue that a row is due, after the transaction that wrote it. */
export type Nudge = (
  queue: 'posture' | 'plans' | 'changes' | 'rollouts' | 'outgoing' | 'sweep',
  id: string,
  delayMs?: number,
) => Promise<void>;

interface Logger {
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
}

export interface ChangesDeps {
  db: pg.Pool;
  reader: AzureReader;
  /** Reads workspaces; without it a plan says that it could not look. */
  logs?: LogsReader;
  /** Absent in a process that must not write, and everywhere in a read-only deployment. */
  writer?: AzureWriter;
  /** The way to API servers; without it nothing that lies in a cluster can be read or changed. */
  inside?: OpenInside;
  /** Whether some process of this deployment can write; by default, whether this one can. */
  mayWrite?: boolean;
  /** The rights as they are now; asked anew for every judgement. */
  rights: () => Rights;
  clock: () => Date;
  newId: () => string;
  nudge: Nudge;
  settings: RemediationSettings;
  actions: readonly AnyRemediation[];
  /** Called after a change has been applied, so that the cluster's findings are looked at again. */
  onApplied?: (clusterId: string) => Promise<void>;
  logger?: Logger;
  timing?: Partial<Timing>;
}

/** How long to wait for what. Milliseconds. */
export interface Timing {
  /** Between two questions to a running operation, where Azure does not say. */
  poll: number;
  /** Before a cluster that is busy, stopped or being scaled is looked at again. */
  busy: number;
  /** Before a call that got no answer is tried again. */
  retry: number;
  /** How long a PUT may still be under way in another process: longer than the writer's own limit. */
  lease: number;
  /** How long after a lost answer Azure may still begin with what it received. */
  lost: number;
  /** How long something that keeps failing is tried. */
  patience: number;
  /** How long a cluster that cannot be read or reached is asked, between steps and during one. */
  blind: number;
  /** Before an opening that could not be closed is tried again. */
  stuckRetry: number;
  /** How often people are told again of an opening that is stuck. */
  stuckReminder: number;
  /** How long before the end of an opening people are told. */
  notice: number;
}

const defaultTiming: Timing = {
  poll: 5_000,
  busy: 60_000,
  retry: 15_000,
  lease: 90_000,
  lost: 30_000,
  patience: 15 * 60_000,
  blind: 60 * 60_000,
  stuckRetry: 10 * 60_000,
  stuckReminder: 60 * 60_000,
  notice: 15 * 60_000,
};

export interface Context extends Omit<ChangesDeps, 'timing'> {
  timing: Timing;
  mayWrite: boolean;
}

export function createContext({ timing, ...deps }: ChangesDeps): Context {
  return {
    ...deps,
    mayWrite: deps.mayWrite ?? deps.writer !== undefined,
    timing: { ...defaultTiming, ...timing },
  };
}

export function findAction({ actions }: Context, id: string): AnyRemediation | undefined {
  return actions.find((action) => action.id === id);
}

/** The action of a stored change; it was there when the change was made. */
export function actionOf(context: Context, { action }: { action: string }): AnyRemediation {
  const found = findAction(context, action);
  if (!found) throw new Error(`This version knows no remediation "${action}"`);
  return found;
}

/** The action of a change that writes the cluster's own document. */
export function clusterWriteOf(context: Context, row: { action: string }): Remediation {
  const action = actionOf(context, row);
  if (isStepwise(action)) throw new Error(`${action.id} does not write the cluster's document`);
  return action;
}

export function stepwiseOf(context: Context, row: { action: string }): Stepwise {
  const action = actionOf(context, row);
  if (!isStepwise(action)) throw new Error(`${action.id} has no steps`);
  return action;
}

/** A transaction under way, and what belongs to its end. */
export interface Step {
  tx: pg.PoolClient;
  /** Appended last: appends to the trail wait for each other, so rows are locked before. */
  record(entry: NewTrailEntry): void;
  /** Called once the transaction is committed. */
  nudge(...args: Parameters<Nudge>): void;
  /** Says that a cluster was changed, once that is committed. */
  applied(clusterId: string): void;
}

/**
 * One transaction, and then its nudges. A nudge that fails is no harm: the row is committed, and
 * the sweeper finds it.
 */
export async function transact<T>(
  { db, nudge, onApplied, logger }: Context,
  work: (step: Step) => Promise<T>,
): Promise<T> {
  const { result, nudges, applied } = await retryDeadlock(() =>
    withTransaction(db, async (tx) => {
      const nudges: Parameters<Nudge>[] = [];
      const applied = new Set<string>();
      const entries: NewTrailEntry[] = [];
      const result = await work({
        tx,
        record: (entry) => void entries.push(entry),
        nudge: (...args) => void nudges.push(args),
        applied: (clusterId) => void applied.add(clusterId),
      });
      for (const entry of entries) await appendTrail(tx, entry);
      return { result, nudges, applied };
    }),
  );
  const done = await Promise.allSettled([
    ...nudges.map((args) => nudge(...args)),
    ...[...applied].map((clusterId) => onApplied?.(clusterId)),
  ]);
  for (const outcome of done)
    if (outcome.status === 'rejected')
      logger?.warn({ err: outcome.reason }, 'a nudge was lost; the sweeper will find the row');
  return result;
}

/** PostgreSQL ends one of two transactions that wait for each other; nothing of it has happened then. */
async function retryDeadlock<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const isDeadlock = error instanceof Error && 'code' in error && error.code === '40P01';
      if (!isDeadlock || attempt === 3) throw error;
    }
  }
}

export function later(now: Date, milliseconds: number): Date {
  return new Date(now.getTime() + milliseconds);
}
