import { afterAll, beforeAll, expect, test } from 'vitest';
import { ana, platform, sam, startTestApp, type TestApp, wordsOf } from './support/start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.close());

test('the answer begins within a second, and becomes the comparison in the same message', async () => {
  const began = Date.now();
  await app.slack.driver.command(ana, platform, 'drift tag:app=shop');
  const first = await app.sees(ana, platform, 'Comparing 9 clusters');
  expect(Date.now() - began).toBeLessThan(1_000);
  const report = await app.sees(ana, platform, 'weaken production', 30_000);
  expect(report.ts).toBe(first.ts);
  const words = wordsOf(report);
  expect(words).toMatch(/settings differ over 9 clusters/);
  expect(words).toContain('*Production is weaker*');
  expect(words).toContain('*Local accounts*');
  expect(words).toContain('*Weaker than production*');
});

test('the file hangs below, with everything', async () => {
  const report = await app.sees(ana, platform, 'weaken production');
  const file = await app.slack.driver.waitFor(
    () => app.slack.driver.messages(platform).find(({ files }) => files?.length),
    { what: 'the file' },
  );
  expect(file.threadTs).toBe(report.ts);
  expect(file.files?.[0]?.name).toBe('drift-tag-app-shop.md');
});

test('a cluster that Azure does not show does not fail the others', async () => {
  // A list of the fleet shows it, yet neither Resource Graph nor Resource Manager gives it away.
  await app.database.pool.query(
    `insert into drawbridge.cluster select (jsonb_populate_record(c, jsonb_build_object(
       'id', replace(c.id, 'aks-prod-neu', 'aks-prod-gone'), 'name', 'aks-prod-gone'))).*
     from drawbridge.cluster c where c.name = 'aks-prod-neu'`,
  );
  await app.slack.driver.command(ana, platform, 'drift aks-prod-*');
  const report = await app.sees(ana, platform, 'over 3 clusters', 30_000);
  expect(wordsOf(report)).toContain('1 cluster not read');
  expect(wordsOf(report)).toMatch(/\*aks-prod-gone\* could not be read: /);
});

test.each([
  ['drift aks-prod-weu', 'One cluster has nothing to be compared with'],
  ['drift aks-dev-we*', 'it takes two to compare'],
  ['drift tag:app=nothing', 'None of the'],
  ['drift colour:red', 'is no filter'],
])('%s is answered with what would work', async (line, says) => {
  await app.slack.driver.command(ana, platform, line);
  await app.sees(ana, platform, says);
});

test('whoever may read nothing gets nothing compared', async () => {
  const before = await app.database.pool.query('select from drawbridge.drift_run');
  await app.slack.driver.command(sam, platform, 'drift all');
  await app.sees(sam, platform, /None of the 0 clusters|may not/);
  const after = await app.database.pool.query('select from drawbridge.drift_run');
  expect(after.rowCount).toBe(before.rowCount);
});

test('pressed again, it is compared anew', async () => {
  const report = await app.sees(ana, platform, 'tag:app=shop');
  await app.slack.driver.click(ana, report, { text: 'Compare again' });
  await app.slack.driver.waitFor(
    () =>
      app.slack.driver
        .messages(platform)
        .filter((message) => wordsOf(message).includes('settings differ over 9 clusters'))
        .length === 2,
    { what: 'a second comparison', timeoutMs: 30_000 },
  );
});
