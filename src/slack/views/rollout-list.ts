import type { RolloutValue } from '../../rollout/types.ts';
import { actionIds } from '../action-ids.ts';
import { context, header, section, type ViewBlock } from '../blocks.ts';
import type { Drawing } from '../drawing.ts';
import { bold, mention, when } from '../escape.ts';
import { brief } from './change-text.ts';
import { ringState, rolloutState, rolloutTitle } from './rollout-text.ts';

const mostShown = 12;
const mostRings = 8;

/** Rollouts one paragraph each: those that go on first. */
export function rolloutList(rollouts: readonly RolloutValue[], { button }: Drawing): ViewBlock[] {
  if (rollouts.length === 0) return [section('There is no rollout that you may look at.')];
  const left = rollouts.length - mostShown;
  return [
    header(`Rollouts (${rollouts.length})`),
    ...rollouts.slice(0, mostShown).map((rollout) =>
      section(
        [
          `${bold(rolloutState(rollout).slice(0, 80))}: ${brief(rolloutTitle(rollout), 200)}`,
          rollout.rings
            .slice(0, mostRings)
            .map((ring) => `${brief(ring.name, 40)} ${ringState(ring)}`)
            .join(' · '),
          `${brief(rollout.clusters, 100)}, asked by ${mention(rollout.requester)} ${when(rollout.createdAt)}`,
        ].join('\n'),
        {
          accessory: button({
            ...{ action: actionIds.rolloutShow, payload: { rolloutId: rollout.id } },
            ...{ text: 'Show the board', label: 'Show the board of this rollout here' },
          }),
        },
      ),
    ),
    ...(left > 0 ? [context(`${left} older ones are not shown.`)] : []),
  ];
}
