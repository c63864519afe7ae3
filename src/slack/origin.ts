import type { Origin } from './context.ts';
import type { Body } from './guard.ts';

/** Slack no longer takes answers at this address: five were given, or half an hour went by. */
export class AnswerAddressClosed extends Error {
  constructor(status: number) {
    super(`The response_url is closed (HTTP ${status}).`);
    this.name = 'AnswerAddressClosed';
  }
}

/** Where a payload came from, and so where its answer goes. */
export function originOf(body: Body): Origin {
  const respond = privately(body.response_url);
  if (typeof body.command === 'string')
    return { kind: 'slash', channel: body.channel_id, triggerId: body.trigger_id, respond };
  if (body.event) {
    const { event } = body;
    if (event.type === 'app_home_opened') return { kind: 'home' };
    return { kind: 'mention', channel: event.channel, threadTs: event.thread_ts };
  }
  if (body.type === 'block_actions' && body.container?.type === 'message') {
    const { channel_id, thread_ts } = body.container;
    return {
      kind: 'button',
      channel: channel_id ?? body.channel?.id,
      threadTs: thread_ts ?? body.message?.thread_ts,
      triggerId: body.trigger_id,
      respond,
    };
  }
  return { kind: body.view?.type === 'home' ? 'home' : 'modal', triggerId: body.trigger_id };
}

/** https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
function privately(responseUrl: unknown): Origin['respond'] {
  if (typeof responseUrl !== 'string' || responseUrl === '') return undefined;
  return async ({ text, blocks }) => {
    const answered = await fetch(responseUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({
        text,
        blocks,
        response_type: 'ephemeral',
        replace_original: false,
      }),
      signal: AbortSignal.timeout(10_000),
    });
    if (!answered.ok) throw new AnswerAddressClosed(answered.status);
  };
}
