import type pg from 'pg';
import type { Logger } from 'pino';
import type { AzureReader } from '../azure/reader.ts';
import { refreshFleet } from '../fleet/refresh.ts';
import { pruneButtons } from '../store/buttons.ts';
import { callLists, pruneCallLists } from '../store/call-lists.ts';
import { driftRuns } from '../store/drift-runs.ts';
import { unfinishedFleetRuns } from '../store/fleet-runs.ts';
import { forbiddenRuns } from '../store/forbidden-runs.ts';
import { pruneInside } from '../store/inside-readings.ts';
import { nodeRuns } from '../store/node-runs.ts';
import { dueOutgoing } from '../store/outgoing.ts';
import { unfinishedPostureRuns } from '../store/posture-runs.ts';
import { unfinishedRebuildRuns } from '../store/rebuild-runs.ts';
import { pruneRuns } from '../store/retention.ts';
import { pruneSeen } from '../store/seen.ts';
import { upgradeRuns } from '../store/upgrade-runs.ts';
import { type Nudge, type Processor, sweeps } from './queues.ts';

const minuteMs = 60_000;
const leased = [
  ['calls', callLists],
  ['drift', driftRuns],
  ['forbidden', forbiddenRuns],
  ['nodes', nodeRuns],
  ['upgrades', upgradeRuns],
] as const;

export interface SweepDeps {
  db: pg.Pool;
  reader: AzureReader;
  changes: { sweep(): Promise<unknown> };
  rollouts: { sweep(): Promise<unknown> };
  waivers: { sweep(): Promise<unknown> };
  alerts: { sweep(): Promise<unknown> };
  workflows: { sweep(): Promise<unknown> };
  nudge: Nudge;
  now(): Date;
  logger: Logger;
  subscriptions?: readonly string[];
  /** For how long reports and runs are kept. */
  keepMs: number;
  /** After how long a row that is still due is taken to have lost its nudge. */
  lateAfterMs?: number;
}

/**
 * Nudges again whatever the tables say is due: a commit and its nudge cannot share a transaction,
 * so a process that dies between the two leaves a row that nobody was told of.
 */
export function createSweepProcessor({ lateAfterMs = 2_000, ...deps }: SweepDeps): Processor {
  const { db, now, nudge } = deps;

  async function nudgeAgain(): Promise<void> {
    const late = new Date(now().getTime() - lateAfterMs);
    for (const { id } of await dueOutgoing(db, { now: late })) await nudge('outgoing', id);
    for (const { id } of await unfinishedPostureRuns(db, new Date(now().getTime() - minuteMs)))
      await nudge('posture', id);
    const startedBefore = new Date(now().getTime() - minuteMs);
    for (const { id } of await unfinishedFleetRuns(db, { startedBefore, now: now() }))
      await nudge('fleet', id);
    for (const [queue, runs] of leased)
      for (const { id } of await runs.unfinished(db, { startedBefore, now: now() }))
        await nudge(queue, id);
    for (const { id } of await unfinishedRebuildRuns(db, new Date(now().getTime() - minuteMs)))
      await nudge('rebuilds', id);
  }

  async function due(): Promise<void> {
    await each([
      nudgeAgain,
      () => deps.changes.sweep(),
      () => deps.rollouts.sweep(),
      // After the requests that nobody decided on have been ended, those for waivers among them.
      () => deps.waivers.sweep(),
      () => deps.alerts.sweep(),
      () => deps.workflows.sweep(),
    ]);
  }

  async function prune(): Promise<void> {
    const ago = (ms: number) => new Date(now().getTime() - ms);
    const dayMs = 24 * 60 * minuteMs;
    await each([
      () => pruneInside(db, ago(60 * minuteMs)),
      () => pruneSeen(db, ago(20 * minuteMs)),
      () => pruneButtons(db, ago(7 * dayMs)),
      () => pruneCallLists(db, ago(30 * dayMs)),
      () => pruneRuns(db, ago(deps.keepMs)),
    ]);
  }

  return async (id) => {
    if (id === sweeps.due) await due();
    if (id === sweeps.prune) await prune();
    if (id === sweeps.fleet) {
      await refreshFleet({
        reader: deps.reader,
        db,
        now,
        subscriptions: deps.subscriptions,
        onWarning: (text) => deps.logger.warn(text),
      });
    }
    return undefined;
  };
}

/** One after the other; what is wrong with one keeps no other from being done. */
async function each(parts: readonly (() => Promise<unknown>)[]): Promise<void> {
  const errors: unknown[] = [];
  for (const part of parts) await part().catch((error: unknown) => void errors.push(error));
  if (errors.length > 0) throw new AggregateError(errors, 'Not everything could be looked at.');
}
