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
  /** Asks for the confirmations that are missing, where the person may decide at all. */
  askToConfirm?(): Promise<void>;
}

/** Records somebody's decision and tells them what came of it. Everything is judged again below. */
export async function decideOn(
  { deps, person, origin, answer }: Pick<CommandContext, 'deps' | 'person' | 'origin' | 'answer'>,
  { changeId, planHash, decision, reason, confirmations, askToConfirm }: DecisionInput,
): Promise<void> {
  const membership = await deps.membership.of(person);
  const outcome = await deps.changes.decide({
    ...{ changeId, planHash, decision, person, membership },
    channel: origin.channel ?? null,
    reason: reason ?? null,
    ...(confirmations && { confirmations }),
  });
  if (outcome.kind === 'unconfirmed' && askToConfirm) return askToConfirm();
  const next =
    outcome.kind === 'approved' && !outcome.waits
      ? ' It is being applied now; the card shows how far.'
      : '';
  await answer(`${escapeMrkdwn(outcome.message)}${next}`);
}
