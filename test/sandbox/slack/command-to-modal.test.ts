import type { App } from '@slack/bolt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SlackStandIn, startSlackStandIn } from '../../../src/sandbox/slack/stand-in.ts';
import { startBoltApp } from './bolt-app.ts';

let slack: SlackStandIn;
let app: App;
const seen: { submitted: unknown[]; body: Record<string, unknown>[] } = { submitted: [], body: [] };

const modal = {
  type: 'modal' as const,
  callback_id: 'open-range',
  title: { type: 'plain_text' as const, text: 'Open a range' },
  submit: { type: 'plain_text' as const, text: 'Ask' },
  private_metadata: 'cluster-7',
  blocks: [
    {
      type: 'input' as const,
      block_id: 'range',
      label: { type: 'plain_text' as const, text: 'CIDR' },
      element: { type: 'plain_text_input' as const, action_id: 'text', max_length: 40 },
    },
    {
      type: 'input' as const,
      block_id: 'cluster',
      label: { type: 'plain_text' as const, text: 'Cluster' },
      element: { type: 'external_select' as const, action_id: 'clusters', min_query_length: 0 },
    },
  ],
};

beforeAll(async () => {
  slack = await startSlackStandIn({ commands: [{ command: '/aks', description: 'AKS' }] });
  app = await startBoltApp(slack, (bolt) => {
    bolt.command('/aks', async ({ ack, command, client }) => {
      await ack({ text: `looking at ${command.text}` });
      await client.chat.postMessage({
        channel: command.channel_id,
        text: 'Report',
        blocks: [
          { type: 'section', text: { type: 'mrkdwn', text: `*${command.text}*` } },
          {
            type: 'actions',
            block_id: 'buttons',
            elements: [
              {
                type: 'button',
                action_id: 'fix',
                text: { type: 'plain_text', text: 'Fix…' },
                value: 'f-1',
              },
            ],
          },
        ],
      });
    });
    bolt.action('fix', async ({ ack, body, client }) => {
      await ack();
      seen.body.push(body as unknown as Record<string, unknown>);
      if ('trigger_id' in body)
        await client.views.open({ trigger_id: body.trigger_id, view: modal });
    });
    bolt.options('clusters', async ({ ack, options }) => {
      const names = ['aks-prod-weu', 'aks-prod-neu', 'aks-dev-weu'];
      const found = names.filter((name) => name.includes(options.value));
      await ack({
        options: found.map((value) => ({ text: { type: 'plain_text', text: value }, value })),
      });
    });
    bolt.view('open-range', async ({ ack, view, client }) => {
      const range = view.state.values.range?.text?.value;
      if (range === '0.0.0.0/0') {
        await ack({ response_action: 'errors', errors: { range: 'Too wide.' } });
        return;
      }
      seen.submitted.push(view.state.values, view.private_metadata);
      await ack();
      const [message] = slack.driver.messages('C0PLATFRM');
      await client.chat.update({
        channel: 'C0PLATFRM',
        ts: message?.ts ?? '',
        text: `Asked for ${range}`,
      });
    });
  });
});

afterAll(async () => {
  await app?.stop();
  await slack?.close();
});

test('a command, a button, a modal with an error, a submission and an update', async () => {
  const { driver } = slack;
  expect(await driver.command('U0RIVERA', 'C0PLATFRM', '/aks posture x')).toEqual({ ok: true });
  const report = await driver.waitFor(() => driver.messages('C0PLATFRM')[0], {
    what: 'the report',
  });
  expect(report).toMatchObject({ user: 'U0BRIDGE', text: 'Report' });
  expect(driver.visibleTo('U0RIVERA', 'C0PLATFRM')[0]?.text).toBe('looking at posture x');
  expect(driver.visibleTo('U0LINDEN', 'C0PLATFRM').map(({ text }) => text)).toEqual(['Report']);

  await driver.click('U0RIVERA', report, { text: 'Fix…' });
  const view = await driver.waitFor(() => driver.modal('U0RIVERA'), { what: 'the modal' });
  expect(view.title).toBe('Open a range');
  expect(driver.modal('U0LINDEN')).toBeUndefined();
  expect(seen.body[0]).toMatchObject({
    type: 'block_actions',
    user: { id: 'U0RIVERA', team_id: 'T0DRAWBRG', username: 'ana.rivera' },
    team: { id: 'T0DRAWBRG' },
    container: {
      type: 'message',
      channel_id: 'C0PLATFRM',
      message_ts: report.ts,
      is_ephemeral: false,
    },
    channel: { id: 'C0PLATFRM', name: 'platform-aks' },
    message: { ts: report.ts, bot_id: 'B0BRIDGE' },
    actions: [{ action_id: 'fix', block_id: 'buttons', value: 'f-1', type: 'button' }],
  });

  const empty = await driver.submit('U0RIVERA', view.id, { range: '203.0.113.7/32' });
  expect(empty.error).toBe('validation_errors');
  expect(driver.modal('U0RIVERA')?.errors).toEqual({
    cluster: 'Please complete this required field.',
  });

  const wide = await driver.submit('U0RIVERA', view.id, {
    range: '0.0.0.0/0',
    cluster: 'aks-prod-neu',
  });
  expect(wide.error).toBe('validation_errors');
  expect(driver.modal('U0RIVERA')?.errors).toEqual({ range: 'Too wide.' });

  expect(await driver.submit('U0RIVERA', view.id, { range: { text: '203.0.113.7/32' } })).toEqual({
    ok: true,
  });
  expect(driver.modal('U0RIVERA')).toBeUndefined();
  await driver.waitFor(() => driver.messages('C0PLATFRM')[0]?.text.startsWith('Asked'), {
    what: 'the update',
  });
  expect(driver.messages('C0PLATFRM')[0]).toMatchObject({
    text: 'Asked for 203.0.113.7/32',
    edited: true,
    blocks: undefined,
  });
  expect(seen.submitted).toMatchObject([
    {
      range: { text: { type: 'plain_text_input', value: '203.0.113.7/32' } },
      cluster: {
        clusters: { type: 'external_select', selected_option: { value: 'aks-prod-neu' } },
      },
    },
    'cluster-7',
  ]);
});

test('an option that the menu does not offer is refused, in words', async () => {
  const { driver } = slack;
  await driver.command('U0RIVERA', 'C0APPROVE', '/aks x');
  const report = await driver.waitFor(() => driver.messages('C0APPROVE')[0], {
    what: 'the report',
  });
  await driver.click('U0RIVERA', report, { action_id: 'fix' });
  const view = await driver.waitFor(() => driver.modal('U0RIVERA'), { what: 'the modal' });
  await expect(driver.submit('U0RIVERA', view.id, { cluster: 'aks-gone' })).rejects.toThrow(
    'does not offer "aks-gone"',
  );
  await expect(driver.submit('U0RIVERA', view.id, { nope: 'x' })).rejects.toThrow(
    'no block "nope"; it has range, cluster',
  );
  const { options } = await driver.suggest('U0RIVERA', view, {
    action_id: 'clusters',
    typed: 'weu',
  });
  expect(options?.map(({ value }) => value)).toEqual(['aks-prod-weu', 'aks-dev-weu']);
  await expect(driver.click('U0RIVERA', report, { text: 'Approve' })).rejects.toThrow(
    'there is: "Fix…" (fix)',
  );
});
