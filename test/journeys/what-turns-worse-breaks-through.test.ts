/** An edit notifies nobody: what turns worse is a reply that the channel sees, whoever had it and though it was muted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sighting } from '../../src/forbidden/types.ts';
import type { AlertState } from '../../src/store/alerts.ts';
import { look, sighting } from '../forbidden/alerts/support.ts';
import { ana, startTestApp, type TestApp, wei, wordsOf } from '../slack/support/start-app.ts';

const channel = 'C0SECOPS0';
const minuteMs = 60_000;
const team = 'T0DRAWBRG';

let app: TestApp;
let cluster: string;
let ahead = 0;
const start = Math.floor(Date.now() / (10 * minuteMs)) * 10 * minuteMs;

beforeAll(async () => {
  app = await startTestApp({
    overrides: { clock: () => new Date(start + ahead), jobTiming: { sweepEvery: 300 } },
  });
  const { rows } = await app.database.pool.query(
    `select id from drawbridge.cluster where name = 'aks-prod-weu'`,
  );
  cluster = rows[0].id;
});
afterAll(() => app?.close());

function alerts() {
  const found = app.serving.slack?.deps.alerts;
  if (!found) throw new Error('no bot');
  return found;
}

/** A look ten minutes after the one before, with calls in its last bin. */
async function taken(calls: number, more: Partial<Sighting>): Promise<void> {
  ahead += 10 * minuteMs;
  const now = start + ahead;
  const bin = new Date(now - 10 * minuteMs).toISOString();
  const seen = sighting({ [bin]: calls }, { clusterId: cluster, ...more });
  const window = [new Date(now - 30 * minuteMs), new Date(now)].map((at) => at.toISOString());
  await alerts().take([look(window as [string, string], [seen], { clusterId: cluster })]);
}

async function brought(alertId: string, state: AlertState): Promise<void> {
  const person = { teamId: team, userId: ana };
  if (state === 'acknowledged') await alerts().acknowledge({ alertId, person });
  if (state === 'muted')
    await alerts().mute({
      ...{ alertId, person: { teamId: team, userId: wei }, kind: 'alert' },
      ...{ reason: 'the migration', forMs: 24 * 60 * minuteMs },
    });
}

const worse: [what: string, calls: number, more: Partial<Sighting>, word: string][] = [
  ['a new address', 5, { addresses: ['203.0.113.7', '198.51.100.9'] }, '198.51.100.9'],
  ['a new agent', 5, { agents: ['curl/8.5'] }, 'curl/8.5'],
  ['secrets', 5, { resources: ['pods', 'secrets'] }, 'it asks for secrets now'],
  [
    'a success',
    5,
    { facts: { succeeded: [{ what: 'read secret shop/db', calls: 1 }] } },
    'shop/db',
  ],
  ['ten times the rate', 50, {}, '50 calls in ten minutes, where 5 was the most so far'],
];
const states: [AlertState, string][] = [
  ['open', ''],
  ['acknowledged', '<@U0RIVERA> had it, but without this: it is open again.'],
  ['muted', 'It was muted, but not for this: it is open again.'],
];

describe.each(states)('an alert that is %s', (state, besides) => {
  it.each(worse)('breaks through by %s', async (what, calls, more, word) => {
    const actor = `${what.replaceAll(' ', '-')}-${state}@contoso.com`;
    await taken(5, { actor });
    const message = await app.sees(
      ana,
      channel,
      new RegExp(`${actor} refused.*alert-resolve`, 's'),
    );
    const found = await alerts().list({ states: ['open'] });
    const alert = found.find(({ sighting: { actor: whose } }) => whose === actor);
    await brought(alert?.id ?? '', state);
    // More of the same is nothing to hear of.
    await taken(5, { actor });
    await taken(calls, { actor, ...more });
    const reply = await app.sees(ana, channel, new RegExp(`turned worse.*${actor}`, 's'));
    expect(reply).toMatchObject({ broadcast: true, threadTs: message.ts });
    expect(wordsOf(reply)).toContain(word);
    expect(wordsOf(reply)).toContain(besides);
    expect(await alerts().describe(alert?.id ?? '')).toMatchObject({ state: 'open' });
    const replies = app.slack.driver
      .visibleTo(ana, channel)
      .filter((each) => each.threadTs === message.ts && each.broadcast);
    expect(replies).toHaveLength(1);
  });
});

it('what belongs to an incident breaks through in its thread, once, and each thread before says where', async () => {
  const { rows } = await app.database.pool.query<{ id: string }>(
    'select id from drawbridge.cluster order by name limit 3',
  );
  const actor = 'everywhere@contoso.com';
  const lookAt = async (ids: string[], more: Partial<Sighting> = {}) => {
    ahead += 10 * minuteMs;
    const now = start + ahead;
    const bin = new Date(now - 10 * minuteMs).toISOString();
    const window = [new Date(now - 30 * minuteMs), new Date(now)].map((at) => at.toISOString());
    await alerts().take(
      ids.map((id) => {
        const seen = sighting({ [bin]: 5 }, { clusterId: id, actor, ...more });
        return look(window as [string, string], [seen], { clusterId: id });
      }),
    );
  };
  const ids = rows.map(({ id }) => id);
  await lookAt(ids.slice(0, 1));
  const alone = await app.sees(ana, channel, new RegExp(`${actor} refused.*alert-resolve`, 's'));
  await lookAt(ids);
  const together = await app.sees(
    ana,
    channel,
    new RegExp(`${actor} refused by RBAC on 3 clusters`),
  );
  ahead += minuteMs;
  const pointer = await app.sees(ana, channel, 'This has the same cause as others');
  expect(pointer.threadTs).toBe(alone.ts);
  expect(wordsOf(pointer)).toContain(`/archives/${channel}/p${together.ts.replace('.', '')}`);

  await app.slack.driver.click(ana, together, { action_id: 'incident-acknowledge' });
  await app.sees(ana, channel, /on 3 clusters.*acknowledged by <@U0RIVERA>/s);
  expect(await alerts().list({ states: ['acknowledged'] })).toHaveLength(3);
  await lookAt(ids, { agents: ['curl/8.5'] });
  const reply = await app.sees(ana, channel, new RegExp(`turned worse.*${actor}`, 's'));
  expect(reply).toMatchObject({ broadcast: true, threadTs: together.ts });
  expect(wordsOf(reply)).toContain('That goes for 3 of its alerts.');
  expect(wordsOf(reply)).toContain('<@U0RIVERA> had it');
  const own = app.slack.driver
    .visibleTo(ana, channel)
    .filter((each) => each.threadTs === alone.ts && each.broadcast);
  expect(own).toEqual([]);
});
