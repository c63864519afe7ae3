import type { PoolClient } from 'pg';
import {
  type ChangesDeps,
  createContext,
  type Context as Remediation,
  type Step,
  transact,
} from '../remediation/context.ts';
import type { Changes } from '../remediation/life-cycle.ts';
import { drawbridgeItself, type Person } from '../rights/person.ts';
import { addOutgoing, type OutgoingTarget } from '../store/outgoing.ts';
import {
  insertRolloutNote,
  lockRollout,
  type RolloutRow,
  updateRollout,
} from '../store/rollouts.ts';
import type { RolloutConfig } from './config.ts';
import type { Health, Note, Ring } from './types.ts';

export interface RolloutsDeps extends ChangesDeps {
  changes: Pick<Changes, 'propose'>;
  config: RolloutConfig;
  /** How a cluster is now, told by its own API server; unknown where that cannot be read. */
  health(clusterId: string): Promise<Health>;
}

export interface Context extends Remediation {
  changes: RolloutsDeps['changes'];
  config: RolloutConfig;
  health: RolloutsDeps['health'];
}

export function createRolloutContext({ changes, config, health, ...deps }: RolloutsDeps): Context {
  return { ...createContext(deps), changes, config, health };
}

/** A rollout under lock, and what is written of it. */
export interface Held {
  step: Step;
  row: RolloutRow;
  rings: Ring[];
  now: Date;
}

/** One step of a rollout in one transaction. The row is locked first, before changes, requests and the trail. */
export async function hold<T>(
  context: Context,
  rolloutId: string,
  work: (held: Held) => Promise<T>,
): Promise<T | null> {
  return transact(context, async (step) => {
    const row = await lockRollout(step.tx, rolloutId);
    if (!row) return null;
    return work({ step, row, rings: structuredClone(row.rings), now: context.clock() });
  });
}

type Saved = Parameters<typeof updateRollout>[2];

export interface Said {
  /** As `rollout.<kind>` in the trail. */
  kind?: string;
  actor?: Person;
  data?: object;
  /** Said in the thread of the board; aloud, in its channel as well. */
  note?: Note & { aloud?: boolean };
}

/** Writes what a step brought, redraws the board, and says so in the trail and in its thread. */
export async function save(
  context: Context,
  { step, row, now }: Pick<Held, 'step' | 'row' | 'now'>,
  set: Saved,
  { kind, actor = drawbridgeItself, data = {}, note }: Said = {},
): Promise<RolloutRow> {
  const moved = await updateRollout(step.tx, row, set);
  if (!moved) throw new Error(`Rollout ${row.id} changed while it was locked`);
  await post(step, now, {
    ...{ view: 'rollout-board', valueId: row.id, target: { kind: 'everywhere' } },
    dedupe: `rollout-board:${row.id}:v${moved.version}`,
  });
  if (kind)
    step.record({
      ...{ at: now, kind: `rollout.${kind}`, actor, data },
      subject: { rolloutId: row.id, action: row.action },
    });
  if (note) await say(context, { step, row, now }, note);
  return moved;
}

async function say(
  { newId }: Context,
  { step, row, now }: Pick<Held, 'step' | 'row' | 'now'>,
  { aloud = false, ...note }: Note & { aloud?: boolean },
): Promise<void> {
  const id = newId();
  await insertRolloutNote(step.tx, { id, rolloutId: row.id, at: now, data: note });
  await post(step, now, {
    ...{ view: 'rollout-note', valueId: id, dedupe: `rollout-note:${id}` },
    target: {
      ...{ kind: 'thread', channel: placeOf(row.board), broadcast: aloud },
      of: { view: 'rollout-board', valueId: row.id },
    },
  });
}

export async function post(
  { tx, nudge }: Pick<Step, 'nudge'> & { tx: PoolClient },
  dueAt: Date,
  message: { view: string; valueId: string; target: OutgoingTarget; dedupe: string },
): Promise<void> {
  const id = await addOutgoing(tx, { ...message, dueAt });
  if (id) nudge('outgoing', id);
}

export function placeOf(board: OutgoingTarget): string {
  if (board.kind === 'channel') return board.channel;
  if (board.kind === 'person') return board.userId;
  throw new Error(`A board cannot stand at ${board.kind}`);
}

/** The ring that it is at: the first that is not over. Undefined when all are. */
export function currentRing(rings: readonly Ring[]): { ring: Ring; place: number } | undefined {
  const place = rings.findIndex(({ state }) => state !== 'done' && state !== 'ended');
  const ring = rings[place];
  return ring && { ring, place };
}
