import { afterEach, describe, expect, it } from 'vitest';
import {
  ana,
  platform,
  startTestApp,
  type TestApp,
  wei,
  wordsOf,
} from '../slack/support/start-app.ts';

const approvals = 'C0APPROVE';
const cluster = 'aks-prod-weu';
const mine = '203.0.113.70/32';
const approve = { action_id: 'change-approve' };
const listPath = 'properties.apiServerAccessProfile.authorizedIPRanges';

let app: TestApp;
afterEach(() => app?.close());

async function waiting(): Promise<void> {
  app = await startTestApp({
    overrides: { changeTiming: { poll: 50, busy: 300, retry: 200, lost: 300, lease: 3_000 } },
  });
  await app.slack.driver.command(ana, platform, `/aks ip add ${cluster} ${mine} because of INC-1`);
  await app.sees(wei, approvals, 'Approval needed');
}

async function pressed(): Promise<void> {
  const card = await app.sees(wei, approvals, 'Approval needed');
  await app.slack.driver.click(wei, card, approve);
}

const puts = () =>
  app.azure.journal.find({ method: 'PUT' }).filter(({ path }) => path.endsWith(`/${cluster}`));
const listOf = (): string[] =>
  app.azure.state.clusters.find(({ name }) => name === cluster)?.managedCluster.properties
    .apiServerAccessProfile.authorizedIPRanges;
const putFault = { method: 'PUT', path: `/managedClusters/${cluster}` };

describe('while a change waits, is approved and applied', () => {
  it('a list that moved meanwhile is planned again and shown again, never overwritten', async () => {
    await waiting();
    app.azure.meddle(cluster, { change: 'set', path: listPath, value: ['198.51.100.0/28'] });
    await pressed();
    const again = await app.sees(wei, approvals, /Planned again/);
    expect(wordsOf(again)).toContain('198.51.100.0/28');
    expect(puts()).toEqual([]);
    expect(listOf()).toEqual(['198.51.100.0/28']);

    await app.slack.driver.click(wei, again, approve);
    await app.sees(wei, approvals, 'Done and verified');
    expect(listOf()).toEqual(['198.51.100.0/28', mine]);
  });

  it('a tag that moved meanwhile changes nothing about the plan: it goes on under the fresh etag', async () => {
    await waiting();
    app.azure.meddle(cluster, { change: 'set', path: 'tags.note', value: 'somebody was here' });
    await pressed();
    await app.sees(wei, approvals, 'Done and verified');
    expect(puts()).toHaveLength(1);
    const stored = app.azure.state.clusters.find(({ name }) => name === cluster)?.managedCluster;
    expect(stored.tags.note).toBe('somebody was here');
  });

  it('409: waits for the other operation, then goes on', async () => {
    await waiting();
    app.azure.faults.add({
      match: putFault,
      kind: 'status',
      status: 409,
      code: 'OperationNotAllowed',
      times: 1,
    });
    await pressed();
    await app.sees(wei, approvals, 'Done and verified');
    expect(listOf()).toContain(mine);
  });

  it('412: reads and plans again, and goes on when nothing that matters moved', async () => {
    await waiting();
    app.azure.faults.add({
      match: putFault,
      kind: 'status',
      status: 412,
      code: 'PreconditionFailed',
      times: 1,
    });
    await pressed();
    await app.sees(wei, approvals, 'Done and verified');
    expect(listOf()).toContain(mine);
  });

  it('429: waits as long as Azure says', async () => {
    await waiting();
    app.azure.faults.add({ match: putFault, kind: 'throttled', retryAfterSeconds: 1, times: 1 });
    await pressed();
    await app.sees(wei, approvals, 'Done and verified');
    expect(listOf()).toContain(mine);
  });

  it('500 after the write was done: reads back instead of writing twice', async () => {
    await waiting();
    app.azure.faults.add({ match: putFault, kind: 'server-error', phase: 'after', times: 1 });
    await pressed();
    await app.sees(wei, approvals, 'Done and verified');
    expect(puts()).toHaveLength(1);
    expect(listOf().filter((range) => range === mine)).toHaveLength(1);
  });
});
