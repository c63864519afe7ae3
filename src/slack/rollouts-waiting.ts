import type { RolloutValue } from '../rollout/types.ts';
import type { CommandContext } from './context.ts';
import { maySeeRollout } from './may-roll.ts';

const newest = 20;

/** Rollouts that go on, of which somebody may look at every cluster. */
export async function openRollouts(
  asking: Pick<CommandContext, 'deps' | 'person' | 'origin'>,
): Promise<RolloutValue[]> {
  const seen: RolloutValue[] = [];
  for (const rollout of await asking.deps.rollouts.list(newest))
    if (rollout.state === 'running' && (await maySeeRollout(asking, rollout))) seen.push(rollout);
  return seen;
}
