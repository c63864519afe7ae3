import { expect, test } from 'vitest';
import { pathOf, sandbox, version } from './support.ts';

test('twenty PUTs of a cluster, then one a minute', async () => {
  let now = Date.parse('2026-11-23T10:00:00Z');
  const all = await sandbox({ throttling: true, clock: () => new Date(now) });
  const url = `${pathOf(all, 'aks-dev-weu')}?${version}`;
  const put = () => all.raw('PUT', url, { body: {} });
  for (let i = 0; i < 20; i++) expect((await put()).status).toBe(400);
  const refused = await put();
  expect([refused.status, refused.json.code]).toEqual([429, 'Throttled']);
  expect(refused.headers.get('retry-after')).toBe('60');
  now += 60_000;
  expect((await put()).status).toBe(400);
  const other = `${pathOf(all, 'aks-dev-eus')}?${version}`;
  expect((await all.raw('PUT', other, { body: {} })).status).toBe(400);
});

test('Resource Manager counts reads for each principal and says what is left', async () => {
  const now = new Date();
  const all = await sandbox({ throttling: true, clock: () => now });
  const path = `${pathOf(all, 'aks-dev-weu')}/providers/Microsoft.Insights/diagnosticSettings?api-version=2021-05-01-preview`;
  const left = 'x-ms-ratelimit-remaining-subscription-reads';
  const first = await all.raw('GET', path, { as: 'reader' });
  expect(first.headers.get(left)).toBe('249');
  for (let i = 0; i < 249; i++) await all.raw('GET', path, { as: 'reader' });
  const refused = await all.raw('GET', path, { as: 'reader' });
  expect([refused.status, refused.json.error.code]).toEqual([429, 'SubscriptionRequestsThrottled']);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await all.raw('GET', path, { as: 'writer' })).status).toBe(200);
});

test('Resource Graph takes fifteen queries in five seconds', async () => {
  const now = new Date();
  const { graph } = await sandbox({ throttling: true, clock: () => now });
  const ask = () => graph.resources({ query: 'resources | project id | order by id asc | take 1' });
  for (let i = 0; i < 15; i++) await ask();
  await expect(ask()).rejects.toMatchObject({ statusCode: 429 });
});

test('nobody is refused unless it is asked for', async () => {
  const all = await sandbox();
  const url = `${pathOf(all, 'aks-dev-weu')}?${version}`;
  for (let i = 0; i < 25; i++) expect((await all.raw('PUT', url, { body: {} })).status).toBe(400);
});
