import { WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import { afterEach, expect, test } from 'vitest';
import type { Fault } from '../../../src/sandbox/slack/protocol.ts';
import { type SlackStandIn, startSlackStandIn } from '../../../src/sandbox/slack/stand-in.ts';
import { callSlack } from './call-slack.ts';

let slack: SlackStandIn;
let now = Date.UTC(2026, 10, 23, 9);
const message = { channel: 'C0PLATFRM', text: 'x' };

afterEach(async () => {
  await slack.close();
});

async function start(rateLimits: boolean): Promise<void> {
  slack = await startSlackStandIn({ commands: [], rateLimits, clock: () => now });
}

async function order(fault: Fault): Promise<void> {
  const response = await fetch(`${slack.url}/sandbox/faults`, {
    method: 'POST',
    body: JSON.stringify(fault),
  });
  expect(response.status).toBe(200);
}

test('a channel takes a short burst, and then one message a second', async () => {
  await start(true);
  for (let count = 0; count < 5; count += 1)
    expect((await callSlack(slack, 'chat.postMessage', message)).ok).toBe(true);
  expect(await callSlack(slack, 'chat.postMessage', message)).toMatchObject({
    status: 429,
    error: 'ratelimited',
    retryAfter: '1',
  });
  expect(
    await callSlack(slack, 'chat.postMessage', { ...message, channel: 'C0APPROVE' }),
  ).toMatchObject({ ok: true });
  now += 1_000;
  expect(await callSlack(slack, 'chat.postMessage', message)).toMatchObject({ ok: true });
  expect(slack.driver.messages('C0PLATFRM')).toHaveLength(6);
});

test('a method of the second tier takes twenty calls a minute', async () => {
  await start(true);
  for (let count = 0; count < 20; count += 1)
    expect((await callSlack(slack, 'usergroups.list')).ok).toBe(true);
  expect(await callSlack(slack, 'usergroups.list')).toMatchObject({
    status: 429,
    retryAfter: '60',
  });
  now += 60_000;
  expect(await callSlack(slack, 'usergroups.list')).toMatchObject({ ok: true });
});

test('without being asked for, there is no limit', async () => {
  await start(false);
  for (let count = 0; count < 30; count += 1)
    expect((await callSlack(slack, 'chat.postMessage', message)).ok).toBe(true);
});

test('a limit on request is understood by Slack’s own client', async () => {
  await start(false);
  await order({ method: 'chat.postMessage', kind: 'rate-limited', seconds: 7 });
  const client = new WebClient(slack.tokens.bot, {
    slackApiUrl: slack.apiUrl,
    rejectRateLimitedCalls: true,
  });
  const refused = client.chat.postMessage(message);
  await expect(refused).rejects.toThrow(WebAPIRateLimitedError);
  await expect(refused).rejects.toMatchObject({ retryAfter: 7 });
  await expect(client.chat.postMessage(message)).resolves.toMatchObject({ ok: true });
});

test('faults: refused, server error, dropped, slow; each as often as asked', async () => {
  await start(false);
  await order({
    method: 'chat.postMessage',
    kind: 'refused',
    error: 'restricted_action',
    times: 2,
  });
  for (const _ of [1, 2])
    expect(await callSlack(slack, 'chat.postMessage', message)).toMatchObject({
      error: 'restricted_action',
    });
  await order({ method: '*', kind: 'server-error' });
  expect(await callSlack(slack, 'users.list')).toMatchObject({ status: 500 });
  await order({ method: 'users.list', kind: 'dropped' });
  await expect(callSlack(slack, 'users.list')).rejects.toThrow('fetch failed');
  await order({ method: 'users.list', kind: 'slow', milliseconds: 60 });
  const before = performance.now();
  expect(await callSlack(slack, 'users.list')).toMatchObject({ ok: true });
  expect(performance.now() - before).toBeGreaterThanOrEqual(55);
  expect(slack.driver.messages('C0PLATFRM')).toEqual([]);
});

test('faults can be taken back, and must make sense', async () => {
  await start(false);
  await order({ method: 'users.list', kind: 'server-error', times: 5 });
  await fetch(`${slack.url}/sandbox/faults`, { method: 'DELETE' });
  expect(await callSlack(slack, 'users.list')).toMatchObject({ ok: true });
  const wrong = await fetch(`${slack.url}/sandbox/faults`, {
    method: 'POST',
    body: '{"method":"x","kind":"odd"}',
  });
  expect(wrong.status).toBe(400);
});
