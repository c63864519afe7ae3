import type { RolloutValue } from '../../rollout/types.ts';
import { defineCommand } from '../define-command.ts';
import { maySeeRollout } from '../may-roll.ts';
import { rolloutList } from '../views/rollout-list.ts';

const newest = 20;

export const command = defineCommand({
  name: 'rollouts',
  summary: 'Lists rollouts, those that go on first, and shows their boards',
  examples: [{ line: 'rollouts', does: 'lists the newest, each with its board' }],
  right: null,
  async run(context) {
    const { deps, answer } = context;
    const seen: RolloutValue[] = [];
    for (const rollout of await deps.rollouts.list(newest))
      if (await maySeeRollout(context, rollout)) seen.push(rollout);
    await answer((drawing) => ({
      text: `${seen.length} rollouts`,
      blocks: rolloutList(seen, drawing),
    }));
  },
});
