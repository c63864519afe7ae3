import type { App } from '@slack/bolt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ActResult, Container, View } from '../../../src/sandbox/slack/protocol.ts';
import { type SlackStandIn, startSlackStandIn } from '../../../src/sandbox/slack/stand-in.ts';
import { many, option } from './block-samples.ts';
import { startBoltApp } from './bolt-app.ts';
import { callSlack } from './call-slack.ts';

let slack: SlackStandIn;
let app: App;
const channel = 'C0PLATFRM';
let offered: Record<string, unknown>[] = [];

function menu(value: string) {
  return { text: { type: 'plain_text', text: value }, value };
}

const blocks = [
  {
    type: 'actions',
    block_id: 'b',
    elements: [
      { type: 'static_select', action_id: 'own', options: [menu('a'), menu('b')] },
      { type: 'external_select', action_id: 'asked' },
    ],
  },
];

beforeAll(async () => {
  slack = await startSlackStandIn({ commands: [{ command: '/aks', description: 'AKS' }] });
  app = await startBoltApp(slack, (bolt) => {
    bolt.action('own', async ({ ack }) => ack());
    bolt.options('asked', async ({ ack }) => ack({ options: offered as never }));
  });
});

afterAll(async () => {
  await app?.stop();
  await slack?.close();
});

/** What a page could send, whatever the message really holds. */
async function act(as: string, container: Container, value: string): Promise<ActResult> {
  const action = {
    type: 'static_select',
    block_id: 'b',
    action_id: 'own',
    selected_option: menu(value),
  };
  const body = JSON.stringify({ as, do: 'act', container, action });
  const response = await fetch(`${slack.url}/sandbox/act`, { method: 'POST', body });
  return (await response.json()) as ActResult;
}

function containerOf(ts: unknown): Container {
  return { type: 'message', channel, ts: String(ts) };
}

test('a message is used by those who see it', async () => {
  const { ts } = await callSlack(slack, 'chat.postMessage', { channel, text: 'x', blocks });
  expect(await act('U0RIVERA', containerOf(ts), 'a')).toEqual({ ok: true });
  expect(await act('U0STRANG', containerOf(ts), 'a')).toEqual({
    ok: false,
    error: 'message_not_found',
  });
  const quiet = await callSlack(slack, 'chat.postEphemeral', {
    channel,
    user: 'U0LINDEN',
    text: 'x',
    blocks,
  });
  expect(await act('U0LINDEN', containerOf(quiet.message_ts), 'a')).toEqual({ ok: true });
  expect(await act('U0RIVERA', containerOf(quiet.message_ts), 'a')).toEqual({
    ok: false,
    error: 'message_not_found',
  });
});

test('a home tab is used by its owner', async () => {
  const view = { type: 'home', blocks };
  const published = await callSlack(slack, 'views.publish', { user_id: 'U0CHEN00', view });
  const container: Container = { type: 'view', viewId: (published.view as View).id };
  expect(await act('U0CHEN00', container, 'a')).toEqual({ ok: true });
  expect(await act('U0RIVERA', container, 'a')).toEqual({ ok: false, error: 'view_not_found' });
});

test('nobody chooses what a menu does not hold, or presses what is no longer there', async () => {
  const { ts } = await callSlack(slack, 'chat.postMessage', { channel, text: 'x', blocks });
  expect(await act('U0RIVERA', containerOf(ts), 'c')).toEqual({
    ok: false,
    error: 'option_not_found',
  });
  await callSlack(slack, 'chat.update', { channel, ts, text: 'done', blocks: [] });
  expect(await act('U0RIVERA', containerOf(ts), 'a')).toEqual({
    ok: false,
    error: 'element_not_found',
  });
});

test('a menu asks from three letters on, and takes a hundred options', async () => {
  const { driver } = slack;
  await callSlack(slack, 'chat.postMessage', { channel, text: 'x', blocks });
  const message = driver.messages(channel).at(-1);
  if (!message) throw new Error('no message');
  const ask = (typed: string) => driver.suggest('U0RIVERA', message, { action_id: 'asked', typed });
  offered = many(100, () => option(75));
  expect(await ask('ak')).toEqual({ ok: true, options: [] });
  expect((await ask('aks')).options).toHaveLength(100);
  offered = many(101, () => option(1));
  expect(await ask('aks')).toEqual({ ok: false, error: 'invalid_options' });
  offered = [option(76)];
  expect(await ask('aks')).toEqual({ ok: false, error: 'invalid_options' });
});
