/**
 * Sends what rows of `outgoing` ask for. A row says which view of which value goes where; the value
 * is read at the moment of sending, so that whatever arrives late shows what is true now.
 */
import { createHash } from 'node:crypto';
import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import {
  forgetMessage,
  type MessageRow,
  messageAt,
  messagesShowing,
  saveMessage,
  saveMessageState,
} from '../store/messages.ts';
import {
  claimOutgoing,
  markOutgoingFailed,
  markOutgoingSent,
  type OutgoingRow,
  type OutgoingTarget,
} from '../store/outgoing.ts';
import { cannotSpeak } from './answer.ts';
import { context as contextBlock, type Rendered } from './blocks.ts';
import type { SlackDeps } from './context.ts';
import { type LoadedView, pageOf } from './define-view.ts';
import { createDrawing } from './drawing.ts';
import { fatalSlackCode } from './explain.ts';
import { withValueLock } from './value-lock.ts';

/** chat.update is of tier 3, 50 a minute: https://docs.slack.dev/apis/web-api/rate-limits */
const editIntervalMs = 1_500;
const mostAttempts = 12;

export interface OutgoingDeps
  extends Pick<
    SlackDeps,
    | 'db'
    | 'changes'
    | 'fleet'
    | 'rights'
    | 'now'
    | 'logger'
    | 'registry'
    | 'slashCommand'
    | 'workspace'
  > {
  /** With `rejectRateLimitedCalls`: a channel that has to wait must not hold up the others. */
  client: WebClient;
}

/** `againInMs` asks for another nudge. */
export type Outcome = { againInMs?: number };

export function createOutgoingProcessor(deps: OutgoingDeps): (id: string) => Promise<Outcome> {
  return async (id) => {
    const row = await claimOutgoing(deps.db, { id, now: deps.now() });
    if (!row) return {};
    try {
      const waitMs = await withValueLock(deps.db, `${row.view}/${row.valueId}`, () =>
        deliver(deps, row),
      );
      if (waitMs > 0) return await putOff(deps, row, 'edited a moment ago', waitMs);
      await markOutgoingSent(deps.db, { id, now: deps.now() });
      return {};
    } catch (error) {
      return failed(deps, row, error);
    }
  };
}

/** @returns how long to wait before some of it can be done; 0 when all is done */
async function deliver(deps: OutgoingDeps, row: OutgoingRow): Promise<number> {
  const view = deps.registry.views.find(({ name }) => name === row.view);
  if (!view) throw new Undeliverable(`there is no view “${row.view}”`);
  const loaded = await view.load(deps, row.valueId);
  if (!loaded) throw new Undeliverable('what it shows is gone');
  const { target } = row;
  switch (target.kind) {
    case 'channel':
      await post(deps, row, loaded, {
        channel: target.channel,
        threadTs: target.threadTs,
        state: target.state,
      });
      return 0;
    case 'person':
      await post(deps, row, loaded, { channel: target.userId, state: target.state });
      return 0;
    case 'ephemeral':
      await postEphemeral(deps, loaded, target);
      return 0;
    case 'update': {
      const message = await messageAt(deps.db, target);
      return message ? edit(deps, loaded, message) : 0;
    }
    case 'everywhere': {
      const waits: number[] = [0];
      for (const message of await messagesShowing(deps.db, row))
        waits.push(await edit(deps, loaded, message));
      return Math.max(...waits);
    }
  }
}

class Undeliverable extends Error {}

interface Place {
  channel: string;
  threadTs?: string;
  state?: Record<string, unknown>;
}

async function post(
  deps: OutgoingDeps,
  row: OutgoingRow,
  loaded: LoadedView,
  place: Place,
): Promise<void> {
  const state = place.state ?? {};
  const drawn = await draw(deps, loaded, state);
  try {
    await send(deps, row, drawn, place);
  } catch (error) {
    const { recipient } = loaded;
    if (!recipient || !isDeaf(error) || place.channel === recipient.userId) throw error;
    const note = contextBlock(
      `I am not a member of <#${place.channel}>, so this goes to you alone. \`/invite <@${deps.workspace.botUserId}>\` there lets me answer in the channel.`,
    );
    const inPrivate = {
      ...drawn,
      rendered: { ...drawn.rendered, blocks: [note, ...drawn.rendered.blocks] },
    };
    await send(deps, row, inPrivate, { channel: recipient.userId, state });
  }
}

interface Drawn {
  rendered: Rendered;
  /** Of what people see; the ids of buttons do not count. */
  hash: string;
}

async function draw(
  deps: OutgoingDeps,
  loaded: LoadedView,
  state: Record<string, unknown>,
): Promise<Drawn> {
  const { store, ...drawing } = createDrawing();
  const now = deps.now();
  const rendered = loaded.render({
    ...drawing,
    now,
    state,
    page: pageOf(state),
    slashCommand: deps.slashCommand,
  });
  const hash = createHash('sha256').update(JSON.stringify(rendered)).digest('base64url');
  // The rows come first: a button that is shown has to work.
  await store(deps.db, now);
  return { rendered, hash };
}

