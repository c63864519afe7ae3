import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyTrail } from '../../src/trail/verify.ts';
import {
  ana,
  platform,
  sam,
  startTestApp,
  type TestApp,
  wei,
  wordsOf,
} from '../slack/support/start-app.ts';

const approvals = 'C0APPROVE';
const cluster = 'aks-staging-weu';
const check = 'AKS-API-001';
const dayMs = 86_400_000;

let app: TestApp;
let ahead = 0;
beforeAll(async () => {
  app = await startTestApp({
    overrides: {
      clock: () => new Date(Date.now() + ahead),
      jobTiming: { sweepEvery: 300 },
    },
  });
});
afterAll(() => app?.close());

const answerTo = (userId: string, channel: string, what: RegExp) =>
  app.slack.driver.waitFor(
    () =>
      app.slack.driver
        .visibleTo(userId, channel)
        .findLast((message) => message.ephemeralTo === userId && what.test(wordsOf(message))),
    { what: `${what} for ${userId}` },
  );
const countOf = (userId: string, channel: string, what: RegExp) =>
  app.slack.driver.visibleTo(userId, channel).filter((message) => what.test(wordsOf(message)))
    .length;

/** One story, told in order: each step stands on the one before. */
describe('a finding is borne for a time', () => {
  it('is refused before anybody has seen it', async () => {
    await app.slack.driver.command(
      ana,
      platform,
      `/aks waive ${cluster} ${check} for 10d because it moves`,
    );
    await answerTo(ana, platform, /Have the posture looked at first/);
  });

  it('is asked for in a form that the report opens', async () => {
    await app.slack.driver.command(ana, platform, `/aks posture ${cluster}`);
    const report = await app.sees(ana, platform, 'Grade');
    await app.slack.driver.click(ana, report, { action_id: 'waive' });
    const form = await app.slack.driver.waitFor(() => app.slack.driver.modal(ana), {
      what: 'the form',
    });
    expect(form.title).toBe('Waive a finding');
    await app.slack.driver.close(ana, form.id);

    await app.slack.driver.command(ana, platform, `/aks waive ${cluster} ${check}`);
    const second = await app.slack.driver.waitFor(() => app.slack.driver.modal(ana), {
      what: 'the form',
    });
    await app.slack.driver.submit(ana, second.id, {
      duration: '30 days',
      reason: 'the office moves',
    });
    const card = await app.sees(wei, approvals, `Approval needed: waive ${check}`);
    expect(wordsOf(card)).toContain('the office moves');
    expect(wordsOf(card)).toContain('What an attacker gains');
    expect(wordsOf(card)).toContain('authorizedIPRanges');
    await app.sees(ana, platform, 'Waiting for approval');

    await app.slack.driver.command(wei, platform, '/aks approvals');
    await answerTo(wei, platform, /Waivers that wait for a decision/);
    await app.slack.driver.openHome(wei);
    await app.slack.driver.waitFor(
      () => JSON.stringify(app.slack.driver.home(wei)?.blocks ?? []).includes('the office moves'),
      { what: 'the waiver on App Home' },
    );
  });

  it('is not asked for twice, nor by somebody without the right', async () => {
    const line = `/aks waive ${cluster} ${check} for 10d because again`;
    await app.slack.driver.command(ana, platform, line);
    await answerTo(ana, platform, /asked for already/);
    await app.slack.driver.command(sam, platform, line);
    await answerTo(sam, platform, /cannot propose changes/);
  });

  it('is not approved by the person who asked', async () => {
    // Wei, an approver, asks for another finding and presses Approve himself.
    await app.slack.driver.command(
      wei,
      approvals,
      `/aks waive ${cluster} AKS-API-002 for 7d because it is replaced`,
    );
    const own = await app.sees(wei, approvals, 'Approval needed: waive AKS-API-002');
    await app.slack.driver.click(wei, own, { action_id: 'waiver-approve' });
    await answerTo(wei, approvals, /You asked for this yourself/);
    await app.slack.driver.click(wei, own, { action_id: 'waiver-withdraw' });
    await app.sees(wei, approvals, 'Withdrawn: AKS-API-002');
  });

  it('is shown as waived, with reason and end, once a second person has approved', async () => {
    const card = await app.sees(wei, approvals, `Approval needed: waive ${check}`);
    await app.slack.driver.click(wei, card, { action_id: 'waiver-approve' });
    await app.sees(wei, approvals, `Waived: ${check}`);
    const report = await app.sees(ana, platform, /Waived, not fixed/);
    expect(wordsOf(report)).toContain('the office moves');
    expect(wordsOf(report)).toContain('1 waived');
    await app.slack.driver.command(ana, platform, '/aks waivers');
    await answerTo(ana, platform, /Hold for longer \(1\)/);
  });

  it('is reported 7 days before its end, and once', async () => {
    ahead = 24 * dayMs;
    await app.sees(ana, platform, /lapses within 7 days/);
    await app.sees(wei, approvals, /lapses within 7 days/);
    await app.slack.driver.command(ana, platform, `/aks waivers ${cluster}`);
    await answerTo(ana, platform, /Lapse within 14 days \(1\)/);
    expect(countOf(wei, approvals, /lapses within 7 days/)).toBe(1);
    await app.slack.driver.openHome(ana);
    await app.slack.driver.waitFor(
      () => JSON.stringify(app.slack.driver.home(ana) ?? {}).includes('lapse within 14 days'),
      { what: 'the waiver on App Home' },
    );
  });

  it('is reported a day before, lapses by the clock, and is new again because of that', async () => {
    ahead = 29.5 * dayMs;
    await app.sees(ana, platform, /lapses within a day/);
    // The report is asked for anew, so that one from the last day is there to turn.
    await app.slack.driver.command(ana, platform, `/aks posture ${cluster}`);
    await app.sees(ana, platform, /Waived, not fixed/);
    ahead = 30.2 * dayMs;
    await app.sees(ana, platform, /A waiver has lapsed/);
    await app.sees(wei, approvals, /A waiver has lapsed/);
    const report = await app.sees(ana, platform, /its waiver lapsed on/);
    expect(wordsOf(report)).toContain('Waivers that have lapsed');
    expect(countOf(ana, platform, /A waiver has lapsed/)).toBe(1);
  });

  it('is renewed by the same rules, and revoked by one press', async () => {
    const reminder = await app.sees(ana, platform, /A waiver has lapsed/);
    await app.slack.driver.click(ana, reminder, { action_id: 'waiver-renew' });
    const form = await app.slack.driver.waitFor(() => app.slack.driver.modal(ana), {
      what: 'the form',
    });
    expect(form.title).toBe('Renew a waiver');
    await app.slack.driver.submit(ana, form.id, { duration: '14 days', reason: 'not moved yet' });
    const card = await app.sees(wei, approvals, /Approval needed[\s\S]*not moved yet/);
    await app.slack.driver.click(wei, card, { action_id: 'waiver-approve' });
    await app.sees(wei, approvals, /Waived: AKS-API-001[\s\S]*not moved yet/);
    const note = await app.sees(ana, platform, /Reports show it as waived until/);
    await app.slack.driver.click(ana, note, { action_id: 'waiver-revoke' });
    await app.sees(wei, approvals, /Revoked: AKS-API-001/);
  });

  it('leaves a trail that nobody has touched', async () => {
    expect(await verifyTrail(app.database.pool)).toMatchObject({ ok: true });
    const { rows } = await app.database.pool.query(
      `select kind from drawbridge.trail where kind like 'waiver.%' order by seq`,
    );
    const kinds = rows.map(({ kind }) => kind.replace('waiver.', ''));
    expect(kinds).toEqual([
      'asked',
      'asked',
      'withdrawn',
      'active',
      'reminded',
      'reminded',
      'lapsed',
      'asked',
      'active',
      'revoked',
    ]);
  });
});
