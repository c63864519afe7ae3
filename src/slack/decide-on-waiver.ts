import type { CommandContext } from './context.ts';
import { escapeMrkdwn } from './escape.ts';

/** Records somebody's decision on a waiver and tells them what came of it. Everything is judged again below. */
export async function decideOnWaiver(
  { deps, person, origin, answer }: Pick<CommandContext, 'deps' | 'person' | 'origin' | 'answer'>,
  decision: { waiverId: string; hash: string; decision: 'approve' | 'reject'; reason?: string },
): Promise<void> {
  const { message } = await deps.waivers.decide({
    ...decision,
    ...{ person, membership: await deps.membership.of(person), channel: origin.channel ?? null },
  });
  await answer(escapeMrkdwn(message));
}
