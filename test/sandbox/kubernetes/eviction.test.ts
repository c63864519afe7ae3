import { expect, test } from 'vitest';
import { sandbox } from './support.ts';

async function evicting() {
  const all = await sandbox();
  const { objects, rights } = all.standIn.cluster('aks-staging-weu');
  rights.grant('writer', [{ apiGroups: [''], resources: ['pods/eviction'], verbs: ['create'] }]);
  const podsOf = (app: string) =>
    objects
      .list('pods', 'shop')
      .filter(({ metadata }) => metadata.labels.app === app)
      .map(({ metadata }) => metadata.name as string);
  const evict = (name: string | undefined, deleteOptions = {}) =>
    all.raw('aks-staging-weu', `POST /api/v1/namespaces/shop/pods/${name}/eviction`, {
      as: 'writer',
      body: {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name, namespace: 'shop' },
        deleteOptions,
      },
    });
  return { objects, podsOf, evict };
}

test('a budget lets one pod go and keeps the others', async () => {
  const { evict, podsOf } = await evicting();
  const [first, second] = podsOf('web');
  expect((await evict(first, { dryRun: ['All'] })).status).toBe(201);
  expect(podsOf('web')).toHaveLength(3);
  expect((await evict(first)).status).toBe(201);
  expect(podsOf('web')).toHaveLength(2);
  const refused = await evict(second);
  expect([refused.status, refused.json.reason]).toEqual([429, 'TooManyRequests']);
  expect(refused.json.details.causes[0].message).toContain('The disruption budget web needs 2');
});

test('a budget that allows no disruption keeps every pod', async () => {
  const { evict, podsOf } = await evicting();
  expect((await evict(podsOf('orders-db')[0])).status).toBe(429);
  expect(podsOf('orders-db')).toHaveLength(2);
});

test('a pod without a budget goes, one under two budgets cannot be judged', async () => {
  const { evict, podsOf, objects } = await evicting();
  const [first, second] = podsOf('cart');
  expect((await evict(first)).status).toBe(201);
  for (const name of ['one', 'two'])
    objects.add({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name, namespace: 'shop' },
      spec: { selector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['cart'] }] } },
      status: { disruptionsAllowed: 1 },
    });
  expect((await evict(second)).status).toBe(500);
  expect((await evict('nobody')).status).toBe(404);
});
