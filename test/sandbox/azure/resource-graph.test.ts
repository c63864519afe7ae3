import { expect, test } from 'vitest';
import { subscriptions } from '../../../src/sandbox/fleet/wire.ts';
import { sandbox } from './support.ts';

const fleet = `resources
  | where type =~ 'Microsoft.ContainerService/managedClusters'
  | project id, name, location, resourceGroup, subscriptionId, tags, version = properties.currentKubernetesVersion, env = tolower(tags.env)
  | order by id asc`;

test('the whole fleet comes in one query, in order', async () => {
  const { graph, azure } = await sandbox();
  const { data, count, totalRecords, resultTruncated } = await graph.resources({ query: fleet });
  expect([count, totalRecords]).toEqual([azure.state.clusters.length, azure.state.clusters.length]);
  expect(resultTruncated).toBe('false');
  const ids = data.map((row: { id: string }) => row.id);
  expect(ids).toEqual(ids.toSorted());
  expect(data.find((row: { name: string }) => row.name === 'aks-prod-weu')).toMatchObject({
    version: '1.35.8',
    env: 'prod',
    tags: { app: 'shop' },
    resourceGroup: 'rg-aks-prod-weu',
  });
});

test('pages are followed by their skip token, which belongs to its query', async () => {
  const { graph, azure } = await sandbox();
  const names: string[] = [];
  let skipToken: string | undefined;
  do {
    const page = await graph.resources({ query: fleet, options: { top: 5, skipToken } });
    names.push(...page.data.map((row: { id: string }) => row.id));
    skipToken = page.skipToken;
  } while (skipToken);
  expect(new Set(names).size).toBe(azure.state.clusters.length);
  const first = await graph.resources({ query: fleet, options: { top: 5 } });
  const other = fleet.replace('asc', 'desc');
  await expect(
    graph.resources({ query: other, options: { top: 5, skipToken: first.skipToken } }),
  ).rejects.toThrow(/skip token is invalid/);
});

test('without the id among the columns the rest is cut off, as Azure does', async () => {
  const { graph } = await sandbox();
  const query =
    "resources | where type == 'microsoft.containerservice/managedclusters' | project name";
  const page = await graph.resources({ query, options: { top: 3 } });
  expect([page.count, page.resultTruncated, page.skipToken]).toEqual([3, 'true', undefined]);
});

test('conditions on tags and paths, other tables, and subscriptions', async () => {
  const { graph } = await sandbox();
  const names = async (where: string, wanted?: string[]) => {
    const query = `resources | where type =~ 'microsoft.containerservice/managedclusters' | where ${where} | project id, name | order by id asc`;
    const { data } = await graph.resources({ query, subscriptions: wanted });
    return data.map((row: { name: string }) => row.name).toSorted();
  };
  expect(await names("tags['managed-by'] =~ 'Terraform'")).toEqual(['aks-prod-neu']);
  expect(await names("tags.env =~ 'prod' and tags.app == 'pay'")).toEqual([
    'aks-pay-prod',
    'aks-pay-prod',
  ]);
  expect(
    await names("tags.app in~ ('PAY') or name == 'aks-dev-eus'", [subscriptions.payments.id]),
  ).toEqual(['aks-pay-prod']);
  expect(await names('isempty(properties.aadProfile)')).toEqual(['aks-dev-eus']);
  const containers = await graph.resources({
    query:
      "resourcecontainers | where type =~ 'microsoft.resources/subscriptions' | project id, name | take 2",
  });
  expect(containers.count).toBe(2);
});

test.each([
  ['resources | summarize count() by location', '"summarize"'],
  ["resources | where name startswith 'prod'", '"startswith"'],
  ['resources | extend a = strcat(name)', 'strcat()'],
  ['healthresources | take 1', '"healthresources"'],
  ['resources | where name == 1 + 2', '"+"'],
])('%s is refused by name', async (query, word) => {
  const { raw } = await sandbox();
  const path = '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01';
  const { status, json } = await raw('POST', path, { as: 'reader', body: { query } });
  expect(status).toBe(400);
  expect(JSON.stringify(json.error.details).replaceAll('\\"', '"')).toContain(word);
});

test('Resource Graph is late by as much as it is told', async () => {
  let now = new Date('2026-11-23T10:00:00Z');
  const { graph, azure } = await sandbox({ clock: () => now, lagSeconds: 60 });
  const note = async () => {
    const query = "resources | where name == 'aks-prod-weu' | project id, note = tags.note";
    return (await graph.resources({ query })).data[0].note;
  };
  azure.meddle('aks-prod-weu', { change: 'set', path: 'tags.note', value: 'new' });
  expect(await note()).toBeNull();
  now = new Date('2026-11-23T10:01:01Z');
  expect(await note()).toBe('new');
});

test('who may not read clusters gets an empty list, not an error', async () => {
  const { defaultPrincipals } = await import('../../../src/sandbox/azure/principals.ts');
  const principals = defaultPrincipals().map((each) => ({
    ...each,
    actions: each.actions.filter((action) => !action.endsWith('managedClusters/read')),
  }));
  const { graph } = await sandbox({ principals });
  expect((await graph.resources({ query: fleet })).count).toBe(0);
});
