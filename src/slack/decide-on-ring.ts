import type { CommandContext } from './context.ts';
import { escapeMrkdwn } from './escape.ts';

export interface RingDecision {
  rolloutId: string;
  /** Of the ring that the person saw. */
  hash: string;
  decision: 'approve' | 'reject';
  reason?: string;
  confirmed?: boolean;
  /** Asks for what has to be confirmed, where the person may decide at all. */
  askToConfirm?(confirm: string[]): Promise<void>;
}

/** Records somebody's decision on a ring and tells them what came of it. Everything is judged again below. */
export async function decideOnRing(
  { deps, person, origin, answer }: Pick<CommandContext, 'deps' | 'person' | 'origin' | 'answer'>,
  { askToConfirm, ...decision }: RingDecision,
): Promise<void> {
  const outcome = await deps.rollouts.decide({
    ...decision,
    ...{ person, membership: await deps.membership.of(person), channel: origin.channel ?? null },
  });
  if (outcome.kind === 'unconfirmed' && askToConfirm) return askToConfirm(outcome.confirm);
  const next =
    outcome.kind === 'approved' ? ' One cluster goes first; the board shows how far it is.' : '';
  await answer(`${escapeMrkdwn(outcome.message)}${next}`);
}
