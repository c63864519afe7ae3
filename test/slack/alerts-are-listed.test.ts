/** `/aks alerts` and `/aks mute`: what is open, who has it, and what is said where nobody looks. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Sighting } from '../../src/forbidden/types.ts';
import { look, sighting } from '../forbidden/alerts/support.ts';
import { ana, platform, startTestApp, type TestApp, wei, wordsOf } from './support/start-app.ts';

const minute = 60_000;
const channel = 'C0SECOPS0';

let app: TestApp;
let clusters: Map<string, string>;

beforeAll(async () => {
  app = await startTestApp({ roles: ['bot', 'worker'] });
  const { rows } = await app.database.pool.query('select id, name from drawbridge.cluster');
  clusters = new Map(rows.map(({ id, name }) => [name, id]));
});
afterAll(() => app?.close());

async function taken(cluster: string, more: Partial<Sighting>): Promise<void> {
  const clusterId = clusters.get(cluster) ?? '';
  const now = Math.floor(Date.now() / (10 * minute)) * 10 * minute;
  const bin = new Date(now - 10 * minute).toISOString();
  const window = [new Date(now - 30 * minute), new Date(now)].map((at) => at.toISOString());
  const seen = sighting({ [bin]: 5 }, { clusterId, severity: 'medium', ...more });
  await app.serving.slack?.deps.alerts.take([
    look(window as [string, string], [seen], { clusterId }),
  ]);
}

const privately = (userId: string, what: RegExp) =>
  app.slack.driver.waitFor(
    () =>
      app.slack.driver
        .visibleTo(userId, platform)
        .findLast((message) => message.ephemeralTo === userId && what.test(wordsOf(message))),
    { what: `${what} for ${userId}` },
  );

it('says where nobody looks, so that no alert is no peace', async () => {
  await app.slack.driver.command(ana, platform, 'alerts aks-prod-weu');
  const answer = await privately(ana, /No alert of aks-prod-weu is open or acknowledged/);
  expect(wordsOf(answer)).toContain('there, no alert says nothing');
});

it('lists the gravest first, with its message, and takes care of it from there', async () => {
  await taken('aks-prod-weu', { actor: 'kim@contoso.com' });
  await taken('aks-prod-weu', { actor: 'eve@contoso.com', severity: 'high' });
  await app.sees(ana, channel, /eve@contoso.com refused by RBAC/);
  await app.sees(ana, channel, /kim@contoso.com refused by RBAC/);
  await app.slack.driver.command(ana, platform, 'alerts');
  const list = await privately(ana, /2 alerts are open or acknowledged/);
  const words = wordsOf(list);
  expect(words.indexOf('eve@contoso.com')).toBeLessThan(words.indexOf('kim@contoso.com'));
  expect(words).toMatch(/<http[^|]+\|Its message>/);
  await app.slack.driver.click(ana, list, { action_id: 'alert-acknowledge', text: 'Acknowledge' });
  await privately(ana, /It is yours until/);
  await app.sees(ana, channel, /High · acknowledged by <@U0RIVERA>/);
  await app.slack.driver.command(ana, platform, 'alerts all acknowledged');
  await privately(ana, /1 alert is acknowledged/);
});

it.each([
  ['alerts opne', /No cluster|opne/],
  ['alerts all opne', /“opne” is not a state of an alert; did you mean open/],
  ['alerts tag:env=nowhere', /None of the clusters/],
  ['mute nobody@contoso.com 4h why', /“nobody@contoso.com” is neither/],
  ['mute kim@contoso.co 4h why', /did you mean kim@contoso.com/],
  ['mute kim@contoso.com 400d why', /90 days at most/],
])('%s is quoted, with what would work', async (line, quoted) => {
  await app.slack.driver.command(ana, platform, line);
  await privately(ana, quoted);
});

it('mutes a caller by name, and an alert by its number', async () => {
  await app.slack.driver.command(ana, platform, 'mute kim@contoso.com 4h the migration runs');
  await app.sees(ana, channel, /kim@contoso.com.*Medium · muted/s);
  const card = await app.sees(ana, channel, /eve@contoso.com/);
  const [, number = ''] = /Alert ([0-9a-f]{8})/.exec(wordsOf(card)) ?? [];
  await app.slack.driver.command(ana, platform, `mute ${number} 4h known`);
  await privately(ana, /approve/);
  await app.slack.driver.command(wei, platform, `mute ${number} 4h known`);
  await privately(wei, /Muted until/);
  await app.slack.driver.command(wei, platform, 'alerts all muted');
  await privately(wei, /2 alerts are muted/);
});

it('shows the calls of an alert in its thread, and what the log has of them', async () => {
  const card = await app.sees(ana, channel, /eve@contoso.com refused/);
  expect(wordsOf(card)).not.toContain('Open in Log Analytics');
  await app.slack.driver.click(ana, card, { text: 'Show calls' });
  const list = await app.sees(ana, channel, /aks-prod-weu: 0 refused calls of eve@contoso.com/);
  expect(list.threadTs).toBe(card.ts);
  expect(wordsOf(list)).toContain('Open in Log Analytics');
});

it('asks which cluster, where a caller is refused on several', async () => {
  await taken('aks-prod-weu', { actor: 'pat@contoso.com' });
  await taken('aks-prod-neu', { actor: 'pat@contoso.com' });
  await app.slack.driver.command(ana, platform, 'mute pat@contoso.com 4h known');
  await privately(ana, /has alerts on 2 clusters/);
  await app.slack.driver.command(
    ana,
    platform,
    'mute pat@contoso.com 4h cluster aks-prod-neu known',
  );
  await app.sees(
    ana,
    channel,
    /pat@contoso.com refused by RBAC: workloads on aks-prod-neu.*Medium · muted/s,
  );
});

it('shows on App Home what is open and what is muted', async () => {
  await app.slack.driver.openHome(ana);
  const home = await app.slack.driver.waitFor(
    () => {
      const view = app.slack.driver.home(ana);
      return view && JSON.stringify(view).includes('Muted (3)') ? view : undefined;
    },
    { what: 'App Home' },
  );
  expect(JSON.stringify(home)).toContain('pat@contoso.com');
  await app.slack.driver.click(ana, home, { text: 'Acknowledge' });
  await app.slack.driver.waitFor(
    () => JSON.stringify(app.slack.driver.home(ana)).includes('acknowledged by') || undefined,
    { what: 'App Home drawn anew' },
  );
});
