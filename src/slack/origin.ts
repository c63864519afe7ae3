import type { Origin } from './context.ts';
import type { Body } from './guard.ts';

/** Slack takes no answer at this address: five were given, half an hour went by, or it is out of reach. */
export class AnswerAddressClosed extends Error {
  constructor(why: string, cause?: unknown) {
    super(`The response_url takes no answer (${why}).`, { cause });
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
    const answered = await send(responseUrl, {
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
    if (!answered.ok) throw new AnswerAddressClosed(`HTTP ${answered.status}`);
    const said = await answered.text();
    if (/"ok"\s*:\s*false/.test(said)) throw new AnswerAddressClosed(said.slice(0, 200));
  };
}

/** An answer that perhaps did not arrive is given in another way: twice is better than never. */
async function send(url: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(url, request);
  } catch (error) {
    throw new AnswerAddressClosed('no connection', error);
  }
}
