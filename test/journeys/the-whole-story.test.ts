import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyTrail } from '../../src/trail/verify.ts';
import {
  ana,
  platform,
  startTestApp,
  type TestApp,
  wei,
  wordsOf,
} from '../slack/support/start-app.ts';

const approvals = 'C0APPROVE';
const cluster = 'aks-staging-weu';
const mine = '203.0.113.70/32';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.close());

const listOf = () =>
  app.azure.state.clusters.find(({ name }) => name === cluster)?.managedCluster.properties
    .apiServerAccessProfile?.authorizedIPRanges ?? [];
const puts = () =>
  app.azure.journal
    .find({ method: 'PUT' })
    .filter(({ path }) => path.endsWith(`/managedClusters/${cluster}`));

/** The card asks to be opened, and what is dangerous to be ticked one by one. */
async function approveWithConfirmation(): Promise<void> {
  const card = await app.sees(wei, approvals, 'Approval needed');
  await app.slack.driver.click(wei, card, { action_id: 'change-approve' });
  const form = await app.slack.driver.waitFor(() => app.slack.driver.modal(wei), {
    what: 'the form that confirms the danger',
  });
  const asked = form.blocks.filter(({ type }) => type === 'input');
  await app.slack.driver.submit(
    wei,
    form.id,
    Object.fromEntries(asked.map(({ block_id }) => [block_id, ['Yes, and it may go ahead']])),
  );
}

/** One story, told in order: each step stands on the one before. */
describe('an open API server is closed off, and opened again', () => {
  it('is found by a report with evidence and a fix', async () => {
    await app.slack.driver.command(ana, platform, `/aks posture ${cluster}`);
    const report = await app.sees(ana, platform, 'authorizedIPRanges');
    expect(report.text).toMatch(/high/i);
    await app.slack.driver.click(ana, report, { action_id: 'fix' });
    const form = await app.slack.driver.waitFor(() => app.slack.driver.modal(ana), {
      what: 'the form',
    });
    expect(form.title).toBe('Authorized IP ranges');
  });

  it('tells the person below the field what is wrong with a range', async () => {
    const form = app.slack.driver.modal(ana);
    const answer = await app.slack.driver.submit(ana, form?.id ?? '', {
      operation: 'add',
      ranges: '203.0.113.70/24',
      duration: '4 hours',
      reason: 'deploying from the office',
    });
    expect(answer).toMatchObject({ ok: false, error: 'validation_errors' });
    expect(app.slack.driver.modal(ana)?.errors?.ranges).toContain('203.0.113.0/24');
  });

  it('asks the approvers with the exact before and after, loudly because it is the first range', async () => {
    await app.slack.driver.submit(ana, app.slack.driver.modal(ana)?.id ?? '', {
      ranges: mine,
      duration: 'For good',
      reason: 'deploying from the office',
    });
    const card = await app.sees(wei, approvals, 'Approval needed');
    expect(wordsOf(card)).toContain(`+ ${mine}`);
    expect(wordsOf(card)).toContain('deploying from the office');
    expect(wordsOf(card)).toContain('is shut out');
    await app.sees(ana, platform, 'Waiting for approval');
    expect(puts()).toEqual([]);
  });

  it('is applied by one PUT once an approver has pressed, and verified', async () => {
    await approveWithConfirmation();
    await app.sees(wei, approvals, 'Done and verified');
    await app.sees(ana, platform, 'Done and verified');
    expect(puts()).toHaveLength(1);
    expect(listOf()).toContain(mine);
  });

  it('turns the finding in the report that people look at', async () => {
    const report = await app.sees(ana, platform, /1 fixed|fixed since/i);
    expect(report.text).toContain(cluster);
  });

  it('is rolled back by the same rules', async () => {
    const card = await app.sees(wei, approvals, 'Done and verified');
    await app.slack.driver.click(ana, card, { text: 'Roll back…' });
    const form = await app.slack.driver.waitFor(() => app.slack.driver.modal(ana), {
      what: 'the form',
    });
    await app.slack.driver.submit(ana, form.id, { reason: 'the office moved' });
    const rollback = await app.sees(wei, approvals, 'Approval needed');
    expect(wordsOf(rollback)).toContain(`- ${mine}`);
    await approveWithConfirmation();
    await app.slack.driver.waitFor(() => puts().length === 2, { what: 'the second PUT' });
    const rolledBack = await app.sees(wei, approvals, /Roll-back .*/);
    await app.slack.driver.waitFor(
      () =>
        app.slack.driver
          .messages(approvals)
          .some(({ ts, text }) => ts === rolledBack.ts && text.startsWith('Done and verified')),
      { what: 'the roll-back to be verified' },
    );
    expect(listOf()).not.toContain(mine);
  });

  it('leaves a trail that nobody has touched', async () => {
    expect(await verifyTrail(app.database.pool)).toMatchObject({ ok: true });
  });
});
