import type { Person } from '../rights/person.ts';
import type { PressOutcome } from '../rollout/types.ts';
import type { CommandContext } from './context.ts';
import { escapeMrkdwn } from './escape.ts';
import { mayRoll } from './may-roll.ts';

export const unknownRollout = 'I do not know this rollout any more.';

/** Does to a rollout what somebody pressed for, where they may, and tells them what came of it. */
export async function pressRollout(
  context: CommandContext,
  rolloutId: string,
  concerned: { clusterId?: string; any?: boolean },
  act: (press: { rolloutId: string; person: Person }) => Promise<PressOutcome>,
): Promise<void> {
  const { deps, person, answer } = context;
  const rollout = await deps.rollouts.describe(rolloutId);
  if (!rollout) return answer(unknownRollout);
  const refusal = await mayRoll(context, rollout, concerned);
  if (refusal) return answer(refusal);
  const { message } = await act({ rolloutId, person });
  await answer(escapeMrkdwn(message));
}
