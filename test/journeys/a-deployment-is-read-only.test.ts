/** Without an identity that changes things, everything can be looked at and nothing asked for. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ana, platform, startTestApp, type TestApp, wordsOf } from '../slack/support/start-app.ts';

const readOnly = /read-only/;

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ readOnly: true });
});
afterAll(() => app?.close());

it('says so when a change is asked for in words', async () => {
  await app.slack.driver.command(
    ana,
    platform,
    '/aks ip add aks-prod-weu 203.0.113.70/32 because of INC-1',
  );
  const answer = await app.sees(ana, platform, readOnly);
  expect(wordsOf(answer)).toContain('WRITER_AZURE_CLIENT_ID');
});

it('reports findings all the same, and says so when Fix… is pressed', async () => {
  await app.slack.driver.command(ana, platform, '/aks posture aks-staging-weu');
  const report = await app.sees(ana, platform, 'authorizedIPRanges');
  await app.slack.driver.click(ana, report, { action_id: 'fix' });
  await app.sees(ana, platform, /This deployment is read-only/);
  expect(app.slack.driver.modal(ana)).toBeUndefined();
});

it('is told by the doctor too', async () => {
  await app.slack.driver.command(ana, platform, '/aks doctor');
  await app.sees(ana, platform, /this deployment is read-only/);
});

it('has asked nobody for approval and written nothing', async () => {
  const { rowCount } = await app.database.pool.query('select from drawbridge.change');
  expect(rowCount).toBe(0);
  expect(app.azure.journal.find({ method: 'PUT' })).toEqual([]);
});
