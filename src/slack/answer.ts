import { WebAPIPlatformError } from '@slack/web-api';
import type { Person } from '../rights/person.ts';
import { clipped, type Rendered } from './blocks.ts';
import type { Draw, Origin, SlackDeps } from './context.ts';
import { createDrawing } from './drawing.ts';
import { notification } from './escape.ts';
import { AnswerAddressClosed } from './origin.ts';

/**
 * Answers one person: by the response_url where there is one (works in every channel), else as a
 * message that only they see, else as a direct message. Throws only if all three fail.
 */
export async function answer(
  deps: Pick<SlackDeps, 'client' | 'db' | 'now' | 'logger'>,
  { person, origin }: { person: Person; origin: Origin },
  message: string | Draw,
): Promise<void> {
  const { text, blocks, attachment } = await drawn(deps, message);
  const sent =
    (await byResponseUrl(origin, text, blocks)) ||
    (await asEphemeral(deps, person, origin, text, blocks)) ||
    (await asDirectMessage(deps, person, text, blocks));
  if (sent && attachment)
    deps.logger.warn({ filename: attachment.filename }, 'a private answer cannot carry a file');
}

async function drawn(
  { db, now }: Pick<SlackDeps, 'db' | 'now'>,
  message: string | Draw,
): Promise<Rendered> {
  if (typeof message === 'string') {
    // One section holds no more, and Slack refuses a text that is very much longer.
    const text = clipped(message, 3000);
    return { text, blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }] };
  }
  const { store, ...drawing } = createDrawing();
  const rendered = message({ ...drawing, now: now() });
  await store(db, now());
  return { ...rendered, text: notification(rendered.text) };
}

async function byResponseUrl(
  origin: Origin,
  text: string,
  blocks: Rendered['blocks'],
): Promise<boolean> {
  if (!origin.respond) return false;
  try {
    await origin.respond({ text, blocks });
    return true;
  } catch (error) {
    if (error instanceof AnswerAddressClosed) return false;
    throw error;
  }
}

async function asEphemeral(
  { client }: Pick<SlackDeps, 'client'>,
  { userId }: Person,
  { channel, threadTs }: Origin,
  text: string,
  blocks: Rendered['blocks'],
): Promise<boolean> {
  if (!channel) return false;
  try {
    await client.chat.postEphemeral({
      channel,
      user: userId,
      text,
      blocks: blocks as never,
      ...(threadTs && { thread_ts: threadTs }),
    });
    return true;
  } catch (error) {
    if (error instanceof WebAPIPlatformError && cannotSpeak.has(String(error.data.error)))
      return false;
    throw error;
  }
}

async function asDirectMessage(
  { client }: Pick<SlackDeps, 'client'>,
  { userId }: Person,
  text: string,
  blocks: Rendered['blocks'],
): Promise<boolean> {
  await client.chat.postMessage({ channel: userId, text, blocks: blocks as never });
  return true;
}

/** Slack's codes for a place where the bot is not heard. */
export const cannotSpeak = new Set([
  'not_in_channel',
  'channel_not_found',
  'is_archived',
  'user_not_in_channel',
  'restricted_action',
  'restricted_action_read_only_channel',
]);
