import type { App } from '@slack/bolt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { coverage } from '../../../src/sandbox/slack/coverage.ts';
import { allMethods } from '../../../src/sandbox/slack/methods.ts';
import { type SlackStandIn, startSlackStandIn } from '../../../src/sandbox/slack/stand-in.ts';
import { startBoltApp } from './bolt-app.ts';
import { callSlack } from './call-slack.ts';

let slack: SlackStandIn;
let app: App;

beforeAll(async () => {
  slack = await startSlackStandIn({ commands: [{ command: '/aks', description: 'AKS' }] });
  app = await startBoltApp(slack, (bolt) => {
    bolt.event('app_mention', async () => {});
    bolt.event('app_home_opened', async () => {});
    bolt.message(async () => {});
    bolt.action('menu', async ({ ack }) => ack());
    bolt.options('menu', async ({ ack }) =>
      ack({ options: [{ text: { type: 'plain_text', text: 'One' }, value: '1' }] }),
    );
    bolt.view('v', async ({ ack }) => ack());
    bolt.view({ callback_id: 'v', type: 'view_closed' }, async ({ ack }) => ack());
    bolt.command('/aks', async ({ ack, command, client }) => {
      await ack();
      await client.views.open({
        trigger_id: command.trigger_id,
        view: {
          type: 'modal',
          callback_id: 'v',
          notify_on_close: true,
          title: { type: 'plain_text', text: 'V' },
          submit: { type: 'plain_text', text: 'Go' },
          blocks: [
            {
              type: 'actions',
              block_id: 'b',
              elements: [{ type: 'external_select', action_id: 'menu', min_query_length: 0 }],
            },
          ],
        },
      });
    });
  });
});

afterAll(async () => {
  await app?.stop();
  await slack?.close();
});

function named(kind: string, supported: boolean): string[] {
  const found = coverage.filter((c) => c.kind === kind && (c.supported !== 'no') === supported);
  return found.map(({ name }) => name);
}

async function errorOf(method: string): Promise<string> {
  return (await callSlack(slack, method)).error ?? 'ok';
}

test('every method of the table is there, and every method that is there is in the table', async () => {
  for (const name of named('method', true))
    expect(await errorOf(name), name).not.toBe('unknown_method');
  for (const name of named('method', false))
    expect(await errorOf(name), name).toBe('unknown_method');
  const registered = allMethods({ ticket: () => '' } as never).map(({ name }) => name);
  expect(named('method', true).sort()).toEqual(registered.sort());
});

test('every event and interaction of the table is delivered, and nothing else', async () => {
  const { driver } = slack;
  const user = 'U0RIVERA';
  async function openModal() {
    await driver.command(user, 'C0PLATFRM', '/aks');
    return driver.waitFor(() => driver.modal(user), { what: 'the modal' });
  }
  const first = await openModal();
  await driver.select(user, first, { action_id: 'menu', option: 'One' });
  await driver.submit(user, first.id);
  await driver.close(user, (await openModal()).id);
  await driver.say(user, 'C0PLATFRM', '@drawbridge help');
  await driver.say(user, 'D0RIVERA', 'help');
  await driver.openHome(user);
  function delivered(): string[] {
    const names = driver.journal.entries().filter(({ kind }) => kind === 'delivery');
    return [...new Set(names.map(({ name }) => name.replace('/aks', 'slash command')))].sort();
  }
  const promised = [...named('event', true), ...named('interaction', true)].sort();
  await driver.waitFor(() => delivered().length >= promised.length, { what: 'all deliveries' });
  expect(delivered()).toEqual(promised);
});
