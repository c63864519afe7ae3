import { setTimeout as sleep } from 'node:timers/promises';
import { type App, type RespondArguments, RespondError, type RespondFn } from '@slack/bolt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SlackStandIn, startSlackStandIn } from '../../../src/sandbox/slack/stand-in.ts';
import { startBoltApp } from './bolt-app.ts';
import { callSlack } from './call-slack.ts';

let slack: SlackStandIn;
let app: App;
let now = Date.UTC(2026, 10, 23, 9);
const channel = 'C0PLATFRM';
const kept: { trigger?: string; respond?: RespondFn } = {};
const modal = { type: 'modal', title: { type: 'plain_text', text: 'T' }, blocks: [] };

beforeAll(async () => {
  slack = await startSlackStandIn({
    commands: [
      { command: '/aks', description: 'AKS' },
      { command: '/slow', description: 'Never in time' },
    ],
    clock: () => now,
    connectWaitMs: 200,
  });
  app = await startBoltApp(slack, (bolt) => {
    bolt.command('/aks', async ({ ack, command, respond }) => {
      await ack();
      Object.assign(kept, { trigger: command.trigger_id, respond });
    });
    bolt.command('/slow', async ({ ack }) => {
      await sleep(3_300);
      await ack('too late');
    });
    bolt.action('slow', async ({ ack }) => {
      await sleep(3_300);
      await ack();
    });
    bolt.action('keep', async ({ ack, respond }) => {
      await ack();
      kept.respond = respond;
    });
  });
});

afterAll(async () => {
  await app?.stop();
  await slack?.close();
});

async function freshTrigger(): Promise<string> {
  kept.trigger = undefined;
  await slack.driver.command('U0RIVERA', channel, '/aks');
  await expect.poll(() => kept.trigger).toBeDefined();
  return kept.trigger ?? '';
}

async function messageWith(actionId: string): Promise<string> {
  const button = { type: 'button', action_id: actionId, text: { type: 'plain_text', text: 'Go' } };
  const posted = await callSlack(slack, 'chat.postMessage', {
    channel,
    text: 'original',
    blocks: [{ type: 'actions', elements: [button] }],
  });
  return String(posted.ts);
}

function messageAt(ts: string) {
  const found = slack.driver.messages(channel).find((message) => message.ts === ts);
  if (!found) throw new Error(`no message ${ts}`);
  return found;
}

test('an ack after three seconds comes too late: the person reads it, and it is recorded', async () => {
  const { driver } = slack;
  const answer = await driver.command('U0RIVERA', channel, '/slow');
  expect(answer).toEqual({ ok: false, error: 'operation_timeout' });
  const line = driver.visibleTo('U0RIVERA', channel).at(-1);
  expect(line).toMatchObject({
    system: true,
    text: '/slow failed with the error "operation_timeout"',
  });
  expect(driver.visibleTo('U0LINDEN', channel).at(-1)?.text).not.toBe(line?.text);
  await driver.waitFor(() => driver.journal.entries().some(({ kind }) => kind === 'late-ack'), {
    what: 'the late ack',
  });
  expect(driver.visibleTo('U0RIVERA', channel).map(({ text }) => text)).not.toContain('too late');
});

test('a click that is not acknowledged in time is an error on the page', async () => {
  const ts = await messageWith('slow');
  const answer = await slack.driver.click('U0RIVERA', messageAt(ts), { text: 'Go' });
  expect(answer).toEqual({ ok: false, error: 'operation_timeout' });
});

test('a trigger opens one modal, within three seconds', async () => {
  const inTime = await freshTrigger();
  now += 3_000;
  expect(await callSlack(slack, 'views.open', { trigger_id: inTime, view: modal })).toMatchObject({
    ok: true,
  });
  expect(await callSlack(slack, 'views.open', { trigger_id: inTime, view: modal })).toMatchObject({
    error: 'exchanged_trigger_id',
  });
  const late = await freshTrigger();
  now += 3_001;
  expect(await callSlack(slack, 'views.open', { trigger_id: late, view: modal })).toMatchObject({
    error: 'expired_trigger_id',
  });
});

test('a view that is refused does not use the trigger up', async () => {
  const trigger = await freshTrigger();
  const bad = await callSlack(slack, 'views.open', {
    trigger_id: trigger,
    view: { ...modal, title: 'T' },
  });
  expect(bad.error).toBe('invalid_arguments');
  expect(await callSlack(slack, 'views.open', { trigger_id: trigger, view: modal })).toMatchObject({
    ok: true,
  });
});

function respondOfTheLastDeed(): RespondFn | undefined {
  return kept.respond;
}

async function freshRespond(): Promise<RespondFn> {
  kept.respond = undefined;
  await slack.driver.command('U0RIVERA', channel, '/aks');
  return slack.driver.waitFor(respondOfTheLastDeed, { what: 'a response_url' });
}

test('the sixth post to a response_url is refused', async () => {
  const respond = await freshRespond();
  for (const post of [1, 2, 3, 4, 5]) await respond(`post ${post}`);
  const sixth = respond('post 6');
  await expect(sixth).rejects.toThrow(RespondError);
  await expect(sixth).rejects.toMatchObject({ statusCode: 404 });
  const seen = slack.driver.visibleTo('U0RIVERA', channel).map(({ text }) => text);
  expect(seen.filter((text) => text.startsWith('post'))).toHaveLength(5);
});

test('a response_url is dead after thirty minutes', async () => {
  const respond = await freshRespond();
  now += 30 * 60_000;
  await respond('just in time');
  now += 1;
  await expect(respond('too late')).rejects.toMatchObject({ statusCode: 404 });
});

test('a response_url is ephemeral unless it says in_channel', async () => {
  const respond = await freshRespond();
  await respond({ text: 'for you' });
  await respond({ text: 'for all', response_type: 'in_channel' });
  const others = slack.driver.visibleTo('U0LINDEN', channel).map(({ text }) => text);
  expect(others).not.toContain('for you');
  expect(others).toContain('for all');
  await expect(respond({} as RespondArguments)).rejects.toMatchObject({ statusCode: 400 });
});

test('a response_url of a click replaces or deletes the message that was clicked', async () => {
  const ts = await messageWith('keep');
  await slack.driver.click('U0RIVERA', messageAt(ts), { action_id: 'keep' });
  await expect.poll(() => kept.respond).toBeDefined();
  await kept.respond?.({ text: 'decided', replace_original: true });
  expect(messageAt(ts)).toMatchObject({ text: 'decided', blocks: undefined });
  await kept.respond?.({ delete_original: true });
  expect(slack.driver.messages(channel).some((message) => message.ts === ts)).toBe(false);
});

test('unknown commands, and commands in threads, are answered as Slack answers them', async () => {
  const { driver } = slack;
  await driver.command('U0RIVERA', channel, '/nope x');
  expect(driver.visibleTo('U0RIVERA', channel).at(-1)?.text).toMatch(
    /^\/nope is not a valid command\./,
  );
  const ts = await messageWith('keep');
  await driver.say('U0RIVERA', channel, '/aks help', { threadTs: ts });
  expect(driver.visibleTo('U0RIVERA', channel).at(-1)).toMatchObject({
    text: '/aks is not supported in threads. Sorry!',
    threadTs: ts,
  });
});
