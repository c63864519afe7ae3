import { expect, test } from 'vitest';
import { subscriptions } from '../../../src/sandbox/fleet/wire.ts';
import { pathOf, sandbox, version } from './support.ts';

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of pages) items.push(item);
  return items;
}

test('the SDK gets a cluster, its pools, profiles and neighbours', async () => {
  const { clusters, monitor, azure } = await sandbox();
  const found = await clusters.managedClusters.get('rg-aks-prod-weu', 'aks-prod-weu');
  expect(found.apiServerAccessProfile?.authorizedIPRanges).toHaveLength(2);
  expect(found.enableRbac).toBe(true);
  expect(found.agentPoolProfiles?.map((pool) => pool.name)).toEqual(['system', 'apps']);
  const pool = await clusters.agentPools.get('rg-aks-prod-weu', 'aks-prod-weu', 'apps');
  expect(pool.eTag).toBe(found.agentPoolProfiles?.[1]?.eTag);
  const profile = await clusters.managedClusters.getUpgradeProfile(
    'rg-aks-prod-weu',
    'aks-prod-weu',
  );
  expect(profile.controlPlaneProfile?.upgrades?.map((each) => each.kubernetesVersion)).toContain(
    '1.35.9',
  );
  const poolProfile = await clusters.agentPools.getUpgradeProfile(
    'rg-aks-prod-weu',
    'aks-prod-weu',
    'apps',
  );
  expect(poolProfile.latestNodeImageVersion).toMatch(
    /^AKSUbuntu-2204gen2containerd-\d{6}\.\d\d\.0$/,
  );
  const { values } = await clusters.managedClusters.listKubernetesVersions('westeurope');
  expect(values?.find((each) => each.isDefault)?.version).toBe('1.36');
  const windows = await all(
    clusters.maintenanceConfigurations.listByManagedCluster('rg-aks-prod-weu', 'aks-prod-weu'),
  );
  expect(windows.map((each) => each.name)).toContain('aksManagedNodeOSUpgradeSchedule');
  const settings = await all(monitor.diagnosticSettings.list(found.id?.slice(1) ?? ''));
  expect(settings[0]?.logs?.some((log) => log.category === 'kube-audit' && log.enabled)).toBe(true);
  expect(
    azure.journal.find({ path: 'aks-prod-weu' }).every((each) => each.principal === 'reader'),
  ).toBe(true);
});

test('addresses, prefixes, workspaces, bindings, endpoints and alerts are there to be read', async () => {
  const all = await sandbox();
  const get = async (path: string, apiVersion: string) =>
    (await all.raw('GET', `${path}?api-version=${apiVersion}`, { as: 'reader' })).json;
  const weu = await get(pathOf(all, 'aks-prod-weu'), '2026-06-01');
  const [egress] = weu.properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs;
  expect((await get(egress.id, '2024-05-01')).properties.ipAddress).toBe('192.0.2.10');
  const pay = all.azure.state.clusters.find((each) => each.publicIPPrefixes.length > 0);
  const [prefix] = pay?.publicIPPrefixes ?? [];
  expect((await get(prefix.id, '2024-05-01')).properties.ipPrefix).toBe('192.0.2.160/30');
  const [setting] = (
    await get(`${weu.id}/providers/Microsoft.Insights/diagnosticSettings`, '2021-05-01-preview')
  ).value;
  const workspace = await get(setting.properties.workspaceId, '2023-09-01');
  expect(workspace.properties.retentionInDays).toBe(180);
  const data = pathOf(all, 'aks-data-prod-weu');
  expect((await get(`${data}/trustedAccessRoleBindings`, '2026-06-01')).value).toHaveLength(1);
  expect((await get(`${data}/privateEndpointConnections`, '2026-06-01')).value).toHaveLength(2);
  const alerts = `/subscriptions/${subscriptions.production.id}/providers/Microsoft.Insights/activityLogAlerts`;
  expect((await get(alerts, '2020-10-01')).value).toHaveLength(4);
});

