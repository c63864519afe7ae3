import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  ana,
  platform,
  sam,
  startTestApp,
  type TestApp,
  vendors,
  wordsOf,
} from './support/start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.close());

test('a misspelt command is quoted, and a button runs the right one', async () => {
  await app.slack.driver.command(ana, platform, 'postur aks-prod-neu');
  const answer = await app.sees(ana, platform, 'I know no command “postur”');
  expect(answer.ephemeralTo).toBe(ana);
  await app.slack.driver.click(ana, answer, { text: 'Run posture aks-prod-neu' });
  await app.sees(ana, platform, /aks-prod-neu.*\*Grade/s);
});

test('a misspelt flag is quoted with the nearest one', async () => {
  await app.slack.driver.command(ana, platform, 'posture aks-prod-neu --severty high');
  const answer = await app.sees(ana, platform, 'has no flag “--severty”');
  expect(wordsOf(answer)).toContain('posture aks-prod-neu --severity high');
});

test('an unknown cluster is answered with the nearest names, which run the command', async () => {
  await app.slack.driver.command(ana, platform, 'posture aks-prd-eus');
  const answer = await app.sees(ana, platform, 'I know no cluster “aks-prd-eus”');
  await app.slack.driver.click(ana, answer, { text: 'aks-prod-eus' });
  await app.sees(ana, platform, /aks-prod-eus.*\*Grade/s);
});

test('a name that two clusters bear is answered with a choice, which runs the command on that one', async () => {
  await app.slack.driver.command(ana, platform, 'posture aks-pay-prod');
  const answer = await app.sees(ana, platform, '“aks-pay-prod” means 2 clusters');
  const [button] = /aks-pay-prod · rg-pay-neu[^"]*/.exec(wordsOf(answer)) ?? [];
  await app.slack.driver.click(ana, answer, { text: button });
  await app.sees(ana, platform, /aks-pay-prod.*\*Grade/s);
  const { rows } = await app.database.pool.query(
    `select cluster_id from drawbridge.posture_run where cluster_id like '%/aks-pay-prod'`,
  );
  expect(rows).toEqual([{ cluster_id: expect.stringContaining('/rg-pay-neu/') }]);
});

test('names of clusters are offered to nobody who may not see them', async () => {
  await app.slack.driver.command(sam, vendors, 'posture aks-prd-eus');
  const answer = await app.sees(sam, vendors, 'I know no cluster “aks-prd-eus”');
  expect(wordsOf(answer)).not.toContain('aks-prod-eus');
  expect(wordsOf(answer)).toContain('You may not look at any cluster');
});

test('a missing cluster is asked for in a form that searches the fleet', async () => {
  const { driver } = app.slack;
  await driver.command(ana, platform, 'posture --severity high');
  const form = await driver.waitFor(() => driver.modal(ana), { what: 'a form' });
  const sent = await driver.submit(ana, form.id, { cluster: 'aks-dev-weu' });
  expect(sent.ok).toBe(true);
  await app.sees(ana, platform, /aks-dev-weu.*only high and above/s);
});

test('a form asks for everything that is missing, in one go', async () => {
  const { driver } = app.slack;
  await driver.command(ana, platform, 'can-i');
  const form = await driver.waitFor(() => driver.modal(ana), { what: 'a form' });
  await driver.submit(ana, form.id, { action: 'approve', cluster: 'aks-prod-weu' });
  await app.sees(ana, platform, 'You cannot approve changes to aks-prod-weu');
});

test('the search finds clusters by tag, and nothing for those without rights', async () => {
  const { driver } = app.slack;
  await driver.command(ana, platform, 'posture');
  const form = await driver.waitFor(() => driver.modal(ana), { what: 'a form' });
  const found = await driver.suggest(ana, form, { block_id: 'cluster', typed: 'env=prod' });
  const names = found.options?.map(({ text }) => text.text) ?? [];
  expect(names).toContain('aks-prod-weu');
  expect(names.some((name) => name.includes('dev'))).toBe(false);
  await driver.close(ana, form.id);

  await driver.command(sam, vendors, 'posture');
  const his = await driver.waitFor(() => driver.modal(sam), { what: 'a form for Sam' });
  const none = await driver.suggest(sam, his, { block_id: 'cluster', typed: 'aks' });
  expect(none.options ?? []).toEqual([]);
  await driver.close(sam, his.id);

  // The channel gives Sam a right to look, so a form that was asked for there offers clusters.
  await driver.command(sam, platform, 'posture');
  const there = await driver.waitFor(() => driver.modal(sam), { what: 'a form in #platform-aks' });
  const some = await driver.suggest(sam, there, { block_id: 'cluster', typed: 'aks-prod' });
  expect(some.options?.length).toBeGreaterThan(0);
});

test('nothing typed at all is answered with help', async () => {
  await app.slack.driver.command(ana, platform, '/aks');
  await app.sees(ana, platform, 'What you can do here');
});
