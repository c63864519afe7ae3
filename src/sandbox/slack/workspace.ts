/** What the pretend workspace holds. Everything is in memory, and every change tells the listeners. */
import { createHash, randomBytes } from 'node:crypto';
import type {
  Channel,
  Command,
  Message,
  Person,
  StateValues,
  UserGroup,
  View,
} from './protocol.ts';
import type { WorkspaceSeed } from './seed.ts';

export type { Command } from './protocol.ts';

export interface StoredMessage extends Message {
  /** Slack's `metadata`, as the app sent it. */
  metadata?: unknown;
  attachments?: unknown;
  subtype?: string;
  /** What people chose in the message's menus and fields. */
  values: StateValues;
}

export interface StoredView extends View {
  userId: string;
  externalId: string;
  privateMetadata: string;
  notifyOnClose: boolean;
  clearOnClose: boolean;
  titleObject?: unknown;
  submitObject?: unknown;
  closeObject?: unknown;
  previousViewId?: string;
  rootViewId: string;
  values: StateValues;
}

export interface StoredFile {
  id: string;
  name: string;
  title: string;
  mimetype: string;
  size: number;
  content?: Buffer;
  /** Nobody may fetch it before it is completed. */
  complete: boolean;
}

export interface Workspace {
  readonly team: WorkspaceSeed['team'];
  readonly bot: Person;
  readonly commands: Command[];
  readonly people: Map<string, Person>;
  readonly groups: Map<string, UserGroup>;
  readonly channels: Map<string, Channel>;
  /** By channel, oldest first. */
  readonly messages: Map<string, StoredMessage[]>;
  readonly views: Map<string, StoredView>;
  /** Open modals by person, the top one last. */
  readonly stacks: Map<string, string[]>;
  /** The home tab's view by person. */
  readonly homes: Map<string, string>;
  readonly files: Map<string, StoredFile>;
  version(): number;
  /** Says that something visible has changed. */
  changed(): void;
  onChange(listener: () => void): () => void;
  /** A message id, later than every one before it. */
  nextTs(): string;
  newId(prefix: string): string;
  post(message: Omit<StoredMessage, 'ts' | 'values'> & { ts?: string }): StoredMessage;
  find(channel: string, ts: string): StoredMessage | undefined;
  remove(message: StoredMessage): void;
  /** The direct-message channel between a person and the bot; made when it is first asked for. */
  directMessage(userId: string): Channel;
}

/** A view's hash, as Slack makes it: it changes whenever the view does. */
export function viewHash(at: number): string {
  const nonce = randomBytes(6);
  return `${Math.floor(at / 1000)}.${createHash('sha256').update(nonce).digest('hex').slice(0, 8)}`;
}

export function createWorkspace({
  seed,
  commands,
  clock,
}: {
  seed: WorkspaceSeed;
  commands: Command[];
  clock: () => number;
}): Workspace {
  const listeners = new Set<() => void>();
  const messages = new Map<string, StoredMessage[]>();
  const channels = new Map(seed.channels.map((channel) => [channel.id, channel]));
  let version = 1;
  let lastTs = 0;

  function changed(): void {
    version += 1;
    for (const listener of [...listeners]) listener();
  }

  function nextTs(): string {
    // Microseconds: still an exact integer in a double.
    lastTs = Math.max(clock() * 1000, lastTs + 1);
    const seconds = Math.floor(lastTs / 1e6);
    return `${seconds}.${String(lastTs % 1e6).padStart(6, '0')}`;
  }

  function newId(prefix: string): string {
    return prefix + randomBytes(5).toString('hex').toUpperCase();
  }

  function directMessage(userId: string): Channel {
    const id = `D${userId.slice(1)}`;
    const known = channels.get(id);
    if (known) return known;
    const name = seed.people.find((person) => person.id === userId)?.handle ?? userId;
    const channel: Channel = { id, name, kind: 'im', members: [userId, seed.bot.id] };
    channels.set(id, channel);
    return channel;
  }

  function post(message: Omit<StoredMessage, 'ts' | 'values'> & { ts?: string }): StoredMessage {
    const stored: StoredMessage = { values: {}, ...message, ts: message.ts ?? nextTs() };
    const inChannel = messages.get(stored.channel) ?? [];
    inChannel.push(stored);
    messages.set(stored.channel, inChannel);
    changed();
    return stored;
  }

  for (const person of seed.people) if (!person.isStranger) directMessage(person.id);

  return {
    team: seed.team,
    bot: seed.bot,
    commands,
    people: new Map([...seed.people, seed.bot].map((person) => [person.id, person])),
    groups: new Map(seed.groups.map((group) => [group.id, group])),
    channels,
    messages,
    views: new Map(),
    stacks: new Map(),
    homes: new Map(),
    files: new Map(),
    version: () => version,
    changed,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    nextTs,
    newId,
    post,
    find: (channel, ts) => messages.get(channel)?.find((message) => message.ts === ts),
    remove(message) {
      const inChannel = messages.get(message.channel) ?? [];
      messages.set(
        message.channel,
        inChannel.filter((other) => other !== message),
      );
      changed();
    },
    directMessage,
  };
}
