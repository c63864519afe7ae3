import type { App, ViewResponseAction } from '@slack/bolt';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { View } from '../../../src/sandbox/slack/protocol.ts';
import { type SlackStandIn, startSlackStandIn } from '../../../src/sandbox/slack/stand-in.ts';
import { startBoltApp } from './bolt-app.ts';
import { callSlack } from './call-slack.ts';

let slack: SlackStandIn;
let app: App;
const user = 'U0RIVERA';
let answer: ViewResponseAction | undefined;
const closed: unknown[] = [];
const pushed: string[] = [];

function text(words: string) {
  return { type: 'plain_text' as const, text: words };
}

function modal(title: string, more: Record<string, unknown> = {}) {
  const element = { type: 'plain_text_input' as const, action_id: 'text', min_length: 3 };
  return {
    type: 'modal' as const,
    callback_id: 'v',
    title: text(title),
    submit: text('Go'),
    notify_on_close: true,
    blocks: [
      { type: 'input' as const, block_id: 'reason', label: text('Reason'), element },
      {
        type: 'actions' as const,
        block_id: 'buttons',
        elements: [{ type: 'button' as const, action_id: 'more', text: text('More') }],
      },
    ],
    ...more,
  };
}

beforeAll(async () => {
  slack = await startSlackStandIn({ commands: [{ command: '/aks', description: 'AKS' }] });
  app = await startBoltApp(slack, (bolt) => {
    bolt.command('/aks', async ({ ack, command, client }) => {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: modal(command.text) });
    });
    bolt.action('more', async ({ ack, body, client }) => {
      await ack();
      if (!('trigger_id' in body)) return;
      const view = modal('Upper');
      const result = await client.views
        .push({ trigger_id: body.trigger_id, view })
        .catch((error) => error.data);
      pushed.push(result.ok ? 'ok' : result.error);
    });
    bolt.action('menu', async ({ ack }) => ack());
    bolt.view('v', async ({ ack }) => (answer ? ack(answer) : ack()));
    bolt.view({ callback_id: 'v', type: 'view_closed' }, async ({ ack, body }) => {
      closed.push('is_cleared' in body && body.is_cleared);
      await ack();
    });
  });
});

afterAll(async () => {
  await app?.stop();
  await slack?.close();
});

let view: View;

beforeEach(async () => {
  answer = undefined;
  pushed.length = 0;
  const { driver } = slack;
  const before = driver.modal(user)?.id;
  await driver.command(user, 'C0PLATFRM', '/aks First');
  view = await driver.waitFor(
    () => {
      const top = driver.modal(user);
      return top && top.id !== before && top;
    },
    { what: 'the modal' },
  );
});

function submit() {
  return slack.driver.submit(user, slack.driver.modal(user)?.id ?? '', { reason: 'because' });
}

test('a fourth view on the stack is refused', async () => {
  const { driver } = slack;
  for (const expected of ['ok', 'ok', 'push_limit_reached']) {
    const top = driver.modal(user);
    if (top) await driver.click(user, top, { text: 'More' });
    await expect.poll(() => pushed.splice(0)).toEqual([expected]);
  }
});

test('a button below the top view cannot be pressed', async () => {
  const { driver } = slack;
  await driver.click(user, view, { text: 'More' });
  await driver.waitFor(() => driver.modal(user)?.title === 'Upper', { what: 'the upper view' });
  expect(await driver.click(user, view, { text: 'More' })).toEqual({
    ok: false,
    error: 'view_not_found',
  });
  expect(await driver.click('U0LINDEN', view, { text: 'More' })).toEqual({
    ok: false,
    error: 'view_not_found',
  });
});

test('closing tells the app, and shows the view below', async () => {
  const { driver } = slack;
  await driver.click(user, view, { text: 'More' });
  const upper = await driver.waitFor(
    () => driver.modal(user)?.title === 'Upper' && driver.modal(user),
    { what: 'the upper view' },
  );
  expect(await driver.close(user, upper.id)).toEqual({ ok: true });
  expect(driver.modal(user)?.id).toBe(view.id);
  expect(closed).toEqual([false]);
});

test('a submission may change the view, lay one on it, or close them all', async () => {
  const { driver } = slack;
  answer = { response_action: 'update', view: modal('Second') };
  expect(await submit()).toEqual({ ok: true });
  expect(driver.modal(user)).toMatchObject({ id: view.id, title: 'Second' });
  answer = { response_action: 'push', view: modal('Third') };
  await submit();
  expect(driver.modal(user)?.title).toBe('Third');
  answer = { response_action: 'clear' };
  await submit();
  expect(driver.modal(user)).toBeUndefined();
});

test('errors for a block that is not there are worth nothing, and the modal stays', async () => {
  answer = { response_action: 'errors', errors: { nope: 'Wrong.' } };
  expect(await submit()).toEqual({ ok: false, error: 'invalid_response_errors' });
  answer = { response_action: 'errors', errors: { buttons: 'Wrong.' } };
  expect(await submit()).toEqual({ ok: false, error: 'invalid_response_errors' });
  expect(slack.driver.modal(user)?.id).toBe(view.id);
});

test('an answer with an illegal view is worth nothing, and the modal stays', async () => {
  answer = { response_action: 'update', view: modal('x'.repeat(25)) };
  expect(await submit()).toEqual({
    ok: false,
    error: 'invalid_response_action: invalid_arguments',
  });
  expect(slack.driver.modal(user)?.title).toBe('First');
});

test('what the client itself refuses never reaches the app', async () => {
  const { driver } = slack;
  const before = driver.journal.entries().length;
  expect(await driver.submit(user, view.id, { reason: 'no' })).toEqual({
    ok: false,
    error: 'validation_errors',
  });
  expect(driver.modal(user)?.errors).toEqual({ reason: 'Enter at least 3 characters.' });
  const since = driver.journal.entries().slice(before);
  expect(since.filter(({ kind }) => kind === 'delivery')).toEqual([]);
});

test('a menu in an input block is silent until the form is submitted', async () => {
  const { driver } = slack;
  const options = ['a', 'b'].map((value) => ({ text: text(value), value }));
  const element = { type: 'static_select', action_id: 'menu', options };
  const block = { type: 'input', block_id: 'choice', label: text('Choice'), element };
  const deliveries = () =>
    driver.journal.entries().filter(({ kind }) => kind === 'delivery').length;
  for (const dispatch of [false, true]) {
    const blocks = [{ ...block, dispatch_action: dispatch }];
    await callSlack(slack, 'views.update', { view_id: view.id, view: modal('Menu', { blocks }) });
    const before = deliveries();
    await driver.select(user, view, { action_id: 'menu', option: 'b' });
    expect(deliveries() - before).toBe(dispatch ? 1 : 0);
    expect(driver.modal(user)?.values).toMatchObject({
      choice: { menu: { selected_option: { value: 'b' } } },
    });
  }
});

test('an update with an old hash is refused; what was typed stays over an update', async () => {
  const { driver } = slack;
  await driver.submit(user, view.id, { reason: 'no' });
  const args = { view_id: view.id, view: modal('Renamed') };
  expect(await callSlack(slack, 'views.update', { ...args, hash: view.hash })).toMatchObject({
    ok: true,
  });
  expect(await callSlack(slack, 'views.update', { ...args, hash: view.hash })).toMatchObject({
    error: 'hash_conflict',
  });
  expect(driver.modal(user)).toMatchObject({
    title: 'Renamed',
    values: { reason: { text: { type: 'plain_text_input', value: 'no' } } },
  });
});
