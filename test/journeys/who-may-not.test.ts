import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTrail } from '../../src/trail/read.ts';
import {
  ana,
  platform,
  sam,
  startTestApp,
  stranger,
  type TestApp,
  vendors,
  wei,
  wordsOf,
} from '../slack/support/start-app.ts';

const approvals = 'C0APPROVE';
const approve = { action_id: 'change-approve' };

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.close());

const puts = () => app.azure.journal.find({ method: 'PUT' });

/** The newest answer that this person alone sees. */
const told = (person: string, channel: string, words: RegExp) =>
  app.slack.driver.waitFor(
    () =>
      app.slack.driver
        .visibleTo(person, channel)
        .findLast((message) => message.ephemeralTo === person && words.test(wordsOf(message))),
    { what: `${person} to be told ${words}` },
  );

describe('people who may not', () => {
  it('cannot propose: the answer names who can', async () => {
    await app.slack.driver.command(
      sam,
      platform,
      '/aks ip add aks-prod-weu 203.0.113.90/32 because I like it',
    );
    const answer = await told(sam, platform, /propose/);
    expect(wordsOf(answer)).toContain('aks-oncall');
  });

  it('cannot approve by being in the channel and seeing the button', async () => {
    await app.slack.driver.command(
      ana,
      platform,
      '/aks ip add aks-prod-weu 203.0.113.70/32 because of INC-1234',
    );
    const card = await app.sees(sam, approvals, 'Approval needed');
    await app.slack.driver.click(sam, card, approve);
    await told(sam, approvals, /aks-approvers/);
  });

  it('cannot approve what they asked for', async () => {
    const card = await app.sees(ana, approvals, 'Approval needed');
    await app.slack.driver.click(ana, card, approve);
    await told(ana, approvals, /You asked for this yourself/);
  });

  it('cannot approve what they have edited', async () => {
    const card = await app.sees(wei, approvals, 'Approval needed');
    await app.slack.driver.click(wei, card, { action_id: 'change-edit' });
    const form = await app.slack.driver.waitFor(() => app.slack.driver.modal(wei), {
      what: 'the form',
    });
    await app.slack.driver.submit(wei, form.id, { ranges: '203.0.113.71/32' });
    const edited = await app.sees(wei, approvals, '203.0.113.71/32');
    await app.slack.driver.click(wei, edited, approve);
    await told(wei, approvals, /had a hand in this plan/);
  });

  it('get an answer from another workspace, and nothing else', async () => {
    await app.slack.driver.command(stranger, vendors, '/aks posture aks-prod-weu');
    const answer = await told(stranger, vendors, /from another one/);
    expect(wordsOf(answer)).not.toContain('aks-prod-weu');
  });

  it('have changed nothing, and the attempts are in the trail', async () => {
    expect(puts()).toEqual([]);
    const kinds = (await readTrail(app.database.pool, { last: 50 })).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'approval.refused')).toHaveLength(3);
    expect(kinds).not.toContain('change.approved');
  });
});
