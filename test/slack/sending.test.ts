/** What the queue of outgoing messages does when Slack, people or our own processes are in the way. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOutgoingProcessor } from '../../src/slack/outgoing.ts';
import { addOutgoing, type OutgoingTarget } from '../../src/store/outgoing.ts';
import { startPostureRun } from '../../src/store/posture-runs.ts';
import { ana, platform, startTestApp, type TestApp, wordsOf } from './support/start-app.ts';

let app: TestApp;
let send: ReturnType<typeof createOutgoingProcessor>;
let number = 0;
/** Set where the time between two edits is what a test is about. */
let frozen: Date | undefined;

beforeAll(async () => {
  app = await startTestApp({ roles: ['bot'] });
  const { slack } = app.serving;
  if (!slack) throw new Error('no bot');
  await app.database.pool.query(
    `insert into drawbridge.cluster (id, name, resource_group, subscription_id, location, seen_at)
     values ('/c/one', 'aks-one', 'rg', 's', 'westeurope', now())`,
  );
  // Every row is sent by the tests themselves.
  send = createOutgoingProcessor({
    ...slack.deps,
    client: slack.postingClient,
    now: () => frozen ?? new Date(),
  });
});
afterAll(() => app?.close());

/** A run that is under way: shown as “Looking at aks-one…”. */
async function newRun(): Promise<string> {
  number += 1;
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  await startPostureRun(app.database.pool, {
    id,
    clusterId: '/c/one',
    requestedBy: { teamId: 'T0DRAWBRG', userId: ana },
    now: new Date(),
  });
  return id;
}

async function row(valueId: string, target: OutgoingTarget): Promise<string> {
  const id = await addOutgoing(app.database.pool, {
    view: 'posture',
    valueId,
    target,
    dueAt: new Date((frozen?.getTime() ?? Date.now()) - 1),
  });
  if (!id) throw new Error('no row');
  return id;
}

async function progress(runId: string, now: string): Promise<void> {
  await app.database.pool.query('update drawbridge.posture_run set progress = $2 where id = $1', [
    runId,
    { done: 1, of: 9, now },
  ]);
}

async function stateOf(id: string): Promise<{ state: string; problem: string | null }> {
  const { rows } = await app.database.pool.query(
    'select state, problem from drawbridge.outgoing where id = $1',
    [id],
  );
  return rows[0];
}

function shown(channel: string, runId: string) {
  return app.slack.driver
    .messages(channel)
    .filter(({ ts }) => stamps.get(runId)?.includes(`${channel}/${ts}`));
}

const stamps = new Map<string, string[]>();
async function remember(runId: string): Promise<string[]> {
  const { rows } = await app.database.pool.query(
    `select channel || '/' || ts as at from drawbridge.message where value_id = $1`,
    [runId],
  );
  const all = rows.map(({ at }) => at as string);
  stamps.set(runId, all);
  return all;
}

test('a row that is processed by two workers at once is posted once', async () => {
  const runId = await newRun();
  const id = await row(runId, { kind: 'channel', channel: platform });
  await Promise.all([send(id), send(id), send(id)]);
  await send(id);
  expect(await remember(runId)).toHaveLength(1);
  expect(shown(platform, runId)).toHaveLength(1);
  expect(await stateOf(id)).toMatchObject({ state: 'sent' });
});

test('every message that shows a value is edited, and not faster than Slack allows', async () => {
  const runId = await newRun();
  await send(await row(runId, { kind: 'channel', channel: platform }));
  await send(await row(runId, { kind: 'channel', channel: 'C0SECOPS0' }));
  await remember(runId);
  await progress(runId, 'agent pools');
  frozen = new Date();
  expect(await send(await row(runId, { kind: 'everywhere' }))).toEqual({});
  for (const channel of [platform, 'C0SECOPS0'])
    expect(wordsOf(shown(channel, runId)[0] as never)).toContain('agent pools');

  await progress(runId, 'diagnostic settings');
  const id = await row(runId, { kind: 'everywhere' });
  const { againInMs = 0 } = await send(id);
  expect(againInMs).toBe(1_500);
  expect(await stateOf(id)).toMatchObject({ state: 'due' });
  frozen = new Date(frozen.getTime() + againInMs);
  await send(id);
  frozen = undefined;
  expect(wordsOf(shown(platform, runId)[0] as never)).toContain('diagnostic settings');
});

