/** `/aks nodes` against the stand-ins: which nodes wait, who says so, and what is not known. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ana, platform, startTestApp, type TestApp, wordsOf } from './support/start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp({ roles: ['bot', 'worker'], kubernetes: {} });
});
afterAll(() => app?.close());

test('the answer begins before the work is done, and becomes what is known of each node, in the same message', async () => {
  await app.slack.driver.command(ana, platform, 'nodes aks-dev-weu');
  const first = await app.sees(ana, platform, 'Looking at the nodes of');
  const found = await app.sees(ana, platform, 'waits for a reboot');
  expect(found.ts).toBe(first.ts);
  const words = wordsOf(found);
  expect(words).toContain('1 node of 1 waits for a reboot');
  expect(words).toContain('The image of system is');
  expect(words).toContain('OS channel `Unmanaged`');
  expect(words).toContain('annotation, just now');
  expect(words).toContain('The reboot lock is held by');
});

test('where images bring patches, that is the answer, with the age of the image', async () => {
  await app.slack.driver.command(ana, platform, 'nodes aks-staging-weu');
  const found = await app.sees(ana, platform, 'aks-staging-weu:');
  const words = wordsOf(found);
  expect(words).toContain('Patched by image, ');
  expect(words).not.toContain('waits for a reboot');
  expect(words).toContain('is cordoned since');
});

test('the whole fleet stands in one message, with a chart and what could not be seen', async () => {
  await app.slack.driver.command(ana, platform, 'nodes all');
  const found = await app.sees(ana, platform, '1 node waits for a reboot');
  const words = wordsOf(found);
  expect(words).toMatch(/\d+ clusters, 1 node waits for a reboot, old images on \d+/);
  expect(words).toContain('nodes not seen on');
  expect(words).toContain('"type":"data_visualization"');
  expect(words).toContain('aks-dev-eus');
});

test('a run whose worker died is taken up again', async () => {
  const { pool } = app.database;
  const { rows } = await pool.query(
    `update drawbridge.node_run set state = 'running', result = null, finished_at = null,
            started_at = now() - interval '5 minutes', worked_until = now() - interval '1 minute'
      where filter = 'aks-dev-weu' returning id`,
  );
  await vi.waitFor(
    async () => {
      const found = await pool.query('select state from drawbridge.node_run where id = $1', [
        rows[0].id,
      ]);
      expect(found.rows[0].state).toBe('done');
    },
    { timeout: 60_000, interval: 250 },
  );
});

test.each([
  ['nodes nowhere-at-all', 'nowhere-at-all'],
  ['nodes tag:app=nothing', 'None of the clusters that you may look at fits'],
])('%s is quoted, with what would work', async (line, quoted) => {
  await app.slack.driver.command(ana, platform, line);
  await app.sees(ana, platform, quoted);
});

test('a silence is asked for in a form, listed in App Home with its reason, and ended there; the report shows the nodes all the same', async () => {
  const { driver } = app.slack;
  await driver.command(ana, platform, 'nodes aks-dev-weu');
  const report = await app.sees(ana, platform, 'aks-dev-weu: 1 node of 1 waits');
  await driver.click(ana, report, { text: 'Silence…' });
  const form = await driver.waitFor(() => driver.modal(ana), { what: 'the form' });
  const empty = await driver.submit(ana, form.id, { pool: 'system', days: '7', reason: ' ' });
  expect(empty).toBeDefined();
  await driver.submit(ana, driver.modal(ana)?.id ?? '', {
    ...{ pool: 'system', days: '7', reason: 'rebuilt next week' },
  });
  await app.sees(ana, platform, 'is silenced until');
  await driver.openHome(ana);
  const home = await driver.waitFor(
    () => {
      const view = driver.home(ana);
      return view && JSON.stringify(view).includes('Silenced nodes') ? view : undefined;
    },
    { what: 'App Home with the silence' },
  );
  expect(JSON.stringify(home)).toContain('rebuilt next week');
  await driver.command(ana, platform, 'nodes aks-dev-weu');
  const again = await app.sees(ana, platform, 'silenced for system until');
  expect(wordsOf(again)).toContain('1 node of 1 waits for a reboot');
  await driver.click(ana, home, { text: 'End' });
  const { pool } = app.database;
  await vi.waitFor(
    async () => {
      const { rows } = await pool.query(
        `select kind from drawbridge.trail where kind like 'nodes.%' order by seq`,
      );
      expect(rows.map(({ kind }) => kind)).toEqual(['nodes.silenced', 'nodes.silence-ended']);
    },
    { timeout: 60_000 },
  );
});
