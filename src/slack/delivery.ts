/** One message at a time: posted, edited in place, or shown to one person. */
import { createHash } from 'node:crypto';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import {
  forgetMessage,
  type MessageRow,
  saveMessage,
  saveMessageState,
} from '../store/messages.ts';
import type { OutgoingRow, OutgoingTarget } from '../store/outgoing.ts';
import { cannotSpeak } from './answer.ts';
import { context as contextBlock, type Rendered } from './blocks.ts';
import type { SlackDeps } from './context.ts';
import { type LoadedView, pageOf } from './define-view.ts';
import { createDrawing } from './drawing.ts';
import { notification } from './escape.ts';

/** chat.update is of tier 3, 50 a minute: https://docs.slack.dev/apis/web-api/rate-limits */
const editIntervalMs = 1_500;

export interface DeliveryDeps
  extends Pick<SlackDeps, 'db' | 'now' | 'logger' | 'slashCommand' | 'workspace'> {
  /** With `rejectRateLimitedCalls`: a channel that has to wait must not hold up the others. */
  client: WebClient;
}

interface Place {
  channel: string;
  threadTs?: string;
  state?: Record<string, unknown>;
  /** Shows a reply in the channel as well: only that is heard by those who do not follow the thread. */
  broadcast?: boolean;
}

export async function post(
  deps: DeliveryDeps,
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
  deps: DeliveryDeps,
  loaded: LoadedView,
  state: Record<string, unknown>,
): Promise<Drawn> {
  const { store, ...drawing } = createDrawing();
  const now = deps.now();
  const made = loaded.render({
    ...drawing,
    now,
    state,
    page: pageOf(state),
    slashCommand: deps.slashCommand,
  });
  const rendered = { ...made, text: notification(made.text) };
  const hash = createHash('sha256').update(JSON.stringify(rendered)).digest('base64url');
  // The rows come first: a button that is shown has to work.
  await store(deps.db, now);
  return { rendered, hash };
}

async function send(
  deps: DeliveryDeps,
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
    // https://docs.slack.dev/reference/methods/chat.postMessage#arg_reply_broadcast
    ...(place.threadTs &&
      (place.broadcast
        ? { thread_ts: place.threadTs, reply_broadcast: true }
        : { thread_ts: place.threadTs })),
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
export async function edit(
  deps: DeliveryDeps,
  loaded: LoadedView,
  message: MessageRow,
): Promise<number> {
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
  { client, db, logger }: DeliveryDeps,
  message: MessageRow,
  { attachment }: Rendered,
): Promise<void> {
  // Once a file: another plan or another run on the same message brings one of its own.
  if (!attachment || message.state.attached === attachment.filename) return;
  try {
    await client.filesUploadV2({
      channel_id: message.channel,
      thread_ts: message.threadTs ?? message.ts,
      filename: attachment.filename,
      title: attachment.title,
      content: attachment.content,
    });
    await saveMessageState(db, message.id, { ...message.state, attached: attachment.filename });
  } catch (error) {
    // The message itself has arrived; to fail now would post it again.
    logger.error({ err: error, filename: attachment.filename }, 'a file could not be attached');
  }
}

export async function postEphemeral(
  deps: DeliveryDeps,
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
