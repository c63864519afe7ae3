import { expect, test } from 'vitest';
import { checklistAsMarkdown, migrationChecklist } from '../../src/upgrade/checklist.ts';
import { readTrusting } from '../../src/upgrade/trusting.ts';
import { pretendAzure } from '../fleet/pretend-azure.ts';
import { now, read, snapshotOf, unreadable } from './support.ts';

const named = (name: string, namespace: string, more: object = {}) => ({
  metadata: { name, namespace },
  ...more,
});
const acrPull =
  '/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d';

const trusting = read([{ identity: 'id-pay', subject: 'system:serviceaccount:shop:pay' }]);

/** Names of planes as the list uses them, each with one thing in it. */
function filled() {
  const { id } = snapshotOf('aks-prod-weu').cluster;
  const address = { status: { loadBalancer: { ingress: [{ ip: '192.0.2.9' }] } } };
  const claim = { spec: { volumes: [{ persistentVolumeClaim: { claimName: 'disk' } }] } };
  return {
    namespaces: read([{ metadata: { name: 'shop' } }, { metadata: { name: 'kube-system' } }]),
    workloads: read([
      { kind: 'StatefulSet', ...named('db', 'shop', { spec: {} }) },
      { kind: 'Deployment', ...named('files', 'shop', claim) },
      { kind: 'Deployment', ...named('web', 'shop', { spec: {} }) },
      { kind: 'StatefulSet', ...named('own', 'kube-system', { spec: {} }) },
    ]),
    services: read([
      named('web', 'shop', { spec: { type: 'LoadBalancer' }, ...address }),
      named('inner', 'shop', { spec: { type: 'ClusterIP' } }),
    ]),
    ingresses: read([named('web', 'shop', { spec: { rules: [{ host: 'shop.example' }, {}] } })]),
    serviceAccounts: read([
      {
        metadata: {
          ...{ name: 'pay', namespace: 'shop' },
          annotations: { 'azure.workload.identity/client-id': 'client-1' },
        },
      },
    ]),
    secretProviderClasses: read([
      named('vault', 'shop', { spec: { provider: 'azure', parameters: { keyvaultName: 'kv' } } }),
    ]),
    roleAssignments: read([
      {
        scope: id.toUpperCase(),
        principalId: 'p1',
        principalType: 'Group',
        roleDefinitionId: acrPull,
      },
      {
        scope: '/subscriptions/x',
        principalId: 'p2',
        principalType: 'User',
        roleDefinitionId: acrPull,
      },
    ]),
    identityRoles: read([{ scope: '/registries/acr', roleDefinitionId: acrPull }]),
    activityLogAlerts: read([
      { name: 'for-it', properties: { scopes: [id] } },
      { name: 'for-others', properties: { scopes: ['/subscriptions/x'] } },
    ]),
    podDisruptionBudgets: read([named('web', 'shop')]),
  };
}

test('it lists what the cluster has, and nothing of the system', () => {
  const parts = migrationChecklist(
    snapshotOf('aks-prod-weu', { planes: filled() }),
    ['kube-system'],
    trusting,
  );
  expect(Object.fromEntries(parts.map(({ title, items }) => [title, items]))).toEqual({
    Namespaces: ['shop'],
    Data: ['Deployment shop/files (claims disk)', 'StatefulSet shop/db'],
    'Addresses that the world knows': ['shop/web: 192.0.2.9'],
    'Host names': ['shop.example'],
    'Workload identities': ['shop/pay: client-1'],
    'Federated credentials': ['id-pay: system:serviceaccount:shop:pay'],
    'Secrets from vaults': ['shop/vault: kv'],
    'Role assignments on the cluster itself': ['Group p1: AcrPull'],
    'Rights of the cluster’s identities': ['AcrPull on /registries/acr'],
    Alerts: ['for-it'],
    'Who reaches the API server': ['203.0.113.0/26', '198.51.100.16/28'],
    'Node pools': ['system: 3 nodes, system', 'apps: 3 to 12 nodes, user'],
    'Disruption budgets': ['shop/web'],
  });
});

test('what could not be read is left to be found out by hand, never passed over', () => {
  const planes = Object.fromEntries(
    Object.keys(filled()).map((name) => [name, unreadable('the API server is private')]),
  );
  const parts = migrationChecklist(
    snapshotOf('aks-prod-weu', { planes }),
    [],
    unreadable('the API server is private'),
  );
  const text = checklistAsMarkdown(parts, { name: 'old', newName: 'new', version: '1.36.5' });
  expect(text.match(/Not read: the API server is private\. Find out by hand/g)).toHaveLength(11);
  expect(text).not.toContain('Nothing of the kind');
});

test('names of others are one line without markup', () => {
  const planes = { ...filled(), namespaces: read([{ metadata: { name: 'a\n# b <x> `c`' } }]) };
  const parts = migrationChecklist(snapshotOf('aks-prod-weu', { planes }), [], trusting);
  const text = checklistAsMarkdown(parts, { name: 'old', newName: 'new', version: '1' });
  expect(text).toContain('- [ ] a \\# b \\<x\\> \\`c\\`');
});

test('identities that trust the issuer of the cluster are found, and no others', async () => {
  const { reader, deny } = await pretendAzure();
  const look = (name: string) => readTrusting(reader, snapshotOf(name), { now });
  expect(await look('aks-prod-weu')).toMatchObject({
    value: [
      { identity: 'id-ci', subject: 'system:serviceaccount:ci:runner' },
      { identity: 'id-orders', subject: 'system:serviceaccount:shop:orders' },
    ],
  });
  expect(await look('aks-prod-neu')).toMatchObject({ value: [{ identity: 'id-orders-neu' }] });
  // It has no issuer: nobody can trust it.
  expect(await look('aks-dev-eus')).toMatchObject({ state: 'read', value: [] });
  deny('Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read');
  expect(await look('aks-prod-weu')).toMatchObject({ state: 'unreadable', code: 'denied' });
  deny('Microsoft.ManagedIdentity/userAssignedIdentities/read');
  expect(await look('aks-prod-weu')).toMatchObject({ state: 'unreadable', code: 'denied' });
});
