import { expect, test } from 'vitest';
import { sandbox } from './support.ts';

const query = `resourcechanges
  | where tostring(properties.targetResourceId) contains '/aks-prod-weu'
  | project id, by = tostring(properties.changeAttributes.changedBy), changes = properties.changes
  | order by id asc`;

test('the table of changes begins with some, and grows with every write', async () => {
  const { graph, azure } = await sandbox();
  const rows = async () => (await graph.resources({ query })).data;
  const before = await rows();
  expect(before).toMatchObject([
    { by: 'ana.rivera@contoso.example', changes: { 'properties.disableLocalAccounts': {} } },
  ]);
  azure.meddle('aks-prod-weu', {
    change: 'set',
    path: 'properties.apiServerAccessProfile.authorizedIPRanges',
    value: ['203.0.113.0/26'],
    by: 'sam@contoso.example',
  });
  const after = await rows();
  expect(after).toHaveLength(2);
  const made = after.find(({ by }: { by: string }) => by === 'sam@contoso.example');
  expect(made.changes).toEqual({
    'properties.apiServerAccessProfile.authorizedIPRanges[1]': {
      previousValue: '198.51.100.16/28',
      newValue: 'null',
      changeCategory: 'User',
      propertyChangeType: 'Remove',
    },
  });
});

test('who may not read clusters is shown no changes of them', async () => {
  const { defaultPrincipals } = await import('../../../src/sandbox/azure/principals.ts');
  const principals = defaultPrincipals().map((each) => ({
    ...each,
    actions: each.actions.filter((action) => !action.endsWith('managedClusters/read')),
  }));
  const { graph } = await sandbox({ principals });
  expect((await graph.resources({ query })).count).toBe(0);
});
