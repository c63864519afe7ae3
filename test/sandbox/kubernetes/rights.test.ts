import { expect, test } from 'vitest';
import { defaultUsers, user } from '../../../src/sandbox/kubernetes/users.ts';
import { sandbox } from './support.ts';

const rbac = 'rbac.authorization.k8s.io/v1';

test('nobody and somebody unknown are not let in', async () => {
  const { raw } = await sandbox();
  for (const as of ['', 'impostor']) {
    const { status, json } = await raw('aks-prod-weu', 'GET /version', { as });
    expect([status, json.reason]).toEqual([401, 'Unauthorized']);
  }
});

test('a cluster without Entra knows no token', async () => {
  const { raw } = await sandbox();
  expect((await raw('aks-dev-eus', 'GET /api/v1/pods')).status).toBe(401);
});

test('the reader lists what its role names and gets nothing else', async () => {
  const { raw, standIn } = await sandbox();
  const [reader] = defaultUsers();
  expect((await raw('aks-staging-weu', 'GET /api/v1/pods')).status).toBe(200);
  const one = await raw('aks-staging-weu', 'GET /api/v1/namespaces/shop/pods/tmp-shell');
  expect(one.json.message).toBe(
    `pods "tmp-shell" is forbidden: User "${reader?.name}" cannot get resource "pods" in API group "" in the namespace "shop"`,
  );
  standIn.cluster('aks-staging-weu').objects.remove('clusterrolebindings', 'drawbridge-reader');
  const all = await raw('aks-staging-weu', 'GET /apis/apps/v1/deployments');
  expect(all.json).toMatchObject({
    reason: 'Forbidden',
    details: { group: 'apps', kind: 'deployments' },
  });
  expect(all.json.message).toBe(
    `deployments.apps is forbidden: User "${reader?.name}" cannot list resource "deployments" in API group "apps" at the cluster scope`,
  );
});

test('where Azure is asked too, the refusal says so', async () => {
  const { raw, standIn } = await sandbox();
  standIn.cluster('aks-prod-weu').rights.withhold('reader', { resource: 'pods' });
  const { json } = await raw('aks-prod-weu', 'GET /api/v1/pods');
  expect(json.message).toContain(
    'at the cluster scope: User does not have access to the resource in Azure.',
  );
});

test('a right is withheld and given back, alone and over HTTP', async () => {
  const { raw, standIn } = await sandbox();
  const { rights } = standIn.cluster('aks-staging-weu');
  const secrets = async () => (await raw('aks-staging-weu', 'GET /api/v1/secrets')).status;
  const pods = async () => (await raw('aks-staging-weu', 'GET /api/v1/pods')).status;
  rights.withhold('reader', { resource: 'secrets' });
  expect([await secrets(), await pods()]).toEqual([403, 200]);
  rights.restore();
  expect(await secrets()).toBe(200);
  const control = `${standIn.url}/sandbox/clusters/aks-staging-weu/withhold`;
  await fetch(control, { method: 'POST', body: JSON.stringify({ who: 'reader' }) });
  expect([await secrets(), await pods()]).toEqual([403, 403]);
  await fetch(control, { method: 'DELETE' });
  expect([await secrets(), await pods()]).toEqual([200, 200]);
});

test('roles hold in their namespace alone, for names alone, and by groups', async () => {
  const { raw, standIn } = await sandbox({ users: [user('dev', ['developers-of-shop'])] });
  const { objects } = standIn.cluster('aks-staging-weu');
  const role = (kind: string, metadata: object, rest: object) =>
    objects.add({ apiVersion: rbac, kind, metadata, ...rest });
  const as = { as: 'dev' };
  const status = async (request: string) => (await raw('aks-staging-weu', request, as)).status;
  const subjects = [{ kind: 'Group', name: 'developers-of-shop' }];
  role(
    'Role',
    { name: 'one', namespace: 'shop' },
    {
      rules: [
        { apiGroups: [''], resources: ['configmaps'], resourceNames: ['settings'], verbs: ['get'] },
      ],
    },
  );
  role(
    'RoleBinding',
    { name: 'one', namespace: 'shop' },
    { roleRef: { kind: 'Role', name: 'one' }, subjects },
  );
  expect(await status('GET /api/v1/namespaces/shop/configmaps/settings')).toBe(200);
  expect(await status('GET /api/v1/namespaces/shop/configmaps/legacy-import')).toBe(403);
  expect(await status('GET /api/v1/namespaces/shop/configmaps')).toBe(403);
  role(
    'RoleBinding',
    { name: 'viewer', namespace: 'shop' },
    { roleRef: { kind: 'ClusterRole', name: 'view' }, subjects },
  );
  expect(await status('GET /api/v1/namespaces/shop/pods')).toBe(200);
  expect(await status('GET /api/v1/namespaces/ops/pods')).toBe(403);
  expect(await status('GET /api/v1/pods')).toBe(403);
  expect(await status('GET /api/v1/namespaces/shop/secrets')).toBe(403);
});

test('an aggregated role holds what is labelled for it later', async () => {
  const { raw, standIn } = await sandbox({ users: [user('dev')] });
  const { objects } = standIn.cluster('aks-staging-weu');
  objects.add({
    apiVersion: rbac,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'dev' },
    roleRef: { kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'User', name: user('dev').name }],
  });
  const nodes = async () =>
    (await raw('aks-staging-weu', 'GET /api/v1/nodes', { as: 'dev' })).status;
  expect(await nodes()).toBe(403);
  objects.add({
    apiVersion: rbac,
    kind: 'ClusterRole',
    metadata: {
      name: 'nodes-too',
      labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' },
    },
    rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['list'] }],
  });
  expect(await nodes()).toBe(200);
});

test('an access review answers what would be allowed', async () => {
  const { raw } = await sandbox();
  const review = async (resourceAttributes: object) => {
    const { json } = await raw(
      'aks-staging-weu',
      'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
      { as: 'writer', body: { spec: { resourceAttributes } } },
    );
    return json.status.allowed;
  };
  const policies = { group: 'networking.k8s.io', resource: 'networkpolicies', namespace: 'shop' };
  expect(await review({ ...policies, verb: 'create' })).toBe(true);
  expect(await review({ resource: 'pods', subresource: 'exec', verb: 'create' })).toBe(false);
});
