import { expect, test } from 'vitest';
import { pathOf, pause, type Sandbox, sandbox, version } from './support.ts';

const get = async (all: Sandbox, path: string) => (await all.raw('GET', `${path}?${version}`)).json;

/** What stands in a cluster now, with its path. */
async function cluster(all: Sandbox, name: string) {
  const path = pathOf(all, name);
  return { path, url: `${path}?${version}`, json: await get(all, path) };
}

test('a PUT with the etag is accepted, runs, and ends; the SDK polls it', async () => {
  const all = await sandbox();
  const group = 'rg-aks-prod-weu';
  const read = await all.writes.managedClusters.get(group, 'aks-prod-weu');
  read.apiServerAccessProfile?.authorizedIPRanges?.push('198.51.100.77/32');
  const poller = all.writes.managedClusters.createOrUpdate(group, 'aks-prod-weu', read, {
    ifMatch: read.eTag,
    updateIntervalInMs: 20,
  });
  await poller.submitted();
  const meanwhile = await get(all, pathOf(all, 'aks-prod-weu'));
  expect(meanwhile.properties.provisioningState).toBe('Updating');
  const done = await poller;
  expect(done.provisioningState).toBe('Succeeded');
  expect(done.apiServerAccessProfile?.authorizedIPRanges).toContain('198.51.100.77/32');
  expect(done.eTag).not.toBe(read.eTag);
  expect(all.azure.journal.find({ method: 'PUT' })).toMatchObject([
    { status: 200, principal: 'writer', ifMatch: read.eTag },
  ]);
});

test('a change of the cluster moves all etags, a change of a pool its own only', async () => {
  const all = await sandbox();
  const { path, url, json } = await cluster(all, 'aks-prod-neu');
  const pool = await get(all, `${path}/agentPools/apps`);
  pool.properties.count = 5;
  await all.raw('PUT', `${path}/agentPools/apps?${version}`, {
    body: pool,
    headers: { 'if-match': pool.properties.eTag },
  });
  const afterPool = await get(all, path);
  expect(afterPool.eTag).toBe(json.eTag);
  const etags = (document: typeof json) =>
    document.properties.agentPoolProfiles.map((each: { eTag: string }) => each.eTag);
  expect(etags(afterPool)[0]).toBe(etags(json)[0]);
  expect(etags(afterPool)[1]).not.toBe(etags(json)[1]);
  expect(afterPool.properties.agentPoolProfiles[1].count).toBe(5);
  await pause(120);
  expect((await all.raw('PUT', url, { body: afterPool })).status).toBe(200);
  const afterCluster = await get(all, path);
  expect(afterCluster.eTag).not.toBe(json.eTag);
  expect(etags(afterCluster)[0]).not.toBe(etags(json)[0]);
});

test('an etag that has moved is a 412, and nothing changes', async () => {
  const all = await sandbox();
  const { path, url, json } = await cluster(all, 'aks-prod-weu');
  all.azure.meddle('aks-prod-weu', { change: 'set', path: 'tags.note', value: 'mine' });
  json.tags.note = 'yours';
  const late = await all.raw('PUT', url, { body: json, headers: { 'if-match': json.eTag } });
  expect([late.status, late.json.code]).toEqual([412, 'PreconditionFailed']);
  expect((await get(all, path)).tags.note).toBe('mine');
});

test('a busy cluster answers 409 until its operation ends', async () => {
  const all = await sandbox();
  const { url, json } = await cluster(all, 'aks-staging-neu');
  expect(json.properties.provisioningState).toBe('Upgrading');
  const busy = await all.raw('PUT', url, { body: json });
  expect([busy.status, busy.json.code]).toEqual([409, 'OperationNotAllowed']);
  expect(busy.json.message).toContain('Another operation (Upgrading) is in progress');
  all.azure.meddle('aks-staging-neu', { change: 'end-operation' });
  const after = await cluster(all, 'aks-staging-neu');
  expect(after.json.properties).toMatchObject({
    provisioningState: 'Succeeded',
    currentKubernetesVersion: '1.36.5',
  });
  expect((await all.raw('PUT', url, { body: after.json })).status).toBe(200);
});

test('a stopped cluster takes no changes; a failed one is mended by the next', async () => {
  const all = await sandbox();
  const stopped = await cluster(all, 'aks-dev-neu');
  expect((await all.raw('PUT', stopped.url, { body: stopped.json })).status).toBe(409);
  const failed = await cluster(all, 'aks-staging-eus');
  expect(failed.json.properties.provisioningState).toBe('Failed');
  expect((await all.raw('PUT', failed.url, { body: failed.json })).status).toBe(200);
  await pause(120);
  expect((await get(all, failed.path)).properties.provisioningState).toBe('Succeeded');
});

