import { SlackError } from '../errors.ts';
import type { Ground } from '../ground.ts';
import { messageJson } from '../payloads.ts';
import type { Channel } from '../protocol.ts';
import type { Fields } from '../validation/rules.ts';
import type { StoredMessage } from '../workspace.ts';
import { type Call, type Method, page } from './method.ts';
import { channelOf } from './targets.ts';

function channelJson({ workspace }: Ground, channel: Channel): Fields {
  const { id, name, kind, topic = '', members } = channel;
  const isIm = kind === 'im';
  return {
    id,
    ...(isIm
      ? { user: members.find((member) => member !== workspace.bot.id) }
      : { name, name_normalized: name }),
    is_channel: !isIm,
    is_group: false,
    is_im: isIm,
    is_mpim: false,
    is_private: isIm,
    is_archived: false,
    is_general: false,
    is_member: members.includes(workspace.bot.id),
    is_ext_shared: members.some((member) => workspace.people.get(member)?.isStranger),
    context_team_id: workspace.team.id,
    topic: { value: topic },
    purpose: { value: '' },
    num_members: members.length,
  };
}

function list({ ground, args }: Call) {
  const types = (args.text('types') ?? 'public_channel').split(',').map((word) => word.trim());
  const wanted = [...ground.workspace.channels.values()].filter(({ kind }) =>
    types.includes(kind === 'im' ? 'im' : 'public_channel'),
  );
  const { items, cursor } = page(wanted, args, 1000);
  return {
    channels: items.map((channel) => channelJson(ground, channel)),
    response_metadata: { next_cursor: cursor },
  };
}

function open({ ground, args }: Call) {
  const { workspace } = ground;
  const known = args.text('channel');
  const users = args.text('users')?.split(',').filter(Boolean) ?? [];
  if (known) return { channel: channelJson(ground, channelOf(ground, known)) };
  const [userId] = users;
  if (!userId) throw new SlackError('users_list_not_supplied');
  if (users.length > 1) throw new SlackError('method_not_supported_for_channel_type');
  const person = workspace.people.get(userId);
  if (!person) throw new SlackError('user_not_found');
  if (person.isBot) throw new SlackError('cannot_dm_bot');
  if (person.isStranger) throw new SlackError('user_not_visible');
  return { channel: channelJson(ground, workspace.directMessage(userId)) };
}

function join({ ground, args }: Call) {
  const channel = channelOf(ground, args.required('channel'));
  if (channel.kind === 'im') throw new SlackError('method_not_supported_for_channel_type');
  if (!channel.members.includes(ground.workspace.bot.id)) {
    channel.members.push(ground.workspace.bot.id);
    ground.workspace.changed();
  }
  return { channel: channelJson(ground, channel) };
}

function members({ ground, args }: Call) {
  const channel = channelOf(ground, args.required('channel'));
  const { items, cursor } = page(channel.members, args, 1000);
  return { members: items, response_metadata: { next_cursor: cursor } };
}

/** Messages that the app may read: no ephemeral ones, and only where it is a member. */
function readable({ ground, args }: Call): StoredMessage[] {
  const channel = channelOf(ground, args.required('channel'));
  if (!channel.members.includes(ground.workspace.bot.id)) throw new SlackError('not_in_channel');
  const oldest = Number(args.text('oldest') ?? 0);
  const latest = Number(args.text('latest') ?? Number.MAX_SAFE_INTEGER);
  return (ground.workspace.messages.get(channel.id) ?? []).filter(({ ephemeralTo, ts }) => {
    const at = Number(ts);
    const inside = args.flag('inclusive')
      ? at >= oldest && at <= latest
      : at > oldest && at < latest;
    return !ephemeralTo && inside;
  });
}

function messagesAnswer({ ground, args }: Call, found: StoredMessage[]) {
  const { items, cursor } = page(found, args, 999);
  const withMetadata = args.flag('include_all_metadata');
  return {
    messages: items.map((message) =>
      messageJson(ground, withMetadata ? message : { ...message, metadata: undefined }),
    ),
    has_more: cursor !== '',
    response_metadata: { next_cursor: cursor },
  };
}

function history(call: Call) {
  const top = readable(call).filter(
    ({ threadTs, ts }) => threadTs === undefined || threadTs === ts,
  );
  return messagesAnswer(call, top.reverse());
}

function replies(call: Call) {
  const parent = call.args.required('ts');
  const thread = readable(call).filter(({ ts, threadTs }) => ts === parent || threadTs === parent);
  if (thread.length === 0) throw new SlackError('thread_not_found');
  return messagesAnswer(call, thread);
}

const reading = ['channels:read', 'groups:read', 'im:read'];
const historyScopes = ['channels:history', 'im:history'];

export const conversationMethods: Method[] = [
  { name: 'conversations.list', scopes: reading, tier: 2, run: list },
  {
    name: 'conversations.info',
    scopes: reading,
    tier: 3,
    run: ({ ground, args }) => ({
      channel: channelJson(ground, channelOf(ground, args.required('channel'))),
    }),
  },
  { name: 'conversations.open', scopes: ['im:write'], tier: 3, run: open },
  { name: 'conversations.join', scopes: ['channels:join'], tier: 3, run: join },
  { name: 'conversations.members', scopes: reading, tier: 4, run: members },
  { name: 'conversations.history', scopes: historyScopes, tier: 3, run: history },
  { name: 'conversations.replies', scopes: historyScopes, tier: 3, run: replies },
];
