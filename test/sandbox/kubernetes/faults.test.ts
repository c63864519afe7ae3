import { expect, test } from 'vitest';
import { sandbox } from './support.ts';

const pods = 'GET /api/v1/pods?limit=50';

test.each([
  ['forbidden', 403, 'Forbidden'],
  ['unauthorized', 401, 'Unauthorized'],
  ['expired', 410, 'Expired'],
  ['throttled', 429, 'TooManyRequests'],
  ['server-error', 500, 'InternalError'],
] as const)('%s is met by one kind once', async (kind, status, reason) => {
  const { raw, standIn } = await sandbox();
  const { faults, journal } = standIn.cluster('aks-prod-weu');
  faults.add({ kind, match: { resource: 'pods' }, retryAfterSeconds: 3 });
  expect((await raw('aks-prod-weu', 'GET /api/v1/nodes')).status).toBe(200);
  const met = await raw('aks-prod-weu', pods);
  expect([met.status, met.json.kind, met.json.reason]).toEqual([status, 'Status', reason]);
  if (kind === 'throttled') expect(met.headers.get('retry-after')).toBe('3');
  expect((await raw('aks-prod-weu', pods)).status).toBe(200);
  expect(journal.find({ path: '/pods' }).map((entry) => entry.status)).toEqual([status, 200]);
});

test('a fault waits for the page that it is for', async () => {
  const { raw, standIn } = await sandbox();
  standIn
    .cluster('aks-prod-weu')
    .faults.add({ kind: 'expired', match: { resource: 'pods', page: 2 } });
  const first = await raw('aks-prod-weu', pods);
  const second = `${pods}&continue=${first.json.metadata.continue}`;
  expect([first.status, (await raw('aks-prod-weu', second)).status]).toEqual([200, 410]);
  expect((await raw('aks-prod-weu', second)).status).toBe(200);
});

test.each(['dropped', 'cut-short'] as const)('a connection can be %s', async (kind) => {
  const { raw, standIn } = await sandbox();
  const { faults, journal } = standIn.cluster('aks-prod-weu');
  faults.add({ kind, match: { path: '/pods' } });
  await expect(raw('aks-prod-weu', pods)).rejects.toThrow();
  expect(journal.entries.at(-1)).toMatchObject({ path: '/api/v1/pods', status: 'dropped' });
  expect((await raw('aks-prod-weu', pods)).status).toBe(200);
});

test('a slow answer is the right one, late', async () => {
  const { raw, standIn } = await sandbox();
  standIn.cluster('aks-prod-weu').faults.add({ kind: 'slow', milliseconds: 120 });
  const start = performance.now();
  expect((await raw('aks-prod-weu', pods)).status).toBe(200);
  expect(performance.now() - start).toBeGreaterThan(110);
});

test('faults of one cluster leave the others alone, and are asked for over HTTP', async () => {
  const { raw, standIn } = await sandbox();
  const control = `${standIn.url}/sandbox/clusters/aks-prod-neu/faults`;
  const post = (body: unknown) => fetch(control, { method: 'POST', body: JSON.stringify(body) });
  expect((await post({ kind: 'server-error', times: 2 })).status).toBe(200);
  expect((await raw('aks-prod-weu', pods)).status).toBe(200);
  expect((await raw('aks-prod-neu', pods)).status).toBe(500);
  await fetch(control, { method: 'DELETE' });
  expect((await raw('aks-prod-neu', pods)).status).toBe(200);
  const wrong = await post({ kind: 'earthquake' });
  expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('kind')]);
});
