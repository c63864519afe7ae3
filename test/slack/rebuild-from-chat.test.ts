import { afterAll, beforeAll, expect, test } from 'vitest';
import { bicepProblems } from '../posture/rebuild/support/bicep.ts';
import { ana, platform, startTestApp, type TestApp, wordsOf } from './support/start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.close());

test('the answer begins before the work is done, and becomes the summary in the same message', async () => {
  await app.slack.driver.command(ana, platform, 'rebuild aks-dev-eus');
  const first = await app.sees(ana, platform, 'replacement of');
  const summary = await app.sees(ana, platform, 'aks-dev-eus-v2');
  expect(summary.ts).toBe(first.ts);
  const words = wordsOf(summary);
  expect(words).toMatch(/Fixed:\* API server access \d+/);
  expect(words).toContain('*Critical* Kubernetes RBAC enabled (AKS-IAM-001), only by a rebuild');
  expect(words).toContain('`kmsKeyId`');
  expect(words).toContain('Nothing was changed in Azure');
});

test('the file hangs below the summary, and is Bicep', async () => {
  const summary = await app.sees(ana, platform, 'aks-dev-eus-v2');
  const file = await app.slack.driver.waitFor(
    () => app.slack.driver.messages(platform).find(({ files }) => files?.length),
    { what: 'the file' },
  );
  expect(file.threadTs).toBe(summary.ts);
  expect(file.files?.[0]?.name).toBe('aks-dev-eus-v2.bicep');
  const { rows } = await app.database.pool.query('select result from drawbridge.rebuild_run');
  expect(rows).toHaveLength(1);
  expect(bicepProblems(rows[0].result.bicep)).toEqual([]);
});

test('a finding that only a rebuild mends offers one', async () => {
  await app.slack.driver.command(ana, platform, 'posture aks-dev-eus');
  await app.sees(ana, platform, '*Grade F*');
  await app.slack.driver.command(ana, platform, 'fix aks-dev-eus AKS-IAM-001');
  const offer = await app.sees(ana, platform, 'Write the replacement');
  await app.slack.driver.click(ana, offer, { text: 'Write the replacement' });
  await app.slack.driver.waitFor(
    () =>
      app.slack.driver
        .messages(platform)
        .filter((message) => message.text.startsWith('The replacement of aks-dev-eus')).length ===
      2,
    { what: 'a second replacement' },
  );
});

test('when Azure does not show the cluster, that is said with what it answered', async () => {
  app.azure.faults.add({
    match: { pattern: 'managedClusters/aks-dev-neu$' },
    kind: 'status',
    status: 403,
    code: 'AuthorizationFailed',
    times: 9,
  });
  await app.slack.driver.command(ana, platform, 'rebuild aks-dev-neu');
  const failed = await app.sees(ana, platform, 'No replacement of');
  expect(wordsOf(failed)).toContain('aks-dev-neu');
  expect(wordsOf(failed)).toContain('Try again');
});
