import type { Rollouts } from '../rollout/life-cycle.ts';
import type { Processor } from './queues.ts';

/** Takes the next step of a rollout: plans a ring, lets clusters begin, and looks how those are that were changed. */
export function createRolloutsProcessor(rollouts: Pick<Rollouts, 'advance'>): Processor {
  return async (rolloutId) => {
    const againInMs = await rollouts.advance(rolloutId);
    return againInMs === undefined ? undefined : { againInMs };
  };
}