async function send(
  deps: OutgoingDeps,
  row: OutgoingRow,
  { rendered, hash }: Drawn,
  place: Place,
): Promise<void> {
  const { client, db, now } = deps;
  const posted = await client.chat.postMessage({
    channel: place.channel,
    text: rendered.text,
    blocks: rendered.blocks as never,
    unfurl_links: false,
    unfurl_media: false,
    metadata: {
      event_type: 'drawbridge_message',
      event_payload: { outgoing: row.id, view: row.view, value: row.valueId },
    },
    ...(place.threadTs && { thread_ts: place.threadTs }),
  });
  const message = await saveMessage(db, {
    view: row.view,
    valueId: row.valueId,
    channel: String(posted.channel),
    ts: String(posted.ts),
    threadTs: place.threadTs,
    state: { ...place.state, hash },
    now: now(),
  });
  await attach(deps, message, rendered);
}

/** Edits a message in place, unless it shows the same already. @returns how long to wait first */
async function edit(deps: OutgoingDeps, loaded: LoadedView, message: MessageRow): Promise<number> {
  const { client, db, now } = deps;
  const { state } = message;
  const waitMs = Number(state.editedAt ?? 0) + editIntervalMs - now().getTime();
  const { rendered, hash } = await draw(deps, loaded, state);
  if (hash === state.hash) return 0;
  if (waitMs > 0) return waitMs;
  try {
    await client.chat.update({
      channel: message.channel,
      ts: message.ts,
      text: rendered.text,
      blocks: rendered.blocks as never,
    });
  } catch (error) {
    if (!isGone(error)) throw error;
    await forgetMessage(db, message.id);
    return 0;
  }
  const next = { ...state, hash, editedAt: now().getTime() };
  await saveMessageState(db, message.id, next);
  await attach(deps, { ...message, state: next }, rendered);
  return 0;
}

async function attach(
  { client, db, logger }: OutgoingDeps,
  message: MessageRow,
  { attachment }: Rendered,
): Promise<void> {
  if (!attachment || message.state.attached) return;
  try {
    await client.filesUploadV2({
      channel_id: message.channel,
      thread_ts: message.threadTs ?? message.ts,
      filename: attachment.filename,
      title: attachment.title,
      content: attachment.content,
    });
    await saveMessageState(db, message.id, { ...message.state, attached: true });
  } catch (error) {
    // The message itself has arrived; to fail now would post it again.
    logger.error({ err: error, filename: attachment.filename }, 'a file could not be attached');
  }
}

async function postEphemeral(
  deps: OutgoingDeps,
  loaded: LoadedView,
  target: Extract<OutgoingTarget, { kind: 'ephemeral' }>,
): Promise<void> {
  const { rendered } = await draw(deps, loaded, {});
  const message = { text: rendered.text, blocks: rendered.blocks as never };
  try {
    await deps.client.chat.postEphemeral({
      channel: target.channel,
      user: target.userId,
      ...message,
      ...(target.threadTs && { thread_ts: target.threadTs }),
    });
  } catch (error) {
    if (!isDeaf(error)) throw error;
    await deps.client.chat.postMessage({ channel: target.userId, ...message });
  }
}

async function failed(deps: OutgoingDeps, row: OutgoingRow, error: unknown): Promise<Outcome> {
  const problem = error instanceof Error ? error.message : String(error);
  if (error instanceof WebAPIRateLimitedError)
    return putOff(deps, row, problem, error.retryAfter * 1000);
  const hopeless =
    error instanceof Undeliverable ||
    row.attempts >= mostAttempts ||
    (error instanceof WebAPIPlatformError && !fatalSlackCode(error));
  deps.logger.error(
    { err: error, outgoing: row.id, view: row.view, hopeless },
    'a message could not be sent',
  );
  if (hopeless) {
    await markOutgoingFailed(deps.db, { id: row.id, problem });
    return {};
  }
  return putOff(deps, row, problem, Math.min(60_000, 500 * 2 ** row.attempts));
}

async function putOff(
  deps: OutgoingDeps,
  { id }: OutgoingRow,
  problem: string,
  waitMs: number,
): Promise<Outcome> {
  await markOutgoingFailed(deps.db, {
    id,
    problem,
    retryAt: new Date(deps.now().getTime() + waitMs),
  });
  return { againInMs: waitMs };
}

function isDeaf(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && cannotSpeak.has(String(error.data.error));
}

/** Somebody deleted the message, or its channel. */
function isGone(error: unknown): boolean {
  return (
    error instanceof WebAPIPlatformError &&
    ['message_not_found', 'cant_update_message', 'channel_not_found', 'is_archived'].includes(
      String(error.data.error),
    )
  );
}
