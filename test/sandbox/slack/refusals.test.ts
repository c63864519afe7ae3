import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SlackStandIn, startSlackStandIn } from '../../../src/sandbox/slack/stand-in.ts';
import { callSlack, messagesOf } from './call-slack.ts';

let slack: SlackStandIn;
const channel = 'C0PLATFRM';

beforeAll(async () => {
  slack = await startSlackStandIn({ commands: [{ command: '/aks', description: 'AKS' }] });
});

afterAll(async () => {
  await slack?.close();
});

test('tokens are looked at first', async () => {
  const { app } = slack.tokens;
  expect(await callSlack(slack, 'auth.test', {}, null)).toMatchObject({
    ok: false,
    error: 'not_authed',
  });
  expect(await callSlack(slack, 'auth.test', {}, 'xoxb-x')).toMatchObject({
    error: 'invalid_auth',
  });
  expect(await callSlack(slack, 'auth.test', {}, app)).toMatchObject({
    error: 'not_allowed_token_type',
  });
  expect(await callSlack(slack, 'apps.connections.open')).toMatchObject({
    error: 'not_allowed_token_type',
  });
  expect(await callSlack(slack, 'auth.test', { token: slack.tokens.bot }, null)).toMatchObject({
    ok: true,
    user_id: 'U0BRIDGE',
    team_id: 'T0DRAWBRG',
  });
});

test('a method that does not exist is named', async () => {
  expect(await callSlack(slack, 'chat.shout')).toMatchObject({
    status: 200,
    error: 'unknown_method',
    req_method: 'chat.shout',
  });
});

test('a missing scope is named, with those that were granted', async () => {
  const narrow = await startSlackStandIn({ commands: [], scopes: ['commands', 'chat:write'] });
  expect(await callSlack(narrow, 'usergroups.list')).toMatchObject({
    error: 'missing_scope',
    needed: 'usergroups:read',
    provided: 'commands,chat:write',
  });
  expect(await callSlack(narrow, 'chat.postMessage', { channel, text: 'x' })).toMatchObject({
    ok: true,
  });
  await narrow.close();
});

const refused: [method: string, args: Record<string, unknown>, error: string][] = [
  ['chat.postMessage', { text: 'x' }, 'invalid_arguments'],
  ['chat.postMessage', { channel: 'C0NOWHERE', text: 'x' }, 'channel_not_found'],
  ['chat.postMessage', { channel: 'U0STRANG', text: 'x' }, 'channel_not_found'],
  ['chat.postMessage', { channel }, 'no_text'],
  ['chat.postMessage', { channel, text: 'x'.repeat(40_001) }, 'msg_too_long'],
  ['chat.postMessage', { channel, text: 'x', thread_ts: '1.000001' }, 'thread_not_found'],
  ['chat.postMessage', { channel, text: 'x', blocks: '[' }, 'invalid_blocks_format'],
  ['chat.postMessage', { channel, text: 'x', blocks: [{ type: 'bogus_block' }] }, 'invalid_blocks'],
  [
    'chat.postMessage',
    { channel, text: 'x', metadata: { event_type: 'x' } },
    'invalid_metadata_format',
  ],
  [
    'chat.postMessage',
    {
      channel,
      blocks: Array.from({ length: 5 }, () => ({
        type: 'section',
        text: { type: 'plain_text', text: 'x'.repeat(2_700) },
      })),
    },
    'msg_blocks_too_long',
  ],
  ['chat.update', { channel, ts: '1.000001', text: 'x' }, 'message_not_found'],
  ['chat.delete', { channel, ts: '1.000001' }, 'message_not_found'],
  ['chat.postEphemeral', { channel, user: 'U0NOBODY', text: 'x' }, 'user_not_found'],
  ['chat.postEphemeral', { channel, user: 'U0STRANG', text: 'x' }, 'user_not_in_channel'],
  ['chat.getPermalink', { channel, message_ts: '1.000001' }, 'message_not_found'],
  [
    'views.open',
    {
      trigger_id: 'x',
      view: { type: 'modal', title: { type: 'plain_text', text: 'T' }, blocks: [] },
    },
    'invalid_trigger_id',
  ],
  [
    'views.open',
    {
      trigger_id: 'x',
      view: { type: 'modal', title: { type: 'plain_text', text: 'x'.repeat(25) }, blocks: [] },
    },
    'invalid_arguments',
  ],
  [
    'views.open',
    { trigger_id: 'x', view: { type: 'modal', private_metadata: 'x'.repeat(250_001) } },
    'view_too_large',
  ],
  ['views.update', { view_id: 'V0GONE', view: {} }, 'not_found'],
  ['views.publish', { user_id: 'U0NOBODY', view: { type: 'home', blocks: [] } }, 'user_not_found'],
  [
    'views.publish',
    { user_id: 'U0LINDEN', hash: 'x', view: { type: 'home', blocks: [] } },
    'hash_conflict',
  ],
  ['conversations.info', { channel: 'C0NOWHERE' }, 'channel_not_found'],
  ['conversations.open', {}, 'users_list_not_supplied'],
  ['conversations.open', { users: 'U0NOBODY' }, 'user_not_found'],
  ['conversations.open', { users: 'U0STRANG' }, 'user_not_visible'],
  ['conversations.replies', { channel, ts: '1.000001' }, 'thread_not_found'],
  ['users.info', { user: 'U0NOBODY' }, 'user_not_found'],
  ['users.lookupByEmail', { email: 'nobody@example.com' }, 'users_not_found'],
  ['usergroups.users.list', { usergroup: 'S0NONE' }, 'no_such_subteam'],
  ['files.completeUploadExternal', { files: [{ id: 'F0NONE' }] }, 'file_not_found'],
  ['blocks.validate', {}, 'invalid_arguments'],
  ['blocks.validate', { blocks: [{ type: 'bogus_block' }] }, 'invalid_blocks'],
];

