import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyTrail } from '../../src/trail/verify.ts';
import { bicepProblems } from '../posture/rebuild/support/bicep.ts';
import {
  ana,
  platform,
  startTestApp,
  type TestApp,
  wei,
  wordsOf,
} from '../slack/support/start-app.ts';

const approvals = 'C0APPROVE';
const cluster = 'aks-dev-weu';

/** A week before support for 1.34 ends. */
const now = new Date('2026-11-24T09:00:00Z');

let app: TestApp;
beforeAll(async () => {
  const offset = now.getTime() - Date.now();
  const clock = () => new Date(Date.now() + offset);
  app = await startTestApp({
    ...{ kubernetes: { clock }, azure: { clock } },
    overrides: { clock, changeTiming: { poll: 200 }, fleetTiming: { progressEveryMs: 100 } },
  });
});
afterAll(() => app?.close());

function running() {
  const found = app.azure.state.clusters.find(({ name }) => name === cluster);
  const { currentKubernetesVersion, agentPoolProfiles } = found?.managedCluster.properties ?? {};
  return [
    currentKubernetesVersion,
    ...agentPoolProfiles.map((pool: Record<string, string>) => pool.currentOrchestratorVersion),
  ];
}

/** One story, told in order: each step stands on the one before. */
describe('a cluster whose support ends is upgraded from chat', () => {
  it('is shown with what is left of its support, the way, and what is not known', async () => {
    await app.slack.driver.command(ana, platform, `/aks upgrade ${cluster}`);
    const report = await app.sees(ana, platform, 'Advised');
    const words = wordsOf(report);
    expect(words).toContain('is in community support until 2026-11-30');
    expect(words).toContain('4. Pool system 1.35.9 → 1.36.5');
    expect(words).toContain('Deprecated APIs');
  });

  it('is asked for in a form, and the approvers see every step and that there is no way back', async () => {
    const report = await app.sees(ana, platform, 'Advised');
    await app.slack.driver.click(ana, report, { text: 'Start upgrade…' });
    const form = await app.slack.driver.waitFor(() => app.slack.driver.modal(ana), {
      what: 'the form',
    });
    expect(JSON.stringify(form.blocks)).toContain('1.36.5 (advised)');
    await app.slack.driver.submit(ana, form.id, { to: '1.36.5', reason: 'support ends' });
    const card = await app.sees(wei, approvals, 'Approval needed');
    const words = wordsOf(card);
    expect(words).toContain('Control plane 1.34.11 → 1.35.9');
    expect(words).toContain('Kubernetes cannot be downgraded');
    expect(words).toContain('Could not be looked at beforehand: Deprecated APIs');
    expect(running()).toEqual(['1.34.11', '1.34.11']);
  });

  it('is carried out once what is dangerous was confirmed, and says how it went', async () => {
    const card = await app.sees(wei, approvals, 'Approval needed');
    await app.slack.driver.click(wei, card, { action_id: 'change-approve' });
    const form = await app.slack.driver.waitFor(() => app.slack.driver.modal(wei), {
      what: 'the form',
    });
    const asked = form.blocks.filter(({ type }) => type === 'input');
    await app.slack.driver.submit(
      wei,
      form.id,
      Object.fromEntries(asked.map(({ block_id }) => [block_id, ['Yes, and it may go ahead']])),
    );
    await app.sees(wei, approvals, 'Done and verified');
    expect(running()).toEqual(['1.36.5', '1.36.5']);
    const note = await app.sees(ana, platform, 'Done and verified');
    expect(wordsOf(note)).not.toContain('Roll back');
    expect(await verifyTrail(app.database.pool)).toMatchObject({ ok: true });
  });
});

it('shows the whole fleet, the most urgent first, and each cluster once', async () => {
  await app.slack.driver.command(ana, platform, '/aks upgrade all');
  const report = await app.sees(ana, platform, 'Clusters by urgency');
  const words = wordsOf(report);
  expect(report.text).toContain('1 out of support');
  expect(words.indexOf('aks-dev-eus')).toBeLessThan(words.indexOf('aks-prod-neu'));
  expect(words).toContain('rg-pay-weu/aks-pay-prod');
  expect(words).toContain('rg-pay-neu/aks-pay-prod');
});

it('offers no start while a budget stands in the way, and says which', async () => {
  await app.slack.driver.command(ana, platform, '/aks upgrade aks-staging-weu');
  const report = await app.sees(ana, platform, 'shop/orders-db');
  expect(wordsOf(report)).toContain('In the way of 1.35.9');
  expect(wordsOf(report)).not.toContain('Start upgrade');
});

it('writes a replacement at a newer version, with what has to move', async () => {
  await app.slack.driver.command(ana, platform, '/aks upgrade aks-data-dev-weu --replace');
  const summary = await app.sees(ana, platform, 'a replacement at Kubernetes');
  const words = wordsOf(summary);
  expect(words).toContain('a replacement at Kubernetes 1.37.1');
  expect(words).toContain('*Namespaces*');
  expect(words).toContain('*Host names*');
  const file = await app.slack.driver.waitFor(
    () => app.slack.driver.messages(platform).find(({ files }) => files?.length),
    { what: 'the file' },
  );
  expect(file.threadTs).toBe(summary.ts);
  const { rows } = await app.database.pool.query(
    'select result from drawbridge.upgrade_run where replace',
  );
  expect(bicepProblems(rows[0].result.made.bicep)).toEqual([]);
  expect(rows[0].result.made.bicep).toContain("param kubernetesVersion string = '1.37.1'");
});

it('replaces one cluster, and not a fleet', async () => {
  await app.slack.driver.command(ana, platform, '/aks upgrade all --replace');
  await app.sees(ana, platform, 'is for one cluster');
});
