import { expect, test } from 'vitest';
import { aksApiVersion } from '../../src/azure/api-versions.ts';
import { retryAfterSeconds } from '../../src/azure/retry-after.ts';
import { azureErrorOf, azureWith, clusterId } from './helpers.ts';

const ok = { json: { name: 'aks-weu' } };

test('a 429 is waited out, and the wait is told', async () => {
  const { reader } = await azureWith({ status: 429, headers: { 'retry-after': '1' } }, ok);
  const waits: number[] = [];
  const before = performance.now();
  await reader.get(clusterId, aksApiVersion, { onWait: (seconds) => waits.push(seconds) });
  expect(waits).toEqual([1]);
  expect(performance.now() - before).toBeGreaterThan(950);
});

test('waits are told to the call that waits, not to its neighbour', async () => {
  const { reader } = await azureWith({ status: 429, headers: { 'retry-after': '1' } }, ok);
  const told = { first: 0, second: 0 };
  const isThrottled = Promise.withResolvers<void>();
  const first = reader.get(clusterId, aksApiVersion, {
    onWait() {
      told.first++;
      isThrottled.resolve();
    },
  });
  await isThrottled.promise;
  // Another cluster has a bucket of its own, so this one has nothing to wait for.
  const neighbour = clusterId.replace('aks-weu', 'aks-neu');
  await reader.get(neighbour, aksApiVersion, { onWait: () => void told.second++ });
  expect(told).toEqual({ first: 1, second: 0 });
  await first;
});

test('a neighbour in the same line waits too, and is told so itself', async () => {
  const { reader } = await azureWith({ status: 429, headers: { 'retry-after': '2' } }, ok);
  const isThrottled = Promise.withResolvers<void>();
  const first = reader.get(clusterId, aksApiVersion, { onWait: () => isThrottled.resolve() });
  await isThrottled.promise;
  const told: number[] = [];
  await Promise.all([
    first,
    reader.get(clusterId, aksApiVersion, { onWait: (seconds) => told.push(seconds) }),
  ]);
  expect(told).toHaveLength(1);
});

test('a wait longer than the cap is not sat out', async () => {
  const { reader, requests } = await azureWith({
    status: 429,
    headers: { 'retry-after': '86400' },
  });
  const error = await azureErrorOf(reader.get(clusterId, aksApiVersion));
  expect(error).toMatchObject({ kind: 'throttled', retryAfterSeconds: 900 });
  expect(requests).toHaveLength(1);
});

test('Resource Graph is asked again too', async () => {
  const rows = { totalRecords: 0, count: 0, resultTruncated: 'false', data: [] };
  const { reader, requests } = await azureWith(
    { status: 429, headers: { 'retry-after-ms': '5' } },
    { json: rows },
  );
  const waits: number[] = [];
  const query = 'resources | order by id asc';
  expect(await reader.resourceGraph(query, { onWait: (s) => waits.push(s) })).toEqual([]);
  expect(requests).toHaveLength(2);
  expect(waits).toHaveLength(1);
});

test.each([
  [{ 'retry-after': '7' }, 7],
  [{ 'retry-after': 'Mon, 02 Nov 2026 10:00:30 GMT' }, 30],
  [{ 'retry-after': 'Mon, 02 Nov 2026 09:00:00 GMT' }, 0],
  [{ 'retry-after': 'soon' }, undefined],
  [{ 'retry-after': '' }, undefined],
  [{ 'x-ms-retry-after-ms': '1500' }, 2],
  [{}, undefined],
])('%j is a wait of %s seconds', (headers: Record<string, string>, seconds) => {
  const now = Date.parse('2026-11-02T10:00:00Z');
  expect(retryAfterSeconds((name) => headers[name], now)).toBe(seconds);
});
