/** Muting from an alert and from a report, with what it would have hidden; and what holds, edited and ended. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Sighting } from '../../src/forbidden/types.ts';
import { readTrail } from '../../src/trail/read.ts';
import { look, sighting } from '../forbidden/alerts/support.ts';
import {
  ana,
  platform,
  sam,
  startTestApp,
  type TestApp,
  vendors,
  wei,
  wordsOf,
} from './support/start-app.ts';

const alerts = 'C0SECOPS0';
const minute = 60_000;

let app: TestApp;
let cluster: string;

beforeAll(async () => {
  app = await startTestApp({ roles: ['bot', 'worker'] });
  const { rows } = await app.database.pool.query(
    `select id from drawbridge.cluster where name = 'aks-prod-weu'`,
  );
  cluster = rows[0].id;
});
afterAll(() => app?.close());

async function taken(more: Partial<Sighting>): Promise<void> {
  const now = Math.floor(Date.now() / (10 * minute)) * 10 * minute;
  const bin = new Date(now - 10 * minute).toISOString();
  const window = [new Date(now - 30 * minute), new Date(now)].map((at) => at.toISOString());
  const seen = sighting({ [bin]: 5 }, { clusterId: cluster, severity: 'medium', ...more });
  await app.serving.slack?.deps.alerts.take([
    look(window as [string, string], [seen], { clusterId: cluster }),
  ]);
}

const modal = (userId: string) =>
  app.slack.driver.waitFor(() => app.slack.driver.modal(userId), { what: 'the form' });
const privately = (userId: string, channel: string, what: RegExp) =>
  app.slack.driver.waitFor(
    () =>
      app.slack.driver
        .visibleTo(userId, channel)
        .findLast((message) => message.ephemeralTo === userId && what.test(wordsOf(message))),
    { what: `${what} for ${userId}` },
  );

it('says what each choice would have hidden, as the choice is made', async () => {
  await taken({});
  await taken({ resourceClass: 'nodes' });
  const message = await app.sees(ana, alerts, /workloads on aks-prod-weu.*alert-mute/s);
  await app.slack.driver.click(ana, message, { action_id: 'alert-mute' });
  const form = await modal(ana);
  expect(JSON.stringify(form.blocks)).toContain('1 alert, 5 calls');
  await app.slack.driver.select(ana, form, { block_id: 'cover', option: 'actor' });
  const changed = await app.slack.driver.waitFor(
    () => {
      const now = app.slack.driver.modal(ana);
      return now && JSON.stringify(now.blocks).includes('2 alerts, 10 calls') ? now : undefined;
    },
    { what: 'the preview of the other choice' },
  );
  expect(changed.id).toBe(form.id);
});

it('keeps the form open, with words, for a choice that needs more rights', async () => {
  const form = await modal(ana);
  const filled = { cover: 'everywhere', reason: 'a migration' };
  const result = await app.slack.driver.submit(ana, form.id, filled);
  expect(result).toMatchObject({ ok: false, error: 'validation_errors' });
  expect(app.slack.driver.modal(ana)?.errors?.cover).toMatch(/approve/);
  await app.slack.driver.submit(ana, form.id, { cover: 'actor', reason: 'a migration' });
  await privately(ana, alerts, /Muted until/);
});

it('asks for the right to approve where a wide choice hides something graver', async () => {
  await taken({ actor: 'kim@contoso.com' });
  await taken({ actor: 'kim@contoso.com', resourceClass: 'secrets', severity: 'high' });
  const message = await app.sees(ana, alerts, /kim@contoso.com refused by RBAC: workloads/);
  await app.slack.driver.click(ana, message, { action_id: 'alert-mute' });
  const form = await app.slack.driver.waitFor(
    () => {
      const view = app.slack.driver.modal(ana);
      return JSON.stringify(view)?.includes('kim@contoso.com') ? view : undefined;
    },
    { what: 'the form' },
  );
  const filled = { cover: 'actor', reason: 'a migration' };
  const result = await app.slack.driver.submit(ana, form.id, filled);
  expect(result).toMatchObject({ ok: false, error: 'validation_errors' });
  expect(app.slack.driver.modal(ana)?.errors?.cover).toMatch(/approve/);
  await app.slack.driver.close(ana, form.id);
  await app.slack.driver.command(ana, platform, 'mute kim@contoso.com 4h a migration');
  await privately(ana, platform, /approve/);
});

it('lists what is muted, and edits reason and end with a trail', async () => {
  await app.slack.driver.command(sam, platform, 'mutes');
  const seen = await privately(sam, platform, /a migration/);
  await app.slack.driver.click(sam, seen, { text: 'Edit…' });
  await privately(sam, platform, /may not|no rule/i);
  await app.slack.driver.command(ana, platform, 'mutes aks-prod-weu');
  const list = await privately(ana, platform, /a migration/);
  await app.slack.driver.click(ana, list, { text: 'Edit…' });
  const form = await modal(ana);
  const past = String(Math.floor(Date.now() / 1000) - 3600);
  await app.slack.driver.submit(ana, form.id, { until: past });
  expect(app.slack.driver.modal(ana)?.errors?.until).toContain('over already');
  const until = Math.floor((Date.now() + 48 * 60 * minute) / 1000);
  const filled = { until: String(until), reason: 'the migration takes longer' };
  await app.slack.driver.submit(ana, form.id, filled);
  await privately(ana, platform, /The mute holds until/);
  const entries = await readTrail(app.database.pool, { last: 5 });
  const edited = entries.find(({ kind }) => kind === 'mute.edited');
  expect(edited?.data).toMatchObject({
    from: { reason: 'a migration' },
    to: { reason: 'the migration takes longer' },
  });
});

it('is told to nobody who may not look from there', async () => {
  await app.slack.driver.command(ana, vendors, 'mutes');
  const seen = await privately(ana, vendors, /Nothing is muted where you may look/);
  expect(wordsOf(seen)).not.toContain('migration');
});

it('ends a mute by a press', async () => {
  await app.slack.driver.command(ana, platform, 'mutes');
  const list = await privately(ana, platform, /the migration takes longer/);
  await app.slack.driver.click(ana, list, { text: 'Revoke' });
  await privately(ana, platform, /The mute has ended/);
});

it('mutes what a report found, before there is an alert for it', async () => {
  await app.slack.driver.command(ana, platform, 'forbidden aks-prod-neu since 5h');
  const report = await app.sees(ana, platform, /aks-prod-neu: [\d,]+ refused calls? by/);
  const menu = report.blocks
    ?.flatMap((block) => ('elements' in block ? (block.elements as { action_id?: string }[]) : []))
    .find(({ action_id }) => action_id?.startsWith('mute-calls')) as unknown as {
    action_id: string;
    options: { value: string; text: { text: string } }[];
  };
  const [first] = menu.options;
  await app.slack.driver.select(wei, report, {
    action_id: menu.action_id,
    option: first?.value ?? '',
  });
  const form = await modal(wei);
  expect(JSON.stringify(form.blocks)).toContain('0 alerts, 0 calls');
  expect(JSON.stringify(form.blocks)).toContain('No workflow looks for refused calls');
  expect(JSON.stringify(form.blocks)).toMatch(/The report counts \d+ such call/);
  await app.slack.driver.submit(wei, form.id, { reason: 'known' });
  await privately(wei, platform, /Muted until/);
  await app.slack.driver.command(wei, platform, 'mutes aks-prod-neu');
  await privately(wei, platform, /known.*mute-edit/s);
});

it('is edited by approvers alone where it was made for something grave, with or without an alert', async () => {
  const { deps } = app.serving.slack ?? {};
  const grave = sighting({ '2026-11-24T02:00:00.000Z': 5 }, { actor: 'eve', clusterId: cluster });
  await deps?.alerts.mute({
    ...{ sighting: grave, kind: 'alert', reason: 'a drill', forMs: 60 * minute },
    person: { teamId: 'T0DRAWBRG', userId: wei, name: 'Wei Chen' },
  });
  await app.slack.driver.command(ana, platform, 'mutes aks-prod-weu');
  const list = await privately(ana, platform, /a drill/);
  await app.slack.driver.click(ana, list, { text: 'Edit…' });
  await privately(ana, platform, /may not approve|no rule/i);
});

it('says what a command muted, and takes no cluster for a part of the reason', async () => {
  const { driver } = app.slack;
  await taken({ actor: 'lee@contoso.com' });
  await app.sees(ana, alerts, /lee@contoso.com refused by RBAC: workloads/);
  await driver.command(ana, platform, 'mute lee@contoso.com 4h noise cluster aks-prod-wue');
  await privately(ana, platform, /“cluster aks-prod-wue” would be a part of the reason/);
  await driver.command(ana, platform, 'mute lee@contoso.com 4h noise');
  await privately(ana, platform, /lee@contoso.com refused by RBAC: workloads.*Muted until/s);
  await driver.command(ana, platform, 'mute lee@contoso.com 4h noise again');
  await privately(ana, platform, /“lee@contoso.com” is muted already.*\/aks mutes/s);
});
