/** `response_url`: five posts in thirty minutes (https://docs.slack.dev/interactivity/implementing-slash-commands). */
import { randomBytes } from 'node:crypto';
import { withBlockIds } from '../block-ids.ts';
import type { Journal } from '../journal.ts';
import { maxTextCharacters, type Problem, validateBlocks } from '../validate-blocks.ts';
import { type Fields, isObject } from '../validation/rules.ts';
import { startingValues } from '../values.ts';
import type { StoredMessage, Workspace } from '../workspace.ts';

const maxPosts = 5;
const lifetimeMs = 30 * 60_000;

interface Origin {
  userId: string;
  channel: string;
  threadTs?: string;
  /** The message whose button was pressed. */
  message?: StoredMessage;
}

export interface ResponseUrls {
  create(origin: Origin): string;
  /** Takes a post to `/response/<key>`; status and body of the answer. */
  receive(key: string, body: unknown): { status: number; body: Fields | string };
  /** Shows what an ack or a post to a response_url says. Answers with Slack's error code, if it is refused. */
  show(origin: Origin, content: Fields): string | undefined;
}

function wrongBlocks(problems: Problem[]): string | undefined {
  if (problems.length === 0) return undefined;
  const tooLong = problems.every(({ code }) => code === 'msg_blocks_too_long');
  return tooLong ? 'msg_blocks_too_long' : 'invalid_blocks';
}

function refused({ text, blocks, delete_original: remove }: Fields): string | undefined {
  if (remove === true) return undefined;
  if (blocks !== undefined) {
    const wrong = wrongBlocks(validateBlocks(blocks, 'message'));
    if (wrong) return wrong;
  }
  if (!text && !(Array.isArray(blocks) && blocks.length > 0)) return 'no_text';
  return String(text ?? '').length > maxTextCharacters ? 'msg_too_long' : undefined;
}

export function createResponseUrls({
  workspace,
  journal,
  clock,
  baseUrl,
}: {
  workspace: Workspace;
  journal: Journal;
  clock: () => number;
  baseUrl: () => string;
}): ResponseUrls {
  const known = new Map<string, { origin: Origin; at: number; posts: number }>();

  function replace(message: StoredMessage, text: string, blocks: StoredMessage['blocks']): void {
    Object.assign(message, { text, blocks });
    message.values = startingValues(blocks ?? [], message.values);
    message.edited = blocks ? message.edited : true;
    workspace.changed();
  }

  function show(origin: Origin, content: Fields): string | undefined {
    const wrong = refused(content);
    if (wrong) return wrong;
    const { message, userId, channel } = origin;
    if (content.delete_original === true) {
      if (!message) return 'message_not_found';
      workspace.remove(message);
      return undefined;
    }
    const blocks = Array.isArray(content.blocks) ? withBlockIds(content.blocks) : undefined;
    const text = String(content.text ?? '');
    if (content.replace_original === true && message) {
      replace(message, text, blocks);
      return undefined;
    }
    const threadTs = typeof content.thread_ts === 'string' ? content.thread_ts : origin.threadTs;
    const posted = workspace.post({
      channel,
      user: workspace.bot.id,
      text,
      blocks,
      ...(threadTs ? { threadTs } : {}),
      ...(content.response_type === 'in_channel' ? {} : { ephemeralTo: userId }),
    });
    posted.values = startingValues(blocks ?? []);
    return undefined;
  }

  function receive(key: string, body: unknown): { status: number; body: Fields | string } {
    const entry = known.get(key);
    if (!entry || clock() - entry.at > lifetimeMs)
      return { status: 404, body: { ok: false, error: 'expired_url' } };
    if (entry.posts >= maxPosts) return { status: 404, body: { ok: false, error: 'used_url' } };
    if (!isObject(body)) return { status: 400, body: { ok: false, error: 'invalid_payload' } };
    const error = show(entry.origin, body);
    if (error) return { status: 400, body: { ok: false, error } };
    entry.posts += 1;
    return { status: 200, body: 'ok' };
  }

  return {
    create(origin) {
      const key = randomBytes(18).toString('base64url');
      known.set(key, { origin, at: clock(), posts: 0 });
      return `${baseUrl()}/response/${key}`;
    },
    receive(key, body) {
      const answer = receive(key, body);
      journal.add({ kind: 'response-url', name: 'response_url', status: answer.status, body });
      return answer;
    },
    show,
  };
}
