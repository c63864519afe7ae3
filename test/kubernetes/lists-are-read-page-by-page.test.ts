import { expect, test } from 'vitest';
import { KubernetesError } from '../../src/kubernetes/errors.ts';
import { readKubernetes } from '../../src/kubernetes/read.ts';
import {
  type Asked,
  connectionTo,
  emptyCluster,
  list,
  type Reply,
  startApiServer,
} from './support/api-server.ts';

const now = () => new Date('2026-11-24T00:00:00Z');
const namespace = (name: string) => ({ metadata: { name } });
const status = (code: number, message: string): Reply => ({
  status: code,
  json: { kind: 'Status', status: 'Failure', code, message },
});

async function readWith(answer: (asked: Asked) => Reply | undefined, groups = {}) {
  const empty = emptyCluster(groups);
  const server = await startApiServer((asked) => answer(asked) ?? empty(asked));
  const connection = await connectionTo(server.url);
  return { ...server, results: await readKubernetes({ connection, now }) };
}

test('pages of 500 are followed, as the reading identity', async () => {
  const { results, asked } = await readWith(({ path, query }) => {
    if (path !== '/api/v1/namespaces') return undefined;
    return query.get('continue')
      ? { json: list([namespace('b')]) }
      : { json: list([namespace('a')], { next: 'second page/=' }) };
  });
  expect(results.namespaces).toMatchObject({
    ok: true,
    value: [{ metadata: { name: 'a' } }, { metadata: { name: 'b' } }],
    source: 'Kubernetes API, namespaces',
  });
  const pages = asked.filter(({ path }) => path === '/api/v1/namespaces');
  expect(pages.map(({ query }) => [query.get('limit'), query.get('continue')])).toEqual([
    ['500', null],
    ['500', 'second page/='],
  ]);
  expect(new Set(asked.map(({ headers }) => headers.authorization))).toEqual(
    new Set(['Bearer sandbox-reader']),
  );
});

test('a list whose rest has expired is begun again once, and nothing is counted twice', async () => {
  let first = 0;
  const { results } = await readWith(({ path, query }) => {
    if (path !== '/api/v1/namespaces') return undefined;
    if (query.get('continue') === 'old') return status(410, 'too old resource version');
    if (query.get('continue')) return { json: list([namespace('b')]) };
    first += 1;
    return { json: list([namespace('a')], { next: first === 1 ? 'old' : 'new' }) };
  });
  expect(first).toBe(2);
  const { namespaces } = results;
  expect(namespaces.ok && namespaces.value.map(({ metadata }) => metadata.name)).toEqual([
    'a',
    'b',
  ]);
});

test('a list that expires again is unreadable, and the others are not', async () => {
  const { results } = await readWith(({ path, query }) => {
    if (path !== '/api/v1/namespaces') return undefined;
    if (query.get('continue')) return status(410, 'too old resource version');
    return { json: list([namespace('a')], { next: 'old' }) };
  });
  expect(results.namespaces).toMatchObject({ ok: false, error: { kind: 'expired' } });
  expect(results.services).toMatchObject({ ok: true, value: [] });
});

test('pages of different moments are not put together', async () => {
  const { results } = await readWith(({ path, query }) => {
    if (path !== '/api/v1/namespaces') return undefined;
    return query.get('continue')
      ? { json: list([namespace('b')], { resourceVersion: '1001' }) }
      : { json: list([namespace('a')], { next: 'more' }) };
  });
  expect(results.namespaces).toMatchObject({
    ok: false,
    error: {
      kind: 'expired',
      message: 'listing namespaces: the pages of the list do not fit together',
    },
  });
});

test('a right that is missing names its rule; the rest is read', async () => {
  const { results } = await readWith(
    ({ path }) =>
      path.endsWith('/clusterroles')
        ? status(403, 'clusterroles.rbac.authorization.k8s.io is forbidden')
        : undefined,
    { 'rbac.authorization.k8s.io': ['v1'] },
  );
  const { roles, roleBindings } = results;
  expect(roles).toMatchObject({ ok: false, error: { kind: 'denied', status: 403 } });
  expect(!roles.ok && roles.error.help).toContain(
    'apiGroups: ["rbac.authorization.k8s.io"], resources: ["clusterroles"], verbs: ["list"]',
  );
  expect(!roles.ok && roles.error.help).toContain('deploy/kubernetes-cluster-role.yaml');
  expect(roleBindings).toMatchObject({ ok: true, value: [] });
});

test('without nodes, workloads are read all the same', async () => {
  const { results } = await readWith(({ path }) =>
    path === '/api/v1/nodes' ? status(403, 'nodes is forbidden') : undefined,
  );
  expect(results.nodes).toMatchObject({ ok: false, error: { kind: 'denied' } });
  expect(results.pods).toMatchObject({ ok: true, value: [] });
});

test('a group that is not served has no objects, and is not asked for', async () => {
  const { results, asked } = await readWith(() => undefined, { apps: ['v1'] });
  expect(results.peerAuthentications).toMatchObject({ ok: true, value: [] });
  expect(results.apiGroups).toMatchObject({
    ok: true,
    value: [{ name: 'apps', versions: ['v1'] }],
  });
  expect(asked.filter(({ path }) => path.includes('istio'))).toEqual([]);
});

