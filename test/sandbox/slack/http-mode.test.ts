import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signature } from '../../../src/sandbox/slack/delivery/signed-requests.ts';
import { type SlackStandIn, startSlackStandIn } from '../../../src/sandbox/slack/stand-in.ts';

let slack: SlackStandIn;
let app: App;
let url: string;
let failures = 0;
const mentions: (string | number | undefined)[] = [];

beforeAll(async () => {
  slack = await startSlackStandIn({
    commands: [{ command: '/aks', description: 'AKS' }],
    eventRetryDelaysMs: [5, 5, 5],
  });
  const receiver = new HTTPReceiver({
    signingSecret: slack.tokens.signingSecret,
    logLevel: LogLevel.ERROR,
    processBeforeResponse: true,
    processEventErrorHandler: async ({ response }) => {
      response.writeHead(500);
      response.end();
      return true;
    },
  });
  app = new App({
    token: slack.tokens.bot,
    receiver,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  app.error(async (error) => {
    throw error;
  });
  app.command('/aks', async ({ ack, command }) => ack(`you said ${command.text}`));
  app.action('pick', async ({ ack, respond }) => {
    await respond({ text: 'picked', replace_original: true });
    await ack();
  });
  app.options('pick', async ({ ack }) =>
    ack({ options: [{ text: { type: 'plain_text', text: 'One' }, value: '1' }] }),
  );
  app.event('app_mention', async ({ context }) => {
    mentions.push(context.retryNum);
    failures -= 1;
    if (failures >= 0) throw new Error('not yet');
  });
  const server = (await app.start({ port: 0, host: '127.0.0.1' })) as unknown as Server;
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`;
  slack.setRequestUrls({ commands: url, interactivity: url, events: url, options: url });
});

afterAll(async () => {
  await app?.stop();
  await slack?.close();
});

test('commands, clicks and options arrive as signed requests', async () => {
  const { driver } = slack;
  expect(await driver.command('U0RIVERA', 'C0PLATFRM', '/aks hello')).toEqual({ ok: true });
  expect(driver.visibleTo('U0RIVERA', 'C0PLATFRM').at(-1)?.text).toBe('you said hello');
  await app.client.chat.postMessage({
    channel: 'C0PLATFRM',
    text: 'choose',
    blocks: [
      {
        type: 'actions',
        elements: [{ type: 'external_select', action_id: 'pick', min_query_length: 0 }],
      },
    ],
  });
  const message = driver.messages('C0PLATFRM').at(-1);
  if (!message) throw new Error('no message');
  expect(await driver.select('U0RIVERA', message, { action_id: 'pick', option: 'One' })).toEqual({
    ok: true,
  });
  expect(driver.messages('C0PLATFRM').at(-1)).toMatchObject({ ts: message.ts, text: 'picked' });
});

test('an event is told again until it is acknowledged, and says how often', async () => {
  failures = 2;
  await slack.driver.say('U0RIVERA', 'C0PLATFRM', '@drawbridge try');
  await expect.poll(() => mentions).toEqual([undefined, 1, 2]);
});

test('an event is told four times at most', async () => {
  mentions.length = 0;
  failures = 9;
  await slack.driver.say('U0RIVERA', 'C0PLATFRM', '@drawbridge never');
  await expect.poll(() => mentions).toHaveLength(4);
  expect(
    slack.driver.journal
      .entries()
      .filter(({ kind }) => kind === 'retry')
      .at(-1),
  ).toMatchObject({ attempt: 3, reason: 'http_error' });
});

test('a wrong signature is refused by Bolt, and a person reads what became of it', async () => {
  slack.setRequestUrls({ commands: `${url}/nowhere`, interactivity: url, events: url });
  expect(await slack.driver.command('U0RIVERA', 'C0PLATFRM', '/aks x')).toEqual({
    ok: false,
    error: 'http_client_error',
  });
  const silent = createServer(() => {}).listen(0);
  const { port } = silent.address() as AddressInfo;
  silent.close();
  slack.setRequestUrls({ commands: `http://127.0.0.1:${port}`, interactivity: url, events: url });
  expect(await slack.driver.command('U0RIVERA', 'C0PLATFRM', '/aks x')).toEqual({
    ok: false,
    error: 'dispatch_failed',
  });
  const timestamp = Math.floor(Date.now() / 1000);
  const body = 'command=%2Faks';
  const forged = signature({ signingSecret: 'guess', timestamp, body });
  const response = await fetch(url, {
    method: 'POST',
    body,
    headers: { 'x-slack-signature': forged, 'x-slack-request-timestamp': String(timestamp) },
  });
  expect(response.status).toBe(401);
});

test('an app can ask not to be told again', async () => {
  let told = 0;
  const stubborn = createHttpServer((_, response) => {
    told += 1;
    response.writeHead(500, { 'x-slack-no-retry': '1' }).end();
  }).listen(0);
  const there = `http://127.0.0.1:${(stubborn.address() as AddressInfo).port}`;
  slack.setRequestUrls({ commands: there, interactivity: there, events: there });
  await slack.driver.say('U0RIVERA', 'C0PLATFRM', '@drawbridge once');
  await expect.poll(() => told).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(told).toBe(1);
  stubborn.close();
});
