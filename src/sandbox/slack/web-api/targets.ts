import { SlackError } from '../errors.ts';
import type { Ground } from '../ground.ts';
import type { Channel } from '../protocol.ts';

/** The channel of an id, as the app sees it. Throws `channel_not_found`. */
export function channelOf({ workspace }: Ground, id: string): Channel {
  const channel = workspace.channels.get(id);
  if (!channel) throw new SlackError('channel_not_found');
  return channel;
}

/** Where a message goes: a channel's id, its name, or a person's id for a direct message. */
export function targetOf(ground: Ground, word: string): Channel {
  const { workspace, scopes } = ground;
  const person = workspace.people.get(word);
  if (person) {
    if (person.isStranger || person.isBot) throw new SlackError('channel_not_found');
    return workspace.directMessage(person.id);
  }
  const name = word.replace(/^#/, '');
  const named = [...workspace.channels.values()].find(
    (c) => c.kind === 'channel' && c.name === name,
  );
  const channel = workspace.channels.get(word) ?? named;
  if (!channel) throw new SlackError('channel_not_found');
  const mayPost = channel.members.includes(workspace.bot.id) || scopes.has('chat:write.public');
  if (!mayPost) throw new SlackError('not_in_channel');
  return channel;
}

/** The thread that a reply belongs to: a reply to a reply goes to the same thread. */
export function threadOf(
  { workspace }: Ground,
  channel: Channel,
  ts: string | undefined,
): string | undefined {
  if (ts === undefined) return undefined;
  const parent = workspace.find(channel.id, ts);
  if (!parent || parent.ephemeralTo) throw new SlackError('thread_not_found');
  return parent.threadTs ?? parent.ts;
}
