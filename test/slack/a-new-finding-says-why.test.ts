import { afterAll, beforeAll, expect, test } from 'vitest';
import { ana, platform, startTestApp, type TestApp, wordsOf } from './support/start-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app?.close());

test('what somebody changed is told with who, when and what, in the message and in the file', async () => {
  await app.slack.driver.command(ana, platform, 'posture aks-data-dev-weu');
  const first = await app.sees(ana, platform, '*Grade');
  app.azure.meddle('aks-data-dev-weu', {
    change: 'set',
    path: 'properties.enableRBAC',
    value: false,
    by: 'mallory <!channel>@contoso.example',
  });
  await app.slack.driver.click(ana, first, { text: 'Re-run' });
  const second = await app.sees(ana, platform, /new since|new and/);
  expect(wordsOf(second)).toMatch(
    /New: changed by mallory &lt;!channel&gt;@contoso\.example on \d{4}-\d\d-\d\d \d\d:\d\d UTC: properties\.enableRBAC, true → false/,
  );
  await app.slack.driver.click(ana, second, { text: 'Details' });
  const file = await app.slack.driver.waitFor(
    () =>
      app.slack.driver
        .messages(platform)
        .find(({ threadTs, files }) => threadTs === second.ts && files?.length),
    { what: 'the report as a file' },
  );
  expect(file.files?.[0]?.name).toBe('posture-aks-data-dev-weu.md');
  const { rows } = await app.database.pool.query(
    `select comparison->'reasons'->'AKS-IAM-001' as reason from drawbridge.posture_run order by started_at desc limit 1`,
  );
  expect(rows[0].reason).toMatchObject({ kind: 'cluster-changed', changes: [{ after: 'false' }] });
});

test('the record of changes is asked for only when something is new', async () => {
  const asked = () =>
    app.azure.journal
      .find({ path: 'resourcegraph' })
      .filter(({ body }) => String(body?.query).startsWith('resourcechanges')).length;
  expect(asked()).toBe(1);
  await app.slack.driver.command(ana, platform, 'posture aks-data-dev-weu');
  await app.sees(ana, platform, 'No change since');
  expect(asked()).toBe(1);
});

test('the history of a cluster is two charts and a table, and no new look', async () => {
  app.azure.journal.clear();
  await app.slack.driver.command(ana, platform, 'posture --history aks-data-dev-weu');
  const history = await app.sees(ana, platform, 'The same in numbers');
  const charts = history.blocks?.filter(({ type }) => type === 'data_visualization') ?? [];
  expect(charts).toHaveLength(2);
  expect(wordsOf(history)).toMatch(/down by \d+ over the last 3 runs/);
  expect(app.azure.journal.find({ path: 'aks-data-dev-weu' })).toEqual([]);
  await app.slack.driver.command(ana, platform, 'posture aks-data-staging-weu --history');
  await app.sees(ana, platform, 'has not been looked at yet');
  await app.slack.driver.command(ana, platform, 'posture aks-data-dev-weu --history=all');
  await app.sees(ana, platform, /goes without “all”/);
});
