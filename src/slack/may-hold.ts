import type { CommandContext } from './context.ts';
import { judgeFor, refusalText } from './may.ts';

/**
 * Who may hold up, go on with or end a change that is under way: whoever may ask for one or approve one on
 * its cluster. Stopping needs no second pair of eyes.
 * @returns the sentence that the person reads instead, or null to go on
 */
export async function mayHold(context: CommandContext, changeId: string): Promise<string | null> {
  const change = await context.deps.changes.describe(changeId);
  if (!change) return 'I do not know this change any more.';
  const asks = await judgeFor(context, 'propose', change.cluster);
  if (asks.allowed) return null;
  const approves = await judgeFor(context, 'approve', change.cluster);
  return approves.allowed ? null : refusalText(asks);
}
