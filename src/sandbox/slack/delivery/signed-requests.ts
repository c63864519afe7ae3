/** HTTP mode, Slack's side: https://docs.slack.dev/authentication/verifying-requests-from-slack */
import { createHmac } from 'node:crypto';
import type { Journal } from '../journal.ts';
import type { Outcome, Outgoing } from './outcome.ts';

export interface RequestUrls {
  commands: string;
  interactivity: string;
  events: string;
  /** Where menus load their options; the interactivity URL when it is not given. */
  options?: string;
}

/** The signature of a raw body, as in the header `X-Slack-Signature`. */
export function signature({
  signingSecret,
  timestamp,
  body,
}: {
  signingSecret: string;
  timestamp: number;
  body: string;
}): string {
  return `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

function encoded({ kind, payload }: Outgoing): { body: string; type: string } {
  const form = 'application/x-www-form-urlencoded';
  if (kind === 'events_api') return { body: JSON.stringify(payload), type: 'application/json' };
  const fields =
    kind === 'slash_commands' ? Object.entries(payload) : [['payload', JSON.stringify(payload)]];
  const body = new URLSearchParams(fields.map(([name, value]) => [String(name), String(value)]));
  return { body: body.toString(), type: form };
}

function urlFor(urls: RequestUrls, { kind, name }: Outgoing): string {
  if (kind === 'slash_commands') return urls.commands;
  if (kind === 'events_api') return urls.events;
  return name === 'block_suggestion' ? (urls.options ?? urls.interactivity) : urls.interactivity;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text === '' ? {} : { text };
  }
}

/** Sends one thing as a signed request and waits for its answer until the deadline. */
export async function postSigned({
  urls,
  outgoing,
  signingSecret,
  clock,
  journal,
  ackTimeoutMs,
}: {
  urls: RequestUrls;
  outgoing: Outgoing;
  signingSecret: string;
  clock: () => number;
  journal: Journal;
  ackTimeoutMs: number;
}): Promise<Outcome> {
  const { name, payload, retry } = outgoing;
  const { body, type } = encoded(outgoing);
  const timestamp = Math.floor(clock() / 1000);
  const sentAt = clock();
  journal.add({ kind: 'delivery', name, via: 'http', payload, ...retry });
  try {
    const response = await fetch(urlFor(urls, outgoing), {
      method: 'POST',
      body,
      signal: AbortSignal.timeout(ackTimeoutMs),
      headers: {
        'content-type': type,
        'x-slack-request-timestamp': String(timestamp),
        'x-slack-signature': signature({ signingSecret, timestamp, body }),
        ...(retry
          ? { 'x-slack-retry-num': String(retry.attempt), 'x-slack-retry-reason': retry.reason }
          : {}),
      },
    });
    const text = await response.text();
    const afterMs = clock() - sentAt;
    journal.add({ kind: 'ack', name, status: response.status, afterMs, payload: text });
    if (response.ok) return { ok: true, response: parsed(text) };
    const noRetry = response.headers.get('x-slack-no-retry') === '1';
    const error = response.status < 500 ? 'http_client_error' : 'http_service_error';
    return { ok: false, error, noRetry };
  } catch (cause) {
    const timedOut = cause instanceof DOMException && cause.name === 'TimeoutError';
    journal.add({ kind: 'no-ack', name, why: timedOut ? 'timeout' : 'not reached' });
    return { ok: false, error: timedOut ? 'operation_timeout' : 'dispatch_failed' };
  }
}
