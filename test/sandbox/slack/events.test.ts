import type { App } from '@slack/bolt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SlackStandIn, startSlackStandIn } from '../../../src/sandbox/slack/stand-in.ts';
import { startBoltApp } from './bolt-app.ts';

let slack: SlackStandIn;
let app: App;
const events: Record<string, unknown>[] = [];

beforeAll(async () => {
  slack = await startSlackStandIn({ commands: [{ command: '/aks', description: 'AKS' }] });
  app = await startBoltApp(slack, (bolt) => {
    bolt.event('app_mention', async ({ event, say }) => {
      events.push(event as unknown as Record<string, unknown>);
      await say({ text: 'here', thread_ts: event.thread_ts ?? event.ts });
    });
    bolt.message(async ({ message }) => {
      events.push(message as unknown as Record<string, unknown>);
    });
    bolt.event('app_home_opened', async ({ event, client }) => {
      await client.views.publish({
        user_id: event.user,
        view: {
          type: 'home',
          blocks: [{ type: 'header', text: { type: 'plain_text', text: `Hello ${event.user}` } }],
        },
      });
    });
  });
});

afterAll(async () => {
  await app?.stop();
  await slack?.close();
});

async function eventWith(text: string): Promise<Record<string, unknown>> {
  const find = () => events.find((event) => String(event.text).includes(text));
  await expect.poll(find).toBeDefined();
  return find() ?? {};
}

test('a mention arrives with ids for names and escaped text, and is answered in its thread', async () => {
  const { driver } = slack;
  await driver.say(
    'U0RIVERA',
    'C0PLATFRM',
    '@drawbridge posture <x> & ask @wei.chen or @aks-approvers',
  );
  const event = await eventWith('posture');
  expect(event).toMatchObject({
    type: 'app_mention',
    user: 'U0RIVERA',
    channel: 'C0PLATFRM',
    text: '<@U0BRIDGE> posture &lt;x&gt; &amp; ask <@U0CHEN00> or <!subteam^S0APPROV>',
  });
  const reply = await driver.waitFor(
    () => driver.messages('C0PLATFRM').find(({ text }) => text === 'here'),
    { what: 'the reply' },
  );
  expect(reply.threadTs).toBe(event.ts);
  expect(driver.messages('C0PLATFRM')[0]?.replyCount).toBe(1);
  await driver.say('U0RIVERA', 'C0PLATFRM', '@drawbridge again', { threadTs: String(event.ts) });
  expect(await eventWith('again')).toMatchObject({ thread_ts: event.ts });
});

test('a direct message arrives without a mention; talk in a channel does not', async () => {
  const { driver } = slack;
  await driver.say('U0CHEN00', 'C0PLATFRM', 'nothing for the bot');
  await driver.say('U0CHEN00', 'D0CHEN00', 'help me');
  expect(await eventWith('help me')).toMatchObject({
    type: 'message',
    channel_type: 'im',
    user: 'U0CHEN00',
  });
  expect(events.some((event) => String(event.text).includes('nothing for'))).toBe(false);
});

test('a stranger is told apart by the team', async () => {
  await slack.driver.say('U0STRANG', 'C0VENDORS', '@drawbridge let me in');
  expect(await eventWith('let me in')).toMatchObject({
    user: 'U0STRANG',
    team: 'T0OTHERCO',
    user_team: 'T0OTHERCO',
  });
  expect(await slack.driver.say('U0STRANG', 'C0PLATFRM', 'hello')).toEqual({
    ok: false,
    error: 'not_in_channel',
  });
});

test('the home tab is each person’s own', async () => {
  const { driver } = slack;
  await driver.openHome('U0OKAFOR');
  const home = await driver.waitFor(() => driver.home('U0OKAFOR'), { what: 'the home tab' });
  expect(home.blocks[0]).toMatchObject({ text: { text: 'Hello U0OKAFOR' } });
  expect(driver.home('U0RIVERA')).toBeUndefined();
});

test('a wait in vain says what was on screen', async () => {
  const wait = slack.driver.waitFor(() => undefined, { what: 'a miracle', timeoutMs: 20 });
  await expect(wait).rejects.toThrow(
    /20 ms in vain for a miracle\non screen:\n.*C0PLATFRM U0RIVERA/s,
  );
});

test('an event without its scope is told to nobody', async () => {
  const narrow = await startSlackStandIn({
    commands: [],
    scopes: ['im:history'],
    connectWaitMs: 0,
  });
  await narrow.driver.say('U0RIVERA', 'C0PLATFRM', '@drawbridge hello');
  await narrow.driver.say('U0RIVERA', 'D0RIVERA', 'hello');
  const { journal } = narrow.driver;
  await narrow.driver.waitFor(() => journal.entries().some(({ kind }) => kind === 'no-ack'), {
    what: 'the first try',
  });
  const told = journal.entries().filter(({ kind }) => kind === 'no-ack');
  expect(told.map(({ name }) => name)).toEqual(['message']);
  await narrow.close();
});