test('a list comes in pages, and the SDK follows them', async () => {
  const { clusters, azure } = await sandbox({ pageSize: 2 });
  const found = await all(clusters.managedClusters.list());
  const expected = azure.state.clusters.filter(
    (each) => each.subscriptionId === subscriptions.production.id,
  );
  expect(found.map((each) => each.id)).toEqual(expected.map((each) => each.id));
  expect(azure.journal.entries).toHaveLength(Math.ceil(expected.length / 2));
});

test('a diagnostic setting may point to a workspace that is gone', async () => {
  const all = await sandbox();
  const settings = `${pathOf(all, 'aks-dev-eus')}/providers/microsoft.insights/diagnosticSettings`;
  const { json } = await all.raw('GET', `${settings}?api-version=2021-05-01-preview`, {
    as: 'reader',
  });
  const workspace = json.value[0].properties.workspaceId;
  const gone = await all.raw('GET', `${workspace}?api-version=2023-09-01`, { as: 'reader' });
  expect([gone.status, gone.json.error.code]).toEqual([404, 'ResourceNotFound']);
});

test('paths are compared without regard to case', async () => {
  const all = await sandbox();
  const path = pathOf(all, 'aks-prod-weu').toUpperCase();
  expect((await all.raw('GET', `${path}?${version}`)).json.name).toBe('aks-prod-weu');
});

test('Azure’s refusals come in Azure’s words', async () => {
  const all = await sandbox();
  const path = pathOf(all, 'aks-prod-weu');
  const code = async (...request: Parameters<typeof all.raw>) => {
    const { status, json } = await all.raw(...request);
    return [status, json.error?.code ?? json.code];
  };
  expect(await code('GET', `${path}?${version}`, { as: 'nobody' })).toEqual([
    401,
    'InvalidAuthenticationToken',
  ]);
  expect(await code('GET', path)).toEqual([400, 'MissingApiVersionParameter']);
  expect(await code('GET', `${path}?api-version=soon`)).toEqual([
    400,
    'InvalidApiVersionParameter',
  ]);
  expect(await code('GET', `${path}?api-version=2019-01-01`)).toEqual([
    400,
    'NoRegisteredProviderFound',
  ]);
  expect(await code('GET', `${path}x?${version}`)).toEqual([404, 'ResourceNotFound']);
  expect(await code('GET', `${path.replace('rg-aks', 'rg-no')}?${version}`)).toEqual([
    404,
    'ResourceGroupNotFound',
  ]);
  expect(await code('GET', `${path}/nothing?${version}`)).toEqual([404, 'NotServedBySandbox']);
  const denied = await all.raw('PUT', `${path}?${version}`, { as: 'reader', body: {} });
  expect(denied.status).toBe(403);
  expect(denied.json.error.message).toContain(
    `does not have authorization to perform action 'Microsoft.ContainerService/managedClusters/write' over scope '${path}'`,
  );
});

test('a principal sees what it may do, and only its subscriptions', async () => {
  const { defaultPrincipals } = await import('../../../src/sandbox/azure/principals.ts');
  const principals = defaultPrincipals().map((each) => ({
    ...each,
    subscriptions: [subscriptions.payments.id],
  }));
  const all = await sandbox({ principals });
  const get = (path: string, apiVersion: string) =>
    all.raw('GET', `${path}?api-version=${apiVersion}`, { as: 'reader' });
  const list = await get('/subscriptions', '2022-12-01');
  expect(list.json.value.map((each: { displayName: string }) => each.displayName)).toEqual([
    'Contoso Payments',
  ]);
  const mine = `/subscriptions/${subscriptions.payments.id}/providers/Microsoft.Authorization/permissions`;
  expect((await get(mine, '2022-04-01')).json.value[0].actions).not.toContain(
    'Microsoft.ContainerService/managedClusters/write',
  );
  expect((await get(pathOf(all, 'aks-prod-weu'), '2026-06-01')).status).toBe(403);
});
