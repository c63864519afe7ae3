/** Slack's requests over HTTP: Bolt checks the signature; we refuse the future, and what came before. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signature } from '../../src/sandbox/slack/delivery/signed-requests.ts';
import { ana, platform, startTestApp, type TestApp, wordsOf } from './support/start-app.ts';

let app: TestApp;
let url: string;
beforeAll(async () => {
  const signingSecret = '8f742231b10e8888abcd99yyyzzz85a5';
  app = await startTestApp({
    env: { SLACK_MODE: 'http', SLACK_SIGNING_SECRET: signingSecret, PORT: '0' },
    slack: { tokens: { signingSecret } },
  });
  url = `http://127.0.0.1:${app.serving.port}/slack/events`;
  app.slack.setRequestUrls({ commands: url, interactivity: url, events: url, options: url });
});
afterAll(() => app?.close());

function command(text: string): string {
  return new URLSearchParams({
    command: '/aks',
    text,
    team_id: 'T0DRAWBRG',
    user_id: ana,
    user_name: 'ana.rivera',
    channel_id: platform,
    trigger_id: `made-up-${text}`,
    api_app_id: 'A0DRAWBRG',
  }).toString();
}

async function request(
  body: string,
  { secondsAhead = 0, secret = app.slack.tokens.signingSecret } = {},
) {
  const timestamp = Math.floor(Date.now() / 1000) + secondsAhead;
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': signature({ signingSecret: secret, timestamp, body }),
    },
    body,
  };
}

async function runs(): Promise<number> {
  const { rows } = await app.database.pool.query(
    'select count(*)::int as n from drawbridge.posture_run',
  );
  return rows[0].n;
}

test('a command arrives as a signed request and is answered', async () => {
  await app.slack.driver.command(ana, platform, 'posture aks-prod-weu');
  const report = await app.sees(ana, platform, '*Grade');
  await app.slack.driver.click(ana, report, { text: 'Details' });
  await app.sees(ana, platform, 'What is unknown never raises the score');
});

test('the same signed request, sent again, does nothing', async () => {
  const copy = await request(command('posture aks-prod-neu'));
  const before = await runs();
  expect((await fetch(url, copy)).status).toBe(200);
  await app.sees(ana, platform, /aks-prod-neu.*\*Grade/s);
  expect((await fetch(url, copy)).status).toBe(200);
  await app.slack.driver.waitFor(() => app.log.find((line) => line.includes('came twice')), {
    what: 'the replay to be noticed',
  });
  expect((await runs()) - before).toBe(1);
});

test('a request from the future is refused, although its signature is good', async () => {
  const answer = await fetch(url, await request(command('help'), { secondsAhead: 3_600 }));
  expect(answer.status).toBe(401);
});

test('a request that is old, or signed with another secret, is refused', async () => {
  expect((await fetch(url, await request(command('help'), { secondsAhead: -400 }))).status).toBe(
    401,
  );
  expect(
    (await fetch(url, await request(command('help'), { secret: 'x'.repeat(32) }))).status,
  ).toBe(401);
});

test('health is told on the same port', async () => {
  const base = new URL(url).origin;
  expect((await fetch(`${base}/healthz`)).status).toBe(200);
  const ready = await fetch(`${base}/readyz`);
  expect([ready.status, await ready.text()]).toEqual([200, 'ready\n']);
});

test('the search of a form works over HTTP too', async () => {
  const { driver } = app.slack;
  await driver.command(ana, platform, 'posture');
  const form = await driver.waitFor(() => driver.modal(ana), { what: 'a form' });
  await driver.submit(ana, form.id, { cluster: 'aks-dev-weu' });
  const report = await app.sees(ana, platform, /aks-dev-weu.*\*Grade/s);
  expect(wordsOf(report)).toContain('aks-dev-weu');
});
