import { messagesShowing } from '../store/messages.ts';
import type { SlackDeps } from './context.ts';

/** The address of the first message that shows a value; null where there is none, or Slack does not say. */
export async function linkTo(
  { db, client }: Pick<SlackDeps, 'db' | 'client'>,
  shown: { view: string; valueId: string },
): Promise<string | null> {
  const [message] = await messagesShowing(db, shown);
  if (!message) return null;
  try {
    const { channel, ts } = message;
    // https://docs.slack.dev/reference/methods/chat.getPermalink
    const { permalink } = await client.chat.getPermalink({ channel, message_ts: ts });
    return permalink ?? null;
  } catch {
    // Deleted, or in a channel that the bot has left: what is said does not depend on it.
    return null;
  }
}
