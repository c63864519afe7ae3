/** Posting and changing messages: https://docs.slack.dev/messaging */
import { withBlockIds } from '../block-ids.ts';
import { badArgument, refusal, SlackError } from '../errors.ts';
import { messageJson } from '../payloads.ts';
import type { AnyBlock } from '../protocol.ts';
import { maxTextCharacters, validateBlocks } from '../validate-blocks.ts';
import { isObject } from '../validation/rules.ts';
import { startingValues } from '../values.ts';
import type { StoredMessage } from '../workspace.ts';
import type { Args, Call, Method } from './method.ts';
import { channelOf, targetOf, threadOf } from './targets.ts';

interface Content {
  text: string;
  blocks?: AnyBlock[];
  attachments?: unknown;
  metadata?: unknown;
}

function checkedMetadata(value: unknown): unknown {
  if (value === undefined) return undefined;
  const fits =
    isObject(value) && typeof value.event_type === 'string' && isObject(value.event_payload);
  if (!fits && !(isObject(value) && Array.isArray(value.entities)))
    throw new SlackError('invalid_metadata_format');
  return value;
}

/** The content of a call, refused as Slack refuses it. */
function checkedContent(args: Args): Content {
  const text = args.text('text') ?? '';
  const blocks = args.json('blocks');
  const attachments = args.json('attachments');
  if (blocks !== undefined) {
    if (!Array.isArray(blocks)) throw new SlackError('invalid_blocks_format');
    const problems = validateBlocks(blocks, 'message');
    const onlyTooLong = problems.every(({ code }) => code === 'msg_blocks_too_long');
    if (problems.length > 0)
      throw refusal(onlyTooLong ? 'msg_blocks_too_long' : 'invalid_blocks', problems);
  }
  const hasBlocks = Array.isArray(blocks) && blocks.length > 0;
  if (text === '' && !hasBlocks && !attachments) throw new SlackError('no_text');
  if (text.length > maxTextCharacters) throw new SlackError('msg_too_long');
  return {
    text,
    ...(blocks !== undefined ? { blocks: withBlockIds(blocks as unknown[]) } : {}),
    ...(attachments ? { attachments } : {}),
    metadata: checkedMetadata(args.json('metadata')),
  };
}

/** A message that the bot itself wrote. Throws `message_not_found`, or `otherwise` when it is another's. */
function ownMessage({ ground, args }: Call, otherwise: string): StoredMessage {
  const channel = channelOf(ground, args.required('channel'));
  const message = ground.workspace.find(channel.id, args.required('ts'));
  // An ephemeral message is nowhere kept, so no method finds it.
  if (!message || message.ephemeralTo) throw new SlackError('message_not_found');
  if (message.user !== ground.workspace.bot.id) throw new SlackError(otherwise);
  return message;
}

function postMessage({ ground, args, rateLimits }: Call) {
  const { workspace } = ground;
  const channel = targetOf(ground, args.required('channel'));
  const content = checkedContent(args);
  const wait = rateLimits.count({
    method: 'chat.postMessage',
    tier: 'posting',
    channel: channel.id,
  });
  if (wait !== undefined) throw new SlackError('ratelimited', { retryAfter: wait });
  const threadTs = threadOf(ground, channel, args.text('thread_ts'));
  const message = workspace.post({
    channel: channel.id,
    user: workspace.bot.id,
    ...content,
    ...(threadTs ? { threadTs } : {}),
    ...(threadTs && args.flag('reply_broadcast')
      ? { broadcast: true, subtype: 'thread_broadcast' }
      : {}),
  });
  message.values = startingValues(content.blocks ?? []);
  return { channel: channel.id, ts: message.ts, message: messageJson(ground, message) };
}

function update(call: Call) {
  const { ground, args } = call;
  const message = ownMessage(call, 'cant_update_message');
  const onlyMetadata = ['text', 'blocks', 'attachments'].every(
    (name) => args.text(name) === undefined,
  );
  if (onlyMetadata && args.text('metadata') !== undefined) {
    message.metadata = checkedMetadata(args.json('metadata'));
  } else {
    const { text, blocks, attachments, metadata } = checkedContent(args);
    // Text without blocks takes the blocks away; blocks without text keep the text.
    message.blocks = blocks && blocks.length > 0 ? blocks : undefined;
    message.text = args.text('text') === undefined ? message.text : text;
    if (attachments !== undefined) message.attachments = attachments;
    if (metadata !== undefined) message.metadata = metadata;
    // Slack marks only plain messages as edited: https://docs.slack.dev/reference/methods/chat.update
    message.edited = message.blocks === undefined;
    message.values = startingValues(message.blocks ?? [], message.values);
  }
  ground.workspace.changed();
  const { channel, ts, text } = message;
  return { channel, ts, text, message: messageJson(ground, message) };
}

function remove(call: Call) {
  const message = ownMessage(call, 'cant_delete_message');
  call.ground.workspace.remove(message);
  return { channel: message.channel, ts: message.ts };
}

function postEphemeral({ ground, args }: Call) {
  const { workspace } = ground;
  const channel = targetOf(ground, args.required('channel'));
  const userId = args.required('user');
  if (!workspace.people.has(userId)) throw new SlackError('user_not_found');
  if (!channel.members.includes(userId)) throw new SlackError('user_not_in_channel');
  const content = checkedContent(args);
  const threadTs = threadOf(ground, channel, args.text('thread_ts'));
  const message = workspace.post({
    channel: channel.id,
    user: workspace.bot.id,
    ephemeralTo: userId,
    ...content,
    ...(threadTs ? { threadTs } : {}),
  });
  message.values = startingValues(content.blocks ?? []);
  return { message_ts: message.ts };
}

function getPermalink({ ground, args }: Call) {
  const channel = channelOf(ground, args.required('channel'));
  const ts = args.required('message_ts');
  const message = ground.workspace.find(channel.id, ts);
  if (!message || message.ephemeralTo) throw new SlackError('message_not_found');
  const thread = message.threadTs ? `?thread_ts=${message.threadTs}&cid=${channel.id}` : '';
  const path = `${channel.id}/p${ts.replace('.', '')}${thread}`;
  return { channel: channel.id, permalink: `${ground.baseUrl()}/archives/${path}` };
}

function checkReplyBroadcast({ args }: Call): void {
  if (args.flag('reply_broadcast') && args.text('thread_ts') === undefined)
    throw badArgument('reply_broadcast', 'needs thread_ts');
}

const scopes = ['chat:write'];

export const chatMethods: Method[] = [
  {
    name: 'chat.postMessage',
    scopes,
    // Counted per channel, once it is known which channel that is.
    tier: 'free',
    run(call) {
      checkReplyBroadcast(call);
      return postMessage(call);
    },
  },
  { name: 'chat.update', scopes, tier: 3, run: update },
  { name: 'chat.delete', scopes, tier: 3, run: remove },
  { name: 'chat.postEphemeral', scopes, tier: 4, run: postEphemeral },
  { name: 'chat.getPermalink', scopes: [], tier: 'free', run: getPermalink },
];
