/** The next step of a rollout, whichever that is. Safe to do twice, at the same time, in several processes. */
import { getRollout, type RolloutRow, touchRollout } from '../store/rollouts.ts';
import { type Context, currentRing, hold } from './context.ts';
import { takeBackLeftovers } from './end.ts';
import { beginRing } from './next-ring.ts';
import { pauseByItself } from './pause.ts';
import { planningMs, planRing } from './plan-ring.ts';
import { runRing, waitForRing } from './run-ring.ts';
import type { Ring } from './types.ts';
import { lookBack } from './watch.ts';

/** So many clusters are named that are not well any more. */
const mostNamed = 5;

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
      return enterRing(context, row, at);
    }
    case 'planning':
      return planRing(context, row, at);
    case 'waiting':
      return waitForRing(context, row, at);
    default:
      return runRing(context, row, at);
  }
}

/** After days of watching, the clusters of the ring before have to be as well as they were when it ended. */
async function enterRing(
  context: Context,
  row: RolloutRow,
  { ring, place }: { ring: Ring; place: number },
): Promise<number | undefined> {
  const before = (row.rings as Ring[])[place - 1];
  const wrong = ring.state === 'soaking' && !ring.lookedBack ? await lookBack(context, before) : [];
  await hold(context, row.id, async (held) => {
    const mine = held.rings[place];
    if (held.row.version !== row.version || !mine) return;
    mine.lookedBack = true;
    if (wrong.length === 0) await beginRing(context, held, { ring: mine });
    else
      await pauseByItself(context, held, {
        why: `After days of watching ${before?.name}: ${wrong.slice(0, mostNamed).join(' ')} Resuming it begins with ${mine.name} all the same.`,
      });
  });
  return 0;
}
