/**
 * What the sandbox's page and the Slack stand-in say to each other, over HTTP below `/sandbox/`.
 *
 *   GET  /sandbox/state?as=U…      → WorkspaceState, as that person sees it
 *   GET  /sandbox/events           → server-sent events; each carries the new version; fetch the state again
 *   POST /sandbox/act   Act        → ActResult
 *   POST /sandbox/faults Fault     → {}; DELETE clears them
 *   GET  /sandbox/journal          → everything that went over the wire, one JSON object a line
 */
import type { KnownBlock } from '@slack/types';

/** Blocks as the bot sent them; the newest kinds are not in @slack/types yet. */
export type AnyBlock = KnownBlock | { type: string; block_id?: string; [field: string]: unknown };

export interface Person {
  id: string;
  teamId: string;
  handle: string;
  name: string;
  title: string;
  isBot?: boolean;
  /** From another workspace (Slack Connect). */
  isStranger?: boolean;
  tz: string;
}

export interface Channel {
  id: string;
  name: string;
  kind: 'channel' | 'im';
  topic?: string;
  members: string[];
}

export interface UserGroup {
  id: string;
  handle: string;
  name: string;
  members: string[];
}

export interface Message {
  ts: string;
  channel: string;
  threadTs?: string;
  /** A reply that stands in the channel as well. */
  broadcast?: boolean;
  user: string;
  text: string;
  blocks?: AnyBlock[];
  /** Only this person sees it. */
  ephemeralTo?: string;
  /** A line from Slack itself, e.g. that a command was not answered in time. */
  system?: boolean;
  edited?: boolean;
  files?: { id: string; name: string; url: string; mimetype: string; size: number }[];
  replyCount?: number;
  /** What this message's menus and fields hold now. */
  values?: StateValues;
}

export interface View {
  id: string;
  type: 'modal' | 'home';
  callbackId?: string;
  title?: string;
  submit?: string;
  close?: string;
  blocks: AnyBlock[];
  /** block_id → message, after a submission was answered with errors. */
  errors?: Record<string, string>;
  hash: string;
  /** What its menus and fields hold now; kept over `views.update` where block and action ids are the same. */
  values?: StateValues;
}

export interface WorkspaceState {
  version: number;
  team: { id: string; name: string };
  /** The one who looks. */
  me: Person;
  bot: Person;
  people: Person[];
  /** Channels first, then direct messages of `me`. */
  channels: Channel[];
  groups: UserGroup[];
  /** By channel, oldest first, replies included (`threadTs` differs from `ts`). */
  messages: Record<string, Message[]>;
  home?: View;
  /** The open modals of `me`, the top one last. */
  modals: View[];
  commands: Command[];
}

export interface Command {
  command: string;
  description: string;
  usageHint?: string;
  /** The words it understands, e.g. `ip add`; the page offers them while somebody types. */
  words?: CommandWord[];
}

interface CommandWord {
  word: string;
  summary: string;
  /** What follows the word, e.g. `<cluster> <range> [for <duration>]`. */
  usage?: string;
}

/** `view.state.values` in Slack's own shape: block_id → action_id → { type, value | selected_option … }. */
export type StateValues = Record<string, Record<string, Record<string, unknown>>>;

export type Container =
  | { type: 'message'; channel: string; ts: string }
  | { type: 'view'; viewId: string };

export type Act = { as: string } & (
  | { do: 'say'; channel: string; threadTs?: string; text: string } // text starting with "/" is a slash command
  | {
      do: 'act';
      container: Container;
      action: { type: string; block_id: string; action_id: string; [field: string]: unknown };
      values?: StateValues;
    }
  | { do: 'submit'; viewId: string; values: StateValues }
  | { do: 'close'; viewId: string }
  | { do: 'options'; container: Container; block_id: string; action_id: string; value: string }
  | { do: 'home' }
);

export interface ActResult {
  ok: boolean;
  /** Slack's own words, e.g. `dispatch_failed`, `operation_timeout`. */
  error?: string;
  options?: { text: { type: 'plain_text'; text: string }; value: string }[];
  optionGroups?: {
    label: { type: 'plain_text'; text: string };
    options: NonNullable<ActResult['options']>;
  }[];
}

/** The next `times` requests that match are answered like this. */
export interface Fault {
  /**
   * Web API method, e.g. `chat.postMessage`, or `*` for any; `response_url`; or `socket-mode`:
   * `dropped` cuts its connections at once, any other kind asks the app to connect again.
   */
  method: string;
  kind: 'slow' | 'rate-limited' | 'server-error' | 'dropped' | 'refused';
  times?: number;
  /** slow: how long. */
  milliseconds?: number;
  /** rate-limited: Retry-After. */
  seconds?: number;
  /** refused: Slack's error code. */
  error?: string;
}