test('a PUT replaces: what is absent is gone, what only Azure says is ignored', async () => {
  const all = await sandbox();
  const { path, url, json } = await cluster(all, 'aks-prod-weu');
  delete json.properties.apiServerAccessProfile;
  delete json.properties.autoUpgradeProfile;
  delete json.tags;
  json.properties.fqdn = 'elsewhere.example';
  json.properties.provisioningState = 'Deleting';
  json.eTag = 'made-up';
  json.properties.agentPoolProfiles[1].count = 4;
  expect((await all.raw('PUT', url, { body: json })).status).toBe(200);
  const after = await get(all, path);
  expect(after.properties.apiServerAccessProfile).toBeUndefined();
  expect(after.properties.autoUpgradeProfile).toEqual({ nodeOSUpgradeChannel: 'NodeImage' });
  expect(after.tags).toBeUndefined();
  expect(after.properties.fqdn).toMatch(/westeurope\.azmk8s\.io$/);
  expect(after.eTag).not.toBe('made-up');
  expect(after.properties.agentPoolProfiles[1].count).toBe(4);
});

test('raw JSON keeps what no model knows; a typed GET and PUT loses it at every depth', async () => {
  const all = await sandbox();
  const { path, url, json } = await cluster(all, 'aks-data-staging-weu');
  expect((await all.raw('PUT', url, { body: json })).status).toBe(200);
  await pause(120);
  const kept = (await get(all, path)).properties;
  expect(kept.pretendPreviewProfile).toEqual(json.properties.pretendPreviewProfile);

  const { ContainerServiceClient } = await import('@azure/arm-containerservice');
  const { rerouting, sandboxCredential } = await import('../../../src/azure/rerouting.ts');
  const subscription = path.split('/')[2] ?? '';
  const typed = new ContainerServiceClient(sandboxCredential('writer'), subscription, {
    httpClient: rerouting(all.azure.url),
  });
  const group = 'rg-aks-data-staging-weu';
  const read = await typed.managedClusters.get(group, 'aks-data-staging-weu');
  for (const pool of read.agentPoolProfiles ?? []) delete pool.nodeImageVersion;
  await typed.managedClusters.createOrUpdate(group, 'aks-data-staging-weu', read, {
    updateIntervalInMs: 20,
  });
  const lost = (await get(all, path)).properties;
  expect(lost.pretendPreviewProfile).toBeUndefined();
  expect(lost.networkProfile.pretendFlowGuard).toBeUndefined();
  expect(lost.agentPoolProfiles[0].pretendKernelLockdown).toBeUndefined();
  expect(lost.apiServerAccessProfile.authorizedIPRanges).toEqual(
    json.properties.apiServerAccessProfile.authorizedIPRanges,
  );
});

test('the count that a PUT carries is made real, even when the autoscaler has gone on', async () => {
  const all = await sandbox();
  const { path, url, json } = await cluster(all, 'aks-data-prod-neu');
  const counted = json.properties.agentPoolProfiles.find(
    (each: { name: string }) => each.name === 'spark',
  );
  const real = async () => (await get(all, `${path}/agentPools/spark`)).properties.count;
  expect([counted.count, await real()]).toEqual([3, 11]);
  expect((await all.raw('PUT', url, { body: json })).status).toBe(200);
  expect(await real()).toBe(3);
});

test('what the service refuses about pools is refused', async () => {
  const all = await sandbox();
  const { url, json } = await cluster(all, 'aks-prod-weu');
  const refusal = async (edit: (copy: typeof json) => void) => {
    const copy = structuredClone(json);
    edit(copy);
    const answer = await all.raw('PUT', url, { body: copy });
    return `${answer.status} ${answer.json.message ?? answer.json.error?.message}`;
  };
  expect(await refusal((c) => c.properties.agentPoolProfiles.pop())).toMatch(
    /^400 Agent pool 'apps' is missing/,
  );
  expect(
    await refusal((c) => c.properties.agentPoolProfiles.push({ name: 'extra', count: 1 })),
  ).toMatch(/^400 A new agent pool was introduced/);
  expect(await refusal((c) => delete c.properties.agentPoolProfiles)).toMatch(
    /^400 Required parameter/,
  );
  expect(
    await refusal((c) => {
      c.properties.agentPoolProfiles[0].nodeImageVersion =
        'AKSUbuntu-2204gen2containerd-202601.05.0';
    }),
  ).toMatch(
    /^400 NodeImageVersion '.*' is not accepted. NodeImageVersion can only be current version/,
  );
  expect(
    await refusal((c) => {
      c.properties.agentPoolProfiles[0].vmSize = 'Standard_D2s_v5';
    }),
  ).toMatch(/^400 Changing property/);
  expect(
    await refusal((c) => {
      c.properties.dnsPrefix = 'other';
    }),
  ).toMatch(/^400 Changing property 'dnsPrefix' is not allowed/);
  expect(await refusal((c) => delete c.location)).toMatch(/^400 The location property is required/);
});

