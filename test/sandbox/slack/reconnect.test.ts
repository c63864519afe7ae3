import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SlackStandIn, startSlackStandIn } from '../../../src/sandbox/slack/stand-in.ts';

let slack: SlackStandIn;
let app: App;

beforeAll(async () => {
  slack = await startSlackStandIn({ commands: [{ command: '/aks', description: 'AKS' }] });
  const clientOptions = { slackApiUrl: slack.apiUrl };
  const receiver = new SocketModeReceiver({
    appToken: slack.tokens.app,
    // Also how long the client waits before it connects again; five seconds by default.
    clientPingTimeout: 50,
    logLevel: LogLevel.ERROR,
    installerOptions: { clientOptions },
  });
  app = new App({ token: slack.tokens.bot, receiver, logLevel: LogLevel.ERROR, clientOptions });
  app.command('/aks', async ({ ack }) => ack());
  await app.start();
});

afterAll(async () => {
  await app?.stop();
  await slack?.close();
});

function connectionsMade(): number {
  const entries = slack.driver.journal.entries();
  return entries.filter(({ kind, name }) => kind === 'socket' && name === 'connected').length;
}

test('Bolt comes back when its connection is recycled, and when it is cut', async () => {
  const { driver } = slack;
  for (const [disturb, expected] of [
    [() => driver.sockets.recycle('warning'), 2],
    [() => driver.sockets.drop(), 3],
  ] as const) {
    disturb();
    await driver.waitFor(() => connectionsMade() === expected, { what: 'a new connection' });
    expect(await driver.command('U0RIVERA', 'C0PLATFRM', '/aks')).toEqual({ ok: true });
  }
});
