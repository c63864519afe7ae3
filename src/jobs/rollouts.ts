import type { Rollouts } from '../rollout/life-cycle.ts';
import type { Processor } from './queues.ts';

/** Far more often than the sweeper calls a rollout neglected. */
const usualBeatMs = 10_000;

/**
 * Takes the next step of a rollout: plans a ring, lets clusters begin, and looks how those are that were changed. That
 * may take minutes for many clusters, so it says that it is at work: otherwise the sweeper sets others to the same.
 */
export function createRolloutsProcessor(
  rollouts: Pick<Rollouts, 'advance' | 'touch'>,
  { beatMs = usualBeatMs }: { beatMs?: number } = {},
): Processor {
  return async (rolloutId) => {
    // A beat that fails is made up for by the next.
    const beat = setInterval(() => void rollouts.touch(rolloutId).catch(() => {}), beatMs);
    try {
      const againInMs = await rollouts.advance(rolloutId);
      return againInMs === undefined ? undefined : { againInMs };
    } finally {
      clearInterval(beat);
    }
  };
}
