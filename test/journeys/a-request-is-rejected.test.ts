import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Message, View } from '../../src/sandbox/slack/protocol.ts';
import { readTrail } from '../../src/trail/read.ts';
import {
  ana,
  platform,
  startTestApp,
  type TestApp,
  wei,
  wordsOf,
} from '../slack/support/start-app.ts';

const approvals = 'C0APPROVE';
const why = 'Use the jump host instead <!channel>';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.close());

/** Presses Reject…, sees that a reason is needed, and gives one. */
async function reject(card: Message, actionId: string): Promise<void> {
  await app.slack.driver.click(wei, card, { action_id: actionId });
  const form: View = await app.slack.driver.waitFor(() => app.slack.driver.modal(wei), {
    what: 'the form',
  });
  const empty = await app.slack.driver.submit(wei, form.id, { reason: '   ' });
  expect(empty).toMatchObject({ ok: false, error: 'validation_errors' });
  expect(app.slack.driver.modal(wei)?.errors?.reason).toContain('Say why');
  await app.slack.driver.submit(wei, form.id, { reason: why });
}

describe('an approver says no', () => {
  it('to a change: who asked reads why, and nothing is written', async () => {
    await app.slack.driver.command(
      ana,
      platform,
      '/aks ip add aks-prod-weu 203.0.113.70/32 because of INC-1',
    );
    await reject(await app.sees(wei, approvals, 'Approval needed'), 'change-reject');
    const note = await app.sees(ana, platform, /^Rejected/m);
    expect(wordsOf(note)).toContain('Use the jump host instead &lt;!channel&gt;');
    const card = await app.sees(wei, approvals, /^Rejected/m);
    expect(wordsOf(card)).not.toContain('change-approve');
    expect(app.azure.journal.find({ method: 'PUT' })).toEqual([]);
  });

  it('to a waiver: who asked reads why, and the finding still counts', async () => {
    await app.slack.driver.command(ana, platform, '/aks posture aks-staging-weu');
    await app.sees(ana, platform, 'Grade');
    await app.slack.driver.command(
      ana,
      platform,
      '/aks waive aks-staging-weu AKS-API-001 for 10d because it moves',
    );
    await reject(await app.sees(wei, approvals, 'Approval needed: waive'), 'waiver-reject');
    const note = await app.sees(ana, platform, /^Rejected: AKS-API-001/m);
    expect(wordsOf(note)).toContain('Use the jump host instead &lt;!channel&gt;');
    const trail = await readTrail(app.database.pool, { last: 50 });
    const decided = trail.filter(({ kind }) => kind === 'approval.decided');
    expect(decided.map(({ data }) => (data as { outcome: string }).outcome)).toEqual([
      'rejected',
      'rejected',
    ]);
  });
});
