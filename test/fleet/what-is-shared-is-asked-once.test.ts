import { expect, test } from 'vitest';
import { AzureError } from '../../src/azure/errors.ts';
import type { AzureReader } from '../../src/azure/reader.ts';
import { fleetQuery } from '../../src/fleet/fleet-query.ts';
import { oncePerRun } from '../../src/fleet/once-per-run.ts';
import { takeSnapshot } from '../../src/fleet/take-snapshot.ts';
import { pretendAzure } from './pretend-azure.ts';

const now = () => new Date('2026-11-02T10:00:00Z');
const plans = '/subscriptions/s/providers/Microsoft.Security/pricings/Containers';

test('two clusters of one subscription and region share what is theirs together', async () => {
  const { azure, reader } = await pretendAzure();
  const shared = oncePerRun(reader);
  const rows = await reader.resourceGraph(fleetQuery);
  const wanted = rows.filter(({ name }) => ['aks-prod-weu', 'aks-data-prod-weu'].includes(name));
  azure.journal.clear();
  await Promise.all(
    wanted.map((row) =>
      takeSnapshot({
        reader: shared,
        cluster: { ...row, resourceGroup: row.id.split('/')[4] },
        now,
      }),
    ),
  );
  const asked = azure.journal.entries.map(
    ({ method, path, query, body }) => `${method} ${path}${query} ${body?.query ?? ''}`,
  );
  const count = (part: string) => asked.filter((line) => line.includes(part)).length;
  expect(wanted).toHaveLength(2);
  expect(count('/pricings/Containers')).toBe(1);
  expect(count('/kubernetesVersions')).toBe(1);
  expect(count('/meshRevisionProfiles')).toBe(1);
  expect(count('microsoft.security/locations/alerts')).toBe(1);
  expect(count('/managedClusters/aks-prod-weu?')).toBe(1);
  const ofClusters = asked.filter((line) => !line.includes('/managedClusters/'));
  expect(new Set(ofClusters).size).toBe(ofClusters.length);
});

test('a fault that may pass is not kept, a refusal is', async () => {
  let asked = 0;
  let kind: 'unreachable' | 'denied' = 'unreachable';
  const reader = {
    get() {
      asked += 1;
      return Promise.reject(new AzureError(kind, 'no'));
    },
  } as unknown as AzureReader;
  const shared = oncePerRun(reader);
  await expect(shared.get(plans, '1')).rejects.toThrow('no');
  await expect(shared.get(plans, '1')).rejects.toThrow('no');
  expect(asked).toBe(2);
  kind = 'denied';
  await expect(shared.get(plans.toUpperCase(), '1')).rejects.toThrow('no');
  await expect(shared.get(plans, '1')).rejects.toThrow('no');
  expect(asked).toBe(3);
});

test('another version, another filter or other subscriptions are another question', async () => {
  const asked: unknown[] = [];
  const reader = {
    list: (...given: unknown[]) => Promise.resolve(asked.push(given)),
    resourceGraph: (...given: unknown[]) => Promise.resolve(asked.push(given)),
  } as unknown as AzureReader;
  const shared = oncePerRun(reader);
  await shared.list(plans, '1');
  await shared.list(plans, '2');
  await shared.list(plans, '1', { filter: 'atScope()' });
  await shared.resourceGraph('q', { subscriptions: ['b', 'a'] });
  await shared.resourceGraph('q', { subscriptions: ['a', 'b'] });
  await shared.resourceGraph('q');
  expect(asked).toHaveLength(5);
});