test.each(refused)('%s with %j is refused: %s', async (method, args, error) => {
  expect(await callSlack(slack, method, args)).toMatchObject({ status: 200, ok: false, error });
});

test('invalid blocks come with the words and the JSON pointers of Slack', async () => {
  const button = {
    type: 'button',
    text: { type: 'plain_text', text: 'x' },
    value: 'x'.repeat(2_001),
  };
  const answer = await callSlack(slack, 'chat.postMessage', {
    channel,
    text: 'x',
    blocks: [{ type: 'actions', elements: [button] }],
  });
  expect(messagesOf(answer)).toEqual([
    '[ERROR] must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]',
  ]);
});

test('a modal with inputs and no submit is refused, and says where', async () => {
  const input = {
    type: 'input',
    label: { type: 'plain_text', text: 'x' },
    element: { type: 'plain_text_input' },
  };
  const view = { type: 'modal', title: { type: 'plain_text', text: 'T' }, blocks: [input] };
  const answer = await callSlack(slack, 'views.open', { trigger_id: 'x', view });
  expect(answer.error).toBe('invalid_arguments');
  expect(messagesOf(answer)[0]).toMatch(/submit.*\[json-pointer:\/view\]$/);
});

test('the bot changes its own messages alone, and posts only where it is a member', async () => {
  await slack.driver.say('U0RIVERA', 'C0SECOPS0', 'hello');
  const { ts } = slack.driver.messages('C0SECOPS0')[0] ?? {};
  const message = { channel: 'C0SECOPS0', ts };
  expect(await callSlack(slack, 'chat.update', { ...message, text: 'x' })).toMatchObject({
    error: 'cant_update_message',
  });
  expect(await callSlack(slack, 'chat.delete', message)).toMatchObject({
    error: 'cant_delete_message',
  });
  const left = slack.workspace.channels.get('C0VENDORS');
  left?.members.splice(left.members.indexOf('U0BRIDGE'), 1);
  expect(
    await callSlack(slack, 'chat.postMessage', { channel: 'C0VENDORS', text: 'x' }),
  ).toMatchObject({ error: 'not_in_channel' });
  await callSlack(slack, 'conversations.join', { channel: 'C0VENDORS' });
  expect(
    await callSlack(slack, 'chat.postMessage', { channel: 'C0VENDORS', text: 'x' }),
  ).toMatchObject({ ok: true });
});

test('an ephemeral message is seen by one person and found by no method', async () => {
  const posted = await callSlack(slack, 'chat.postEphemeral', {
    channel,
    user: 'U0LINDEN',
    text: 'only you',
  });
  expect(slack.driver.visibleTo('U0LINDEN', channel).map(({ text }) => text)).toContain('only you');
  expect(slack.driver.visibleTo('U0RIVERA', channel).map(({ text }) => text)).not.toContain(
    'only you',
  );
  const update = await callSlack(slack, 'chat.update', {
    channel,
    ts: posted.message_ts,
    text: 'x',
  });
  expect(update.error).toBe('message_not_found');
});

test('JSON bodies are taken as well as forms', async () => {
  const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${slack.tokens.bot}`,
      'content-type': 'application/json; charset=utf-8',
    },
    body: JSON.stringify({ channel, text: 'json', blocks: [{ type: 'divider' }] }),
  });
  expect(await response.json()).toMatchObject({
    ok: true,
    message: { text: 'json', blocks: [{ type: 'divider' }] },
  });
});

test('lists come in pages', async () => {
  const first = await callSlack(slack, 'users.list', { limit: 4 });
  const cursor = (first.response_metadata as { next_cursor: string }).next_cursor;
  const second = await callSlack(slack, 'users.list', { limit: 4, cursor });
  const ids = [first, second].flatMap(({ members }) =>
    (members as { id: string }[]).map(({ id }) => id),
  );
  expect(ids).toEqual([...slack.workspace.people.keys()]);
  expect(second.response_metadata).toEqual({ next_cursor: '' });
});

test('groups are known with their members', async () => {
  expect(await callSlack(slack, 'usergroups.users.list', { usergroup: 'S0APPROV' })).toMatchObject({
    users: ['U0CHEN00', 'U0OKAFOR'],
  });
  const { usergroups } = await callSlack(slack, 'usergroups.list', { include_users: true });
  expect(usergroups).toMatchObject([
    { handle: 'aks-oncall', users: ['U0RIVERA', 'U0CHEN00'] },
    { handle: 'aks-approvers' },
  ]);
});