test('a notification names nobody and holds no link, whatever others are called', async () => {
  const { pool } = app.database;
  await pool.query(
    `insert into drawbridge.cluster (id, name, resource_group, subscription_id, location, seen_at)
     values ('/c/loud', 'aks <!channel> <https://evil.example|one> & two', 'rg', 's', 'westeurope', now())`,
  );
  const id = '00000000-0000-4000-8000-00000000aaaa';
  await startPostureRun(pool, {
    ...{ id, clusterId: '/c/loud', now: new Date() },
    requestedBy: { teamId: 'T0DRAWBRG', userId: ana },
  });
  await send(await row(id, { kind: 'channel', channel: platform }));
  await remember(id);
  const said = shown(platform, id)[0]?.text ?? '';
  expect(said).toContain('aks &lt;!channel&gt; &lt;https://evil.example|one&gt; & two');
});

test('an edit that would change nothing is not sent', async () => {
  const runId = await newRun();
  await send(await row(runId, { kind: 'channel', channel: platform }));
  app.slack.driver.faults.add({ method: 'chat.update', kind: 'refused', error: 'fatal_error' });
  const id = await row(runId, { kind: 'everywhere' });
  await send(id);
  app.slack.driver.faults.clear();
  expect(await stateOf(id)).toMatchObject({ state: 'sent' });
});

test('where the bot is no member the person gets a direct message that says what to do', async () => {
  const runId = await newRun();
  const channel = app.slack.workspace.channels.get(platform);
  if (!channel) throw new Error('no channel');
  const members = [...channel.members];
  channel.members.splice(0, members.length, ...members.filter((id) => id !== 'U0BRIDGE'));
  try {
    const id = await row(runId, { kind: 'channel', channel: platform });
    await send(id);
    expect(await stateOf(id)).toMatchObject({ state: 'sent' });
  } finally {
    channel.members.splice(0, channel.members.length, ...members);
  }
  const [at] = await remember(runId);
  const direct = app.slack.workspace.directMessage(ana);
  expect(at).toContain(direct.id);
  expect(wordsOf(shown(direct.id, runId)[0] as never)).toContain('/invite');
});

test('Slack’s wish to slow down is respected', async () => {
  const runId = await newRun();
  app.slack.driver.faults.add({ method: 'chat.postMessage', kind: 'rate-limited', seconds: 7 });
  const id = await row(runId, { kind: 'channel', channel: platform });
  expect(await send(id)).toEqual({ againInMs: 7_000 });
  expect(await stateOf(id)).toMatchObject({ state: 'due' });
  await app.database.pool.query(
    `update drawbridge.outgoing set due_at = now() - interval '1 second' where id = $1`,
    [id],
  );
  await send(id);
  expect(await stateOf(id)).toMatchObject({ state: 'sent' });
});

test('a message that somebody deleted is forgotten', async () => {
  const runId = await newRun();
  await send(await row(runId, { kind: 'channel', channel: platform }));
  await progress(runId, 'agent pools');
  app.slack.driver.faults.add({
    method: 'chat.update',
    kind: 'refused',
    error: 'message_not_found',
  });
  const id = await row(runId, { kind: 'everywhere' });
  await send(id);
  expect(await stateOf(id)).toMatchObject({ state: 'sent' });
  expect(await remember(runId)).toEqual([]);
});

test('what can never be sent is given up, with the reason', async () => {
  const id = await row('00000000-0000-4000-8000-999999999999', {
    kind: 'channel',
    channel: platform,
  });
  expect(await send(id)).toEqual({});
  expect(await stateOf(id)).toEqual({ state: 'failed', problem: 'what it shows is gone' });
});

test.each([
  ['Slack answers with an error of its own', 'internal_error'],
  ['nobody has invited the bot yet', 'not_in_channel'],
])('it is tried for a day, and then given up: %s', async (_what, error) => {
  const runId = await newRun();
  const id = await row(runId, { kind: 'channel', channel: platform });
  app.slack.driver.faults.add({ method: 'chat.postMessage', kind: 'refused', error, times: 9 });
  const again = (age: string) =>
    app.database.pool.query(
      `update drawbridge.outgoing set attempts = 40, due_at = now() - interval '1 second',
              created_at = now() - $2::interval where id = $1`,
      [id, age],
    );
  await again('23 hours');
  expect(await send(id)).toEqual({ againInMs: 300_000 });
  expect(await stateOf(id)).toMatchObject({ state: 'due' });
  await again('25 hours');
  expect(await send(id)).toEqual({});
  app.slack.driver.faults.clear();
  expect(await stateOf(id)).toMatchObject({ state: 'failed' });
});

test('an outage is waited out', async () => {
  const runId = await newRun();
  app.slack.driver.faults.add({ method: 'chat.postMessage', kind: 'server-error', times: 20 });
  const id = await row(runId, { kind: 'channel', channel: platform });
  const { againInMs } = await send(id);
  app.slack.driver.faults.clear();
  expect(againInMs).toBeGreaterThan(0);
  expect(await stateOf(id)).toMatchObject({ state: 'due' });
});
