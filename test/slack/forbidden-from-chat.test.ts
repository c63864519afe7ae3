/** `/aks forbidden` against the stand-in's audit log: what it says, what it quotes, and what it offers. */
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ana, platform, startTestApp, type TestApp, wei, wordsOf } from './support/start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ roles: ['bot', 'worker'] });
});
afterAll(() => app?.close());

test('the answer begins before the work is done, and becomes who was refused what, in the same message', async () => {
  await app.slack.driver.command(ana, platform, 'forbidden aks-prod-weu since 5h');
  const first = await app.sees(ana, platform, 'Looking for refused calls');
  const found = await app.sees(ana, platform, /aks-prod-weu: [\d,]+ refused calls? by/);
  expect(found.ts).toBe(first.ts);
  const words = wordsOf(found);
  expect(words).toContain('in the last 5 hours');
  expect(words).toContain('In order of suspicion, 1 to');
  expect(words).toContain('newest record');
  const chart = found.blocks?.find(({ type }) => type === 'data_visualization');
  expect(JSON.stringify(chart)).toContain('"authorization"');
  expect(words).toContain('Most at once:');
  const file = await app.slack.driver.waitFor(
    () => app.slack.driver.messages(platform).find(({ files }) => files?.length),
    { what: 'the file' },
  );
  expect(file.files?.[0]?.name).toBe('forbidden-aks-prod-weu.csv');
});

test('a press groups the same time by address', async () => {
  const report = await app.sees(ana, platform, /aks-prod-weu: [\d,]+ refused calls? by/);
  await app.slack.driver.click(ana, report, { text: 'By address' });
  const found = await app.sees(ana, platform, 'by address');
  expect(found.ts).not.toBe(report.ts);
  expect(wordsOf(found)).toContain('in the last 5 hours');
});

test('calls are shown one by one in the thread, with their audit ids, and as a file', async () => {
  const report = await app.sees(ana, platform, /aks-prod-weu: [\d,]+ refused calls? by/);
  await app.slack.driver.click(ana, report, { text: 'Show calls' });
  const list = await app.sees(ana, platform, /The newest first, 1 to \d+ of \d+/);
  expect(list.threadTs).toBe(report.threadTs ?? report.ts);
  const table = list.blocks?.find(({ type }) => type === 'data_table');
  expect(JSON.stringify(table)).toMatch(/"text":"Audit id"/);
  expect(JSON.stringify(table)).toContain('403');
  await app.slack.driver.waitFor(
    () =>
      app.slack.driver
        .messages(platform)
        .flatMap((each) => each.files ?? [])
        .find(({ name }) => name.startsWith('calls-')),
    { what: 'the file of the calls' },
  );
});

test('a report opens Log Analytics with the query that shows its calls', async () => {
  const report = await app.sees(ana, platform, /aks-prod-weu: [\d,]+ refused calls? by/);
  const url = /https:\/\/portal\.azure\.com[^"]*/.exec(wordsOf(report))?.[0] ?? '';
  expect(url.length).toBeLessThanOrEqual(3000);
  const [, zipped = ''] = /\/q\/([^/]+)\//.exec(url) ?? [];
  const bytes = Buffer.from(decodeURIComponent(decodeURIComponent(zipped)), 'base64');
  expect(gunzipSync(bytes).toString()).toContain('/managedclusters/aks-prod-weu');
});

test('a cluster without an audit log is no all-clear, and offers to ship it', async () => {
  await app.slack.driver.command(ana, platform, 'forbidden aks-dev-weu');
  const found = await app.sees(ana, platform, 'aks-dev-weu: nothing can be said');
  expect(wordsOf(found)).not.toContain('no refused call');
  await app.slack.driver.click(ana, found, { text: 'Ship audit logs of aks-dev-weu…' });
});

test('scans from the Internet lead to authorized ranges, through to a plan for approvers', async () => {
  await app.slack.driver.command(ana, platform, 'forbidden rg-pay-neu/aks-pay-prod since 5h');
  const found = await app.sees(ana, platform, /aks-pay-prod: [\d,]+ refused calls? by/);
  await app.slack.driver.click(ana, found, { text: 'Add authorized IP ranges…' });
  const form = await app.slack.driver.waitFor(
    () => {
      const view = app.slack.driver.modal(ana);
      return JSON.stringify(view)?.includes('Authorized IP ranges') ? view : undefined;
    },
    { what: 'the form' },
  );
  const filled = { ranges: '203.0.113.70/32', reason: 'the office, and nobody else' };
  await app.slack.driver.submit(ana, form.id, filled);
  const card = await app.sees(wei, 'C0APPROVE', /Approval needed/);
  expect(wordsOf(card)).toContain('203.0.113.70/32');
});

test.each([
  ['forbidden aks-prod-weu since yesterdayish', '“yesterdayish” is not a duration'],
  ['forbidden aks-prod-weu by foo', '“foo”'],
  ['forbidden aks-prod-weu since 90d', '30 days at most'],
])('%s is quoted, with what would work', async (line, quoted) => {
  await app.slack.driver.command(ana, platform, line);
  await app.sees(ana, platform, quoted);
});
