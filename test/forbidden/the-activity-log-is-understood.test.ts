import { expect, test } from 'vitest';
import type { Json } from '../../src/fleet/snapshot.ts';
import { azureChanges } from '../../src/forbidden/around/elsewhere.ts';

const group = '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg';
const id = `${group}/providers/Microsoft.ContainerService/managedClusters/aks-prod`;
const cluster = {
  ...{ id, name: 'aks-prod', resourceGroup: 'rg', location: '', tags: {} },
  subscriptionId: '11111111-1111-1111-1111-111111111111',
};
const assignment = 'providers/Microsoft.Authorization/roleAssignments/5b0c5e0e-3f63-4a55-8c5d';
const take = 'Microsoft.Authorization/roleAssignments/delete';

function event(resourceId: string, operation: string, more: Json = {}): Json {
  return {
    ...{ resourceId, caller: 'ann@contoso.com', correlationId: `${resourceId} ${operation}` },
    eventTimestamp: '2026-11-24T10:00:00.1234567Z',
    operationName: { value: operation },
    status: { value: 'Succeeded' },
    ...more,
  };
}

const wordsOf = (events: Json[]) => azureChanges(cluster, events).map(({ what }) => what);

test.each([
  [
    'the cluster',
    id,
    'Microsoft.ContainerService/managedClusters/write',
    'wrote the cluster in Azure',
  ],
  [
    'in other letters',
    id.toUpperCase(),
    'MICROSOFT.CONTAINERSERVICE/MANAGEDCLUSTERS/WRITE',
    'wrote the cluster in Azure',
  ],
  [
    'a pool',
    `${id}/agentPools/np1`,
    'Microsoft.ContainerService/managedClusters/agentPools/write',
    'wrote a node pool in Azure',
  ],
  ['a role at the cluster', `${id}/${assignment}`, take, 'took a role in Azure away'],
  [
    'a role at a namespace',
    `${id}/namespaces/web/${assignment}`,
    take,
    'took a role in Azure away',
  ],
  ['a role above it', `${group}/${assignment}`, take, 'took a role in Azure away'],
  [
    'what has no words of its own',
    id,
    'Microsoft.ContainerService/managedClusters/abort/action',
    'did Microsoft.ContainerService/managedClusters/abort/action in Azure',
  ],
])('%s', (_, resource, operation, words) => {
  expect(wordsOf([event(resource, operation)])).toEqual([words]);
});

test.each([
  ['another cluster', `${id}-2`, 'Microsoft.ContainerService/managedClusters/write'],
  ['a role at another cluster', `${id}-2/${assignment}`, take],
  ['a role at another group', `${group}-2/${assignment}`, take],
  [
    'what only reads',
    id,
    'Microsoft.ContainerService/managedClusters/listClusterUserCredential/action',
  ],
  ['what is not an event', '', ''],
])('%s is not told', (_, resource, operation) => {
  expect(wordsOf([event(resource, operation)])).toEqual([]);
});

test('an operation is told once, from when it began, and not if it failed', () => {
  const write = 'Microsoft.ContainerService/managedClusters/write';
  const began = { eventTimestamp: '2026-11-24T09:59:00Z', status: { value: 'Started' } };
  expect(azureChanges(cluster, [event(id, write), event(id, write, began)])).toMatchObject([
    { at: '2026-11-24T09:59:00.000Z', by: 'ann@contoso.com' },
  ]);
  const failed = { status: { value: 'Failed' } };
  expect(wordsOf([event(id, write, began), event(id, write, failed)])).toEqual([]);
});

test('who was given which role', () => {
  const given = 'Microsoft.Authorization/roleAssignments/write';
  expect(wordsOf([event(`${id}/${assignment}`, given)])).toEqual(['gave somebody a role in Azure']);
  const requestbody = JSON.stringify({ Properties: { PrincipalId: 'p-2' } });
  const [what] = wordsOf([event(`${id}/${assignment}`, given, { properties: { requestbody } })]);
  expect(what).toBe('gave p-2 a role in Azure');
});

test('whose role it was is read from the body, which is text and may be anything', () => {
  const body = (responseBody: unknown) =>
    event(`${id}/${assignment}`, take, { properties: { responseBody } });
  const properties = {
    PrincipalId: 'p-1',
    roleDefinitionId:
      '/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c',
  };
  const [change] = azureChanges(cluster, [body(JSON.stringify({ properties }))]);
  expect(change).toMatchObject({
    what: 'took the role Contributor in Azure away from p-1',
    taken: { kind: 'assignment', id: '5b0c5e0e-3f63-4a55-8c5d', principalId: 'p-1' },
  });
  for (const broken of ['', '{', 'null', '[]', 7, null, '{"properties":[]}'])
    expect(azureChanges(cluster, [body(broken)])[0]?.taken).toMatchObject({ principalId: null });
});
