import type { CommandContext } from './context.ts';
import { escapeMrkdwn } from './escape.ts';

export interface DecisionInput {
  changeId: string;
  /** Of the plan that the person saw. */
  planHash: string | null;
  decision: 'approve' | 'reject';
  reason?: string;
  /** The warnings that ask for it were confirmed one by one. */
  confirmed?: boolean;
}

/** Records somebody's decision and tells them what came of it. Everything is judged again below. */
export async function decideOn(
  context: Pick<CommandContext, 'deps' | 'person' | 'origin' | 'answer'>,
  { changeId, planHash, decision, reason, confirmed }: DecisionInput,
): Promise<void> {
  const { deps, person } = context;
  const membership = await deps.membership.of(person);
  const outcome = await deps.changes.decide({
    changeId,
    person,
    membership,
    decision,
    reason: reason ?? null,
    ...(planHash && { hash: planHash }),
    confirmed: confirmed ?? false,
  });
  await context.answer(escapeMrkdwn(outcome.message));
}
