import type { CommandContext } from './context.ts';
import { escapeMrkdwn } from './escape.ts';

export interface DecisionInput {
  changeId: string;
  /** Of the plan that the person saw. */
  planHash: string;
  decision: 'approve' | 'reject';
  reason?: string;
  /** Which of the plan's warnings the person confirmed: their places in `plan.warnings`. */
  confirmations?: number[];
}

/** Records somebody's decision and tells them what came of it. Everything is judged again below. */
export async function decideOn(
  { deps, person, origin, answer }: Pick<CommandContext, 'deps' | 'person' | 'origin' | 'answer'>,
  { changeId, planHash, decision, reason, confirmations }: DecisionInput,
): Promise<void> {
  const membership = await deps.membership.of(person);
  const outcome = await deps.changes.decide({
    ...{ changeId, planHash, decision, person, membership },
    channel: origin.channel ?? null,
    reason: reason ?? null,
    ...(confirmations && { confirmations }),
  });
  await answer(escapeMrkdwn(outcome.message));
}