test.each([
  [['203.0.113.5/24'], /network address of the CIDR is 203\.0\.113\.0\/24/],
  [['2001:db8::/32'], /no IPv4 address or CIDR/],
  [['office'.repeat(2), 'AzureCloud'], /Only one service tag/],
  [['0.0.0.0/32', '203.0.113.0/24'], /0\.0\.0\.0\/32 is not allowed with other IP ranges/],
  [Array.from({ length: 201 }, (_, i) => `10.${i}.0.0/16`), /201 exceeds the limit of 200/],
])('authorized ranges %j are refused', async (ranges, words) => {
  const all = await sandbox();
  const { url, json } = await cluster(all, 'aks-prod-weu');
  json.properties.apiServerAccessProfile.authorizedIPRanges = ranges;
  const answer = await all.raw('PUT', url, { body: json });
  expect([answer.status, answer.json.code]).toEqual([400, 'InvalidParameter']);
  expect(answer.json.message).toMatch(words);
});

test('a single address becomes a /32; a private cluster takes no ranges', async () => {
  const all = await sandbox();
  const open = await cluster(all, 'aks-dev-weu');
  open.json.properties.apiServerAccessProfile = { authorizedIPRanges: ['203.0.113.9'] };
  const { json } = await all.raw('PUT', open.url, { body: open.json });
  expect(json.properties.apiServerAccessProfile.authorizedIPRanges).toEqual(['203.0.113.9/32']);
  const closed = await cluster(all, 'aks-data-prod-weu');
  closed.json.properties.apiServerAccessProfile.authorizedIPRanges = ['203.0.113.9/32'];
  const refused = await all.raw('PUT', closed.url, { body: closed.json });
  expect(refused.json.message).toMatch(/private cluster/);
});

test('tags can be patched, settings and windows written, and the operation asked after', async () => {
  const all = await sandbox();
  const { path, url } = await cluster(all, 'aks-dev-weu');
  const patched = await all.raw('PATCH', url, { body: { tags: { env: 'dev' } } });
  expect(patched.json.tags).toEqual({ env: 'dev' });
  const operation = new URL(patched.headers.get('azure-asyncoperation') ?? '');
  const ask = () => all.raw('GET', operation.pathname + operation.search);
  expect((await ask()).json.status).toBe('InProgress');
  const result = new URL(patched.headers.get('location') ?? '');
  const fetched = () => all.raw('GET', result.pathname + result.search);
  expect((await fetched()).status).toBe(202);
  await pause(120);
  expect((await ask()).json).toMatchObject({ status: 'Succeeded', endTime: expect.any(String) });
  expect((await fetched()).json.name).toBe('aks-dev-weu');

  const setting = `${path}/providers/Microsoft.Insights/diagnosticSettings/Ours?api-version=2021-05-01-preview`;
  const properties = {
    workspaceId: '/subscriptions/x',
    logs: [{ category: 'guard', enabled: true }],
  };
  expect((await all.raw('PUT', setting, { body: { properties } })).json.name).toBe('Ours');
  expect((await all.raw('PUT', setting, { body: { properties: {} } })).status).toBe(400);
  const window = `${path}/maintenanceConfigurations/aksManagedAutoUpgradeSchedule?${version}`;
  const hours = (durationHours: number) => ({
    properties: { maintenanceWindow: { durationHours } },
  });
  expect((await all.raw('PUT', window, { body: hours(3) })).status).toBe(400);
  expect((await all.raw('PUT', window, { body: hours(4) })).status).toBe(201);
  expect((await all.raw('DELETE', window)).status).toBe(200);
  expect((await all.raw('GET', window)).status).toBe(404);
});
