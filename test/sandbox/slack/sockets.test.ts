import type { App } from '@slack/bolt';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type SlackStandIn, startSlackStandIn } from '../../../src/sandbox/slack/stand-in.ts';
import { startBoltApp } from './bolt-app.ts';
import { callSlack } from './call-slack.ts';

const commands = [{ command: '/aks', description: 'AKS' }];
let slack: SlackStandIn;
const apps: App[] = [];

afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop();
  await slack.close();
});

async function address(): Promise<string> {
  const { url } = await callSlack(slack, 'apps.connections.open', {}, slack.tokens.app);
  return String(url);
}

interface Frame {
  type: string;
  envelope_id?: string;
  reason?: string;
  retry_attempt?: number;
  retry_reason?: string;
}

/** A bare connection, with every frame that arrived. */
async function connect(url: string): Promise<{ socket: WebSocket; frames: Frame[] }> {
  const socket = new WebSocket(url);
  const frames: Frame[] = [];
  socket.on('message', (data) => frames.push(JSON.parse(String(data)) as Frame));
  await new Promise((resolve, reject) => {
    socket.once('message', resolve);
    socket.once('error', reject);
  });
  return { socket, frames };
}

test('a ticket works once', async () => {
  slack = await startSlackStandIn({ commands });
  const url = await address();
  const { frames } = await connect(url);
  expect(frames[0]).toMatchObject({
    type: 'hello',
    num_connections: 1,
    connection_info: { app_id: 'A0DRAWBRG' },
  });
  await expect(connect(url)).rejects.toThrow('401');
  await expect(connect(`${slack.url.replace('http', 'ws')}/link/?ticket=guess`)).rejects.toThrow(
    '401',
  );
});

test('an eleventh connection is sent away', async () => {
  slack = await startSlackStandIn({ commands });
  for (let count = 1; count <= 10; count += 1) await connect(await address());
  const { frames } = await connect(await address());
  expect(frames[0]).toMatchObject({ type: 'disconnect', reason: 'too_many_websockets' });
  expect(slack.driver.sockets.connections()).toBe(10);
});

test('each payload goes to one of two replicas', async () => {
  slack = await startSlackStandIn({ commands });
  const heard: number[] = [];
  for (const replica of [1, 2]) {
    const register = (bolt: App) =>
      bolt.command('/aks', async ({ ack }) => {
        heard.push(replica);
        await ack();
      });
    apps.push(await startBoltApp(slack, register));
  }
  for (let count = 0; count < 4; count += 1)
    await slack.driver.command('U0RIVERA', 'C0PLATFRM', '/aks');
  expect(heard.sort()).toEqual([1, 1, 2, 2]);
});

test('with nobody connected, a command fails visibly after a short wait', async () => {
  slack = await startSlackStandIn({ commands, connectWaitMs: 30 });
  expect(await slack.driver.command('U0RIVERA', 'C0PLATFRM', '/aks')).toEqual({
    ok: false,
    error: 'dispatch_failed',
  });
  expect(slack.driver.visibleTo('U0RIVERA', 'C0PLATFRM').at(-1)?.text).toBe(
    '/aks failed with the error "dispatch_failed"',
  );
});

test('a command waits a little for an app that is just starting', async () => {
  slack = await startSlackStandIn({ commands });
  const answer = slack.driver.command('U0RIVERA', 'C0PLATFRM', '/aks');
  apps.push(await startBoltApp(slack, (bolt) => bolt.command('/aks', async ({ ack }) => ack())));
  expect(await answer).toEqual({ ok: true });
});

test('an event that is not acknowledged comes again, with the count and the reason', async () => {
  slack = await startSlackStandIn({ commands, ackTimeoutMs: 30, eventRetryDelaysMs: [5, 5, 5] });
  const { frames } = await connect(await address());
  await slack.driver.say('U0RIVERA', 'C0PLATFRM', '@drawbridge hello');
  await expect.poll(() => frames).toHaveLength(5);
  expect(frames.slice(1).map(({ retry_attempt: n }) => n)).toEqual([0, 1, 2, 3]);
  expect(frames.at(-1)?.retry_reason).toBe('http_timeout');
});

test('a recycled connection is told why', async () => {
  slack = await startSlackStandIn({ commands });
  const { frames } = await connect(await address());
  slack.driver.sockets.recycle('refresh_requested');
  await expect
    .poll(() => frames.at(-1))
    .toMatchObject({ type: 'disconnect', reason: 'refresh_requested' });
});

test('a test outside this process can cut or recycle the connections', async () => {
  slack = await startSlackStandIn({ commands });
  async function order(kind: string): Promise<void> {
    const body = JSON.stringify({ method: 'socket-mode', kind });
    await fetch(`${slack.url}/sandbox/faults`, { method: 'POST', body });
  }
  const { frames } = await connect(await address());
  await order('refused');
  await expect.poll(() => frames.at(-1)?.type).toBe('disconnect');
  await order('dropped');
  await expect.poll(() => slack.driver.sockets.connections()).toBe(0);
});
