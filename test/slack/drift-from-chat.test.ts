import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  ana,
  platform,
  startTestApp,
  type TestApp,
  vendors,
  wordsOf,
} from './support/start-app.ts';

const hidden = `
rules:
  - name: one cluster is nobody's business
    deny: [read]
    to: { channels: [C0PLATFRM] }
    clusters: [aks-pay-dev-weu]
`;

let app: TestApp;
beforeAll(async () => {
  const rights = await readFile(new URL('../../src/sandbox/rights.yaml', import.meta.url), 'utf8');
  const file = join(await mkdtemp(join(tmpdir(), 'drawbridge-rights-')), 'rights.yaml');
  await writeFile(file, rights.replace('\nrules:\n', hidden));
  app = await startTestApp({ env: { RIGHTS_FILE: file } });
});
afterAll(() => app?.close());

test('the answer begins before the work is done, and becomes the comparison in the same message', async () => {
  await app.slack.driver.command(ana, platform, 'drift tag:app=shop');
  const first = await app.sees(ana, platform, 'Comparing 9 clusters');
  const report = await app.sees(ana, platform, 'weaken production');
  expect(report.ts).toBe(first.ts);
  const words = wordsOf(report);
  expect(words).toMatch(/settings and \d+ checks differ over 9 clusters/);
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

test.each([
  ['drift aks-prod-weu', 'One cluster has nothing to be compared with'],
  ['drift aks-dev-we*', 'it takes two to compare'],
  ['drift tag:app=nothing', 'None of the'],
  ['drift colour:red', 'is no filter'],
])('%s is answered with what would work', async (line, says) => {
  await app.slack.driver.command(ana, platform, line);
  await app.sees(ana, platform, says);
});

test('only clusters that the person may read are compared', async () => {
  await app.slack.driver.command(ana, platform, 'drift tag:app=pay');
  const report = await app.sees(ana, platform, 'over 3 clusters');
  expect(wordsOf(report)).not.toContain('aks-pay-dev-weu');
  await app.slack.driver.command(ana, vendors, 'drift all');
  await app.sees(ana, vendors, 'You may not look at any cluster from here');
});

test('pressed again, it is compared anew', async () => {
  const report = await app.sees(ana, platform, 'differ over 9 clusters');
  await app.slack.driver.click(ana, report, { text: 'Compare again' });
  await app.slack.driver.waitFor(
    () =>
      app.slack.driver
        .messages(platform)
        .filter((message) => wordsOf(message).includes('checks differ over 9 clusters')).length ===
      2,
    { what: 'a second comparison' },
  );
});

test('a cluster that Azure does not show does not fail the others', async () => {
  const { clusters } = app.azure.state;
  const place = clusters.findIndex(({ managedCluster }) => managedCluster.name === 'aks-prod-neu');
  clusters.splice(place, 1);
  await app.slack.driver.command(ana, platform, 'drift aks-prod-*');
  const report = await app.sees(ana, platform, 'over 2 clusters');
  expect(wordsOf(report)).toContain('1 cluster not read');
  expect(wordsOf(report)).toContain('*aks-prod-neu* could not be read: ');
});

test('a run whose worker died is taken up again', async () => {
  const { pool } = app.database;
  const { rows } = await pool.query(
    `select id from drawbridge.drift_run where filter = 'aks-prod-*'`,
  );
  await pool.query(
    `update drawbridge.drift_run set state = 'running', result = null, finished_at = null,
            started_at = now() - interval '5 minutes', worked_until = now() - interval '1 minute'
      where id = $1`,
    [rows[0].id],
  );
  await vi.waitFor(
    async () => {
      const found = await pool.query('select state from drawbridge.drift_run where id = $1', [
        rows[0].id,
      ]);
      expect(found.rows[0].state).toBe('done');
    },
    { timeout: 60_000, interval: 250 },
  );
});
