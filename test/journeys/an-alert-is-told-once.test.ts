import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sighting } from '../../src/forbidden/types.ts';
import { verifyTrail } from '../../src/trail/verify.ts';
import { look, sighting } from '../forbidden/alerts/support.ts';
import { ana, sam, startTestApp, type TestApp, wei, wordsOf } from '../slack/support/start-app.ts';

const channel = 'C0SECOPS0';
const minuteMs = 60_000;

let app: TestApp;
let cluster: string;
let ahead = 0;
const start = Math.floor(Date.now() / (10 * minuteMs)) * 10 * minuteMs;

beforeAll(async () => {
  app = await startTestApp({
    overrides: { clock: () => new Date(Date.now() + ahead), jobTiming: { sweepEvery: 300 } },
  });
  const { rows } = await app.database.pool.query(
    `select id from drawbridge.cluster where name = 'aks-prod-weu'`,
  );
  cluster = rows[0].id;
});
afterAll(() => app?.close());

/** A look at the last half hour, so many minutes after the story began, with calls in its last bin. */
async function taken(minutes: number, calls: number, more: Partial<Sighting> = {}): Promise<void> {
  const now = start + minutes * minuteMs;
  const bin = new Date(now - 10 * minuteMs).toISOString();
  const seen = sighting({ [bin]: calls }, { clusterId: cluster, ...more });
  const window = [new Date(now - 30 * minuteMs), new Date(now)].map((at) => at.toISOString());
  const one = look(window as [string, string], calls > 0 ? [seen] : [], { clusterId: cluster });
  await app.serving.slack?.deps.alerts.take([one]);
}

const messages = (what: RegExp) =>
  app.slack.driver.visibleTo(ana, channel).filter((message) => what.test(wordsOf(message)));
const answerTo = (userId: string, what: RegExp) =>
  app.slack.driver.waitFor(
    () =>
      app.slack.driver
        .visibleTo(userId, channel)
        .findLast((message) => message.ephemeralTo === userId && what.test(wordsOf(message))),
    { what: `${what} for ${userId}` },
  );
const card = /Acknowledge|Hand back|Resolved: /;

/** One story, told in order: each step stands on the one before. */
describe('calls that are refused again and again', () => {
  it('are told once, with some of them in the thread', async () => {
    await taken(0, 12);
    const message = await app.sees(ana, channel, '12 calls since');
    expect(wordsOf(message)).toContain(
      'sam@contoso.com refused by RBAC: workloads on aks-prod-weu',
    );
    expect(wordsOf(message)).toContain('first seen in 14 days');
    const thread = await app.sees(ana, channel, 'held back: 2 more calls');
    expect(thread.threadTs).toBe(message.ts);
    expect(thread.broadcast).toBeFalsy();
  });

  it('are counted in place', async () => {
    await taken(10, 7);
    await app.sees(ana, channel, '19 calls since');
    expect(messages(card)).toHaveLength(1);
  });

  it('are acknowledged by those who may, and by nobody else', async () => {
    const message = await app.sees(ana, channel, '19 calls since');
    await app.slack.driver.click(sam, message, { action_id: 'alert-acknowledge' });
    await answerTo(sam, /may not|not allowed|no rule/i);
    await app.slack.driver.click(ana, message, { action_id: 'alert-acknowledge' });
    await answerTo(ana, /It is yours until/);
    await app.sees(ana, channel, /acknowledged by <@U0RIVERA>/);
  });

  it('break through to the channel when they turn worse', async () => {
    await taken(20, 7, { addresses: ['203.0.113.7', '198.51.100.9'] });
    const reply = await app.sees(ana, channel, 'It has turned worse');
    expect(wordsOf(reply)).toContain('from a new address: 198.51.100.9');
    expect(wordsOf(reply)).toContain('<@U0RIVERA> had it');
    expect(reply).toMatchObject({ broadcast: true, threadTs: messages(card)[0]?.ts });
    await app.sees(ana, channel, /High · open/);
  });

  it('are resolved, and come back in the same thread', async () => {
    const message = await app.sees(
      ana,
      channel,
      /Resolve.*26 calls since|26 calls since.*alert-resolve/s,
    );
    ahead = 20 * minuteMs;
    await app.slack.driver.click(ana, message, { action_id: 'alert-resolve' });
    await app.sees(ana, channel, /resolved by <@U0RIVERA>/);
    ahead = 70 * minuteMs;
    await taken(70, 3);
    const reply = await app.sees(ana, channel, 'It is back');
    expect(reply).toMatchObject({ broadcast: true, threadTs: message.ts });
    await app.sees(ana, channel, '29 calls since');
    expect(messages(card)).toHaveLength(1);
  });

  it('are muted by an approver, who sees before what that would have hidden', async () => {
    const message = await app.sees(ana, channel, /29 calls since.*alert-mute/s);
    await app.slack.driver.click(ana, message, { action_id: 'alert-mute' });
    await answerTo(ana, /approve/);
    await app.slack.driver.click(wei, message, { action_id: 'alert-mute' });
    const form = await app.slack.driver.waitFor(() => app.slack.driver.modal(wei), {
      what: 'the form',
    });
    const words = JSON.stringify(form.blocks);
    expect(words).toContain('1 alert, 29 calls');
    expect(words).toContain('High or critical severity among them');
    await app.slack.driver.submit(wei, form.id, { reason: 'the migration runs until tomorrow' });
    await app.sees(ana, channel, /High · muted/);
    await taken(80, 4);
    await app.sees(ana, channel, '33 calls since');
  });

  it('are listed as muted, and heard of again once somebody ends that', async () => {
    await app.slack.driver.command(ana, channel, '/aks mutes aks-prod-weu');
    const list = await answerTo(ana, /the migration runs until tomorrow/);
    await app.slack.driver.click(ana, list, { text: 'Revoke' });
    await app.sees(ana, channel, 'It still goes on, and the mute has ended');
    await app.sees(ana, channel, /High · open/);
    expect(messages(card)).toHaveLength(1);
  });

  it('leave decisions in an unbroken trail', async () => {
    expect(await verifyTrail(app.database.pool)).toMatchObject({ ok: true });
  });
});
