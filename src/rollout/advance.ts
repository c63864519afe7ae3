/** The next step of a rollout, whichever that is. Safe to do twice, at the same time, in several processes. */
import { getRollout, touchRollout } from '../store/rollouts.ts';
import { type Context, currentRing, hold } from './context.ts';
import { takeBackLeftovers } from './end.ts';
import { beginRing } from './next-ring.ts';
import { planningMs, planRing } from './plan-ring.ts';
import { runRing, waitForRing } from './run-ring.ts';
import type { Ring } from './types.ts';

/** More steps than this follow from each other without anything being waited for only by a fault. */
const mostSteps = 50;

/** @returns after how many milliseconds to look again; undefined where a person, or the sweeper, comes first */
export async function advance(context: Context, rolloutId: string): Promise<number | undefined> {
  const before = await getRollout(context.db, rolloutId);
  if (!before) return undefined;
  if (before.state !== 'running') {
    await hold(context, rolloutId, (held) => takeBackLeftovers(context, held));
    return undefined;
  }
  const now = context.clock();
  await touchRollout(context.db, rolloutId, now);
  let again: number | undefined = 0;
  for (let count = 0; again === 0 && count < mostSteps; count++)
    again = await oneStep(context, rolloutId);
  // Whoever looked a moment ago looks again: one chain of nudges is enough.
  const quickest = Math.min(context.timing.poll, planningMs(context));
  const isFollowed = now.getTime() - before.lookedAt.getTime() < quickest / 2;
  return isFollowed ? undefined : again;
}

async function oneStep(context: Context, rolloutId: string): Promise<number | undefined> {
  const row = await getRollout(context.db, rolloutId);
  const at = row?.state === 'running' ? currentRing(row.rings as Ring[]) : undefined;
  if (!row || !at) return undefined;
  // What is under way when it is to end is seen to its end.
  if (row.ending) return runRing(context, row, at);
  switch (at.ring.state) {
    case 'later':
    case 'soaking': {
      const until = at.ring.soakUntil ? new Date(at.ring.soakUntil) : null;
      if (row.paused || (until && until > context.clock())) return undefined;
      await hold(context, rolloutId, async (held) => {
        const ring = held.rings[at.place];
        if (held.row.version === row.version && ring) await beginRing(context, held, { ring });
      });
      return 0;
    }
    case 'planning':
      return planRing(context, row, at);
    case 'waiting':
      return waitForRing(context, row, at);
    default:
      return runRing(context, row, at);
  }
}