test('a resource is looked for in every version of its group', async () => {
  const { results } = await readWith(
    ({ path }) => {
      if (path === '/apis/policy.networking.k8s.io/v1alpha2/adminnetworkpolicies')
        return { status: 404, text: '404 page not found\n' };
      if (path === '/apis/policy.networking.k8s.io/v1alpha1/adminnetworkpolicies')
        return { json: list([{ metadata: { name: 'deny-metadata' }, spec: {} }]) };
      return undefined;
    },
    { 'policy.networking.k8s.io': ['v1alpha2', 'v1alpha1'] },
  );
  expect(results.adminNetworkPolicies).toMatchObject({
    ok: true,
    value: [{ kind: 'AdminNetworkPolicy', apiVersion: 'policy.networking.k8s.io/v1alpha1' }],
  });
});

test('every kind of constraint that Gatekeeper serves is read', async () => {
  const { results } = await readWith(
    ({ path }) => {
      const base = '/apis/constraints.gatekeeper.sh/v1beta1';
      if (path === base)
        return {
          json: {
            resources: [
              { name: 'k8sazurev2noprivilege', kind: 'K8sAzureV2NoPrivilege', verbs: ['list'] },
              {
                name: 'k8sazurev2noprivilege/status',
                kind: 'K8sAzureV2NoPrivilege',
                verbs: ['get'],
              },
            ],
          },
        };
      if (path === `${base}/k8sazurev2noprivilege`)
        return { json: list([{ metadata: { name: 'no-privilege' }, spec: {} }]) };
      return path.startsWith(base) ? { status: 500 } : undefined;
    },
    { 'constraints.gatekeeper.sh': ['v1beta1'] },
  );
  expect(results.constraints).toMatchObject({
    ok: true,
    value: [{ kind: 'K8sAzureV2NoPrivilege', metadata: { name: 'no-privilege' } }],
  });
});

test('a busy server is waited for; one that stays so is said to be', async () => {
  let busy = 2;
  const patient = await readWith(({ path }) => {
    if (path !== '/api/v1/services' || busy-- <= 0) return undefined;
    return { ...status(429, 'Too many requests'), headers: { 'retry-after': '0' } };
  });
  expect(patient.results.services).toMatchObject({ ok: true });

  const always = await readWith(({ path }) =>
    path === '/api/v1/services' ? status(429, 'Too many requests') : undefined,
  );
  expect(always.results.services).toMatchObject({ ok: false, error: { kind: 'throttled' } });
});

test('who is not known is told so', async () => {
  const server = await startApiServer(() => status(401, 'Unauthorized'));
  const connection = await connectionTo(server.url);
  const error = await readKubernetes({ connection, now }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(KubernetesError);
  expect(error).toMatchObject({ kind: 'unauthorized', help: expect.stringContaining('tenant') });
  expect(JSON.stringify(error)).not.toContain('sandbox-reader');
});

test('a server that is silent, or not there, is unreachable in good time', async () => {
  const silent = await startApiServer(() => ({ silent: true }));
  const connection = await connectionTo(silent.url, { timeoutMs: 100 });
  await expect(readKubernetes({ connection, now })).rejects.toMatchObject({
    kind: 'unreachable',
    message: 'reading the version: the API server could not be reached (TIMEOUT)',
  });
  const nowhere = await connectionTo('http://127.0.0.1:1');
  await expect(readKubernetes({ connection: nowhere, now })).rejects.toMatchObject({
    kind: 'unreachable',
    message: expect.stringContaining('ECONNREFUSED'),
  });
});

test('an abort ends the reading, it is no finding', async () => {
  const silent = await startApiServer(() => ({ silent: true }));
  const connection = await connectionTo(silent.url);
  const signal = AbortSignal.timeout(50);
  await expect(readKubernetes({ connection, now, signal })).rejects.toMatchObject({
    name: 'TimeoutError',
  });
});

test('a page that is too large is asked for in smaller ones', async () => {
  const huge = 'x'.repeat(50 * 1024 * 1024);
  const { results, asked } = await readWith(({ path, query }) => {
    if (path !== '/api/v1/configmaps') return undefined;
    if (Number(query.get('limit')) > 30) return { text: JSON.stringify({ huge }) };
    return { json: list([{ metadata: { name: 'settings', namespace: 'web' }, data: {} }]) };
  });
  expect(results.configMaps).toMatchObject({
    ok: true,
    value: [{ metadata: { name: 'settings' } }],
  });
  const limits = asked.filter(({ path }) => path.endsWith('configmaps'));
  expect(limits.map(({ query }) => query.get('limit'))).toEqual(['100', '25']);
});

test('a page that is not found after others makes the list unreadable, not short', async () => {
  const { results } = await readWith(
    ({ path, query }) => {
      if (path !== '/apis/networking.k8s.io/v1/networkpolicies') return undefined;
      if (query.get('continue')) return status(404, 'not found');
      return { json: list([{ metadata: { name: 'a', namespace: 'shop' } }], { next: 'more' }) };
    },
    { 'networking.k8s.io': ['v1'] },
  );
  expect(results.networkPolicies).toMatchObject({ ok: false, error: { kind: 'not-found' } });
});

test('what every cluster has is not taken for empty where something between answers 404', async () => {
  const { results } = await readWith(({ path }) =>
    path === '/api/v1/pods' ? status(404, 'no such backend') : undefined,
  );
  expect(results.pods).toMatchObject({ ok: false, error: { kind: 'not-found' } });
});

test('a page that is no JSON makes the plane unreadable, even where its beginning is sound', async () => {
  const { results } = await readWith(({ path }) =>
    path === '/api/v1/namespaces'
      ? {
          text: '{"kind":"NamespaceList","metadata":{},"items":[{"metadata":{"name":"a"}},{"a":b}]}',
        }
      : undefined,
  );
  expect(results.namespaces).toMatchObject({
    ok: false,
    error: { kind: 'server', message: expect.stringContaining('not JSON') },
  });
});
