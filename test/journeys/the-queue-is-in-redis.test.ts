/** QUEUE_URL moves the queue alone: the same story, and nothing is lost where Redis forgets. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Backend, backends } from '../jobs/support.ts';
import { ana, platform, startTestApp, type TestApp, wei } from '../slack/support/start-app.ts';

const approvals = 'C0APPROVE';
const redis = backends.find(({ name }) => name === 'Redis');

describe.skipIf(!redis?.available)('with the queue in Redis', () => {
  let app: TestApp;
  let backend: Backend | undefined;
  beforeAll(async () => {
    backend = await redis?.start();
    app = await startTestApp({
      env: { QUEUE_URL: backend?.queueUrl ?? '' },
      overrides: { jobTiming: { sweepEvery: 500 } },
    });
  });
  afterAll(async () => {
    await app?.close();
    await backend?.stop();
  });

  it('a report is made', async () => {
    await app.slack.driver.command(ana, platform, '/aks posture aks-prod-weu');
    await app.sees(ana, platform, '*Grade');
  });

  it('a change is approved, applied once and verified', async () => {
    const line = '/aks ip add aks-prod-weu 203.0.113.70/32 because of INC-1';
    await app.slack.driver.command(ana, platform, line);
    const card = await app.sees(wei, approvals, 'Approval needed');
    await app.slack.driver.click(wei, card, { action_id: 'change-approve' });
    await app.sees(wei, approvals, 'Done and verified');
    expect(app.azure.journal.find({ method: 'PUT' })).toHaveLength(1);
  });

  it('leaves the tables of the queue in PostgreSQL alone', async () => {
    const { rows } = await app.database.owner.query(
      `select table_name from information_schema.tables
        where table_schema = 'bullmq' and table_name ~ 'job'`,
    );
    expect(rows.length).toBeGreaterThan(0);
    for (const { table_name } of rows) {
      const found = await app.database.owner.query(`select from bullmq."${table_name}" limit 1`);
      expect(found.rowCount, table_name).toBe(0);
    }
  });
});
