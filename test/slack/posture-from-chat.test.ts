import { afterAll, beforeAll, expect, test } from 'vitest';
import { ana, platform, startTestApp, type TestApp, wordsOf } from './support/start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.close());

test('the answer begins before the work is done, and becomes the report in the same message', async () => {
  await app.slack.driver.command(ana, platform, 'posture aks-prod-weu');
  const first = await app.sees(ana, platform, 'aks-prod-weu');
  const report = await app.sees(ana, platform, '*Grade');
  expect(report.ts).toBe(first.ts);
  expect(report.text).toMatch(/^(Critical|High): aks-prod-weu has \d/);
});

test('the report leads with what matters, and shows evidence and every check', async () => {
  const report = await app.sees(ana, platform, '*Grade');
  const [head, summary] = report.blocks ?? [];
  expect(JSON.stringify(head)).toMatch(/aks-prod-weu: \d+ (critical|high)/);
  expect(JSON.stringify(summary)).toContain('First look at this cluster');
  const words = wordsOf(report);
  expect(words).toMatch(/`[\w.[\]]+` = `/);
  const table = report.blocks?.find(({ type }) => type === 'data_table') as { rows: unknown[] };
  const { rows } = await app.database.pool.query('select report from drawbridge.posture_run');
  const total = rows[0].report.results.length;
  expect(total).toBeGreaterThan(30);
  expect(words).toMatch(new RegExp(`1 to ${table.rows.length - 1} of ${total}`));
});

test('details say score and references below the report, with the whole report as a file', async () => {
  const report = await app.sees(ana, platform, '*Grade');
  await app.slack.driver.click(ana, report, { text: 'Details' });
  const details = await app.sees(ana, platform, 'What is unknown never raises the score');
  expect(details.threadTs).toBe(report.ts);
  const file = await app.slack.driver.waitFor(
    () => app.slack.driver.messages(platform).find(({ files }) => files?.length),
    { what: 'the report as a file' },
  );
  expect(file.threadTs).toBe(report.ts);
  expect(file.files?.[0]?.name).toBe('posture-aks-prod-weu.md');
});

test('pressing Re-run makes a second report that says what changed, and a trend', async () => {
  const report = await app.sees(ana, platform, '*Grade');
  app.azure.meddle('aks-prod-weu', {
    change: 'set',
    path: 'properties.disableLocalAccounts',
    value: true,
  });
  await app.slack.driver.click(ana, report, { text: 'Re-run' });
  const second = await app.sees(ana, platform, /(fixed|new|No change) since/);
  expect(second.ts).not.toBe(report.ts);
  await app.slack.driver.click(ana, second, { text: 'Details' });
  const trend = await app.sees(ana, platform, 'data_visualization');
  expect(wordsOf(trend)).toContain('the newest last');
});

test('a severity shows less, and the buttons keep it', async () => {
  await app.slack.driver.command(ana, platform, 'posture aks-staging-weu --severity critical');
  const report = await app.sees(ana, platform, 'only critical and above');
  expect(wordsOf(report)).not.toContain('"text":"Low"');
  await app.slack.driver.click(ana, report, { text: 'Re-run' });
  await app.slack.driver.waitFor(
    () =>
      app.slack.driver
        .messages(platform)
        .filter((message) => wordsOf(message).includes('only critical and above')).length === 2,
    { what: 'a second report with the same filter' },
  );
});

test('while Azure makes us wait, the message says so', async () => {
  app.azure.faults.add({
    match: { path: 'upgradeProfiles' },
    kind: 'throttled',
    retryAfterSeconds: 4,
  });
  await app.slack.driver.command(ana, platform, 'posture aks-prod-eus');
  const waiting = await app.sees(ana, platform, /waiting \d+ s for Azure’s rate limit/);
  expect(wordsOf(waiting)).toMatch(/\d+ of \d+ read/);
  const report = await app.sees(ana, platform, /aks-prod-eus.*\*Grade/s);
  expect(report.ts).toBe(waiting.ts);
});

test('what Azure refuses to show is said to be unknown, with what would help', async () => {
  app.azure.faults.add({
    match: { path: 'diagnosticSettings' },
    kind: 'status',
    status: 403,
    code: 'AuthorizationFailed',
    times: 5,
  });
  await app.slack.driver.command(ana, platform, 'posture aks-dev-weu');
  const report = await app.sees(ana, platform, /aks-dev-weu.*Could not be read/s);
  app.azure.faults.clear();
  expect(report.text).toMatch(/\d+ unknown/);
  expect(wordsOf(report)).toMatch(/\(\d+ checks unknown\)/);
});
