import { expect, test } from 'vitest';
import { createFleet } from '../../../src/sandbox/fleet/fleet.ts';
import { sandbox } from './support.ts';

test('a private cluster answers only to those in its network', async () => {
  const { raw, standIn } = await sandbox({
    reaches: { 'aks-data-prod-weu': 'vnet-data', 'aks-prod-neu': 'vnet-b' },
  });
  const ask = (at?: string) => raw('aks-data-prod-weu', 'GET /version', { at });
  await expect(ask()).rejects.toThrow('fetch failed');
  await expect(ask(standIn.reachUrl('vnet-b'))).rejects.toThrow('fetch failed');
  expect((await ask(standIn.reachUrl('vnet-data'))).status).toBe(200);
  expect(() => standIn.reachUrl('vnet-c')).toThrow('no cluster is behind a reach "vnet-c"');
});

test('a stopped cluster does not answer, nor does a name that nobody has', async () => {
  const { raw, standIn } = await sandbox();
  await expect(raw('aks-dev-neu', 'GET /version')).rejects.toThrow('fetch failed');
  await expect(fetch(`${standIn.url}/nobody.azmk8s.io/version`)).rejects.toThrow('fetch failed');
});

test('authorized ranges hold as they are now', async () => {
  const fleet = createFleet();
  const found = fleet.clusters.find(({ managedCluster }) => managedCluster.name === 'aks-prod-weu');
  const live = structuredClone(found?.managedCluster);
  const { raw } = await sandbox({ fleet, live: (id) => (id === live.id ? live : undefined) });
  expect((await raw('aks-prod-weu', 'GET /version')).status).toBe(200);
  live.properties.apiServerAccessProfile.authorizedIPRanges = ['AzureCloud', '198.51.100.16/28'];
  await expect(raw('aks-prod-weu', 'GET /version')).rejects.toThrow('fetch failed');
  live.properties.apiServerAccessProfile.authorizedIPRanges = ['203.0.113.60/32'];
  expect((await raw('aks-prod-weu', 'GET /version')).status).toBe(200);
});

test('two clusters of one name are told apart by id', async () => {
  const { standIn } = await sandbox();
  expect(() => standIn.cluster('aks-pay-prod')).toThrow('"aks-pay-prod" means several clusters');
  expect(() => standIn.cluster('aks-nowhere')).toThrow('"aks-nowhere" means no cluster');
  const [, older] = createFleet().clusters.filter(
    (each) => each.managedCluster.name === 'aks-pay-prod',
  );
  const { id } = older?.managedCluster ?? {};
  expect(standIn.cluster(id).id).toBe(id);
});
