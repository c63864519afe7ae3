import { NetworkingV1Api, PatchStrategy, setHeaderOptions } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { sandbox } from './support.ts';

const base = '/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies';
const applying = { 'content-type': 'application/apply-patch+yaml' };

const policy = (name: string, spec: object) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, labels: { by: 'drawbridge' } },
  spec,
});
const closed = policy('close-metadata', {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } }] }],
});

async function writing() {
  const all = await sandbox();
  const cluster = all.standIn.cluster('aks-staging-weu');
  const write = (request: string, body?: unknown, headers = {}) =>
    all.raw('aks-staging-weu', request, { as: 'writer', body, headers });
  const apply = (body: { metadata: { name: string } }, query = '') =>
    write(`PATCH ${base}/${body.metadata.name}?fieldManager=drawbridge${query}`, body, applying);
  return { ...all, ...cluster, write, apply };
}

test("Kubernetes' own client applies, reads back and deletes", async () => {
  const { config, objects, journal } = await writing();
  const client = config('aks-staging-weu', 'writer').makeApiClient(NetworkingV1Api);
  const name = 'close-metadata';
  const made = await client.patchNamespacedNetworkPolicy(
    { name, namespace: 'shop', body: closed, fieldManager: 'drawbridge' },
    setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply),
  );
  expect(made.metadata?.managedFields).toMatchObject([
    { manager: 'drawbridge', operation: 'Apply' },
  ]);
  expect(objects.get('networkpolicies', name, 'shop')?.spec).toEqual(closed.spec);
  const read = await client.readNamespacedNetworkPolicy({ name, namespace: 'shop' });
  await client.deleteNamespacedNetworkPolicy({
    name,
    namespace: 'shop',
    body: { preconditions: { uid: read.metadata?.uid } },
  });
  expect(objects.get('networkpolicies', name, 'shop')).toBeUndefined();
  expect(journal.writes().map(({ method }) => method)).toEqual(['PATCH', 'DELETE']);
});

test('a dry run answers as if, and changes nothing', async () => {
  const { apply, write, objects, journal } = await writing();
  const tried = await apply(closed, '&dryRun=All');
  expect([tried.status, tried.json.spec]).toEqual([201, closed.spec]);
  expect(objects.get('networkpolicies', 'close-metadata', 'shop')).toBeUndefined();
  const removed = await write(`DELETE ${base}/no-metadata?dryRun=All`);
  expect(removed.json.status).toBe('Success');
  expect(objects.get('networkpolicies', 'no-metadata', 'shop')).toBeDefined();
  expect(journal.writes()).toEqual([]);
  const half = await apply(closed, '&dryRun=Half');
  expect([half.status, half.json.message]).toEqual([400, expect.stringContaining('"Half"')]);
});

test('an apply again changes nothing, and one without a field removes it', async () => {
  const { apply } = await writing();
  const first = await apply(closed);
  const again = await apply(closed);
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.json.metadata.resourceVersion).toBe(first.json.metadata.resourceVersion);
  const without = await apply({ ...closed, metadata: { name: 'close-metadata' } as never });
  expect(without.json.metadata.labels).toBeUndefined();
  expect(without.json.metadata.uid).toBe(first.json.metadata.uid);
});

test("a field of somebody else's is a conflict that names it, and force takes it", async () => {
  const { apply, objects } = await writing();
  const mine = policy('no-metadata', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  const refused = await apply(mine);
  expect([refused.status, refused.json.reason]).toEqual([409, 'Conflict']);
  expect(refused.json.message).toBe(
    'Apply failed with 1 conflict: conflict with "kubectl-create" using networking.k8s.io/v1: .spec.policyTypes',
  );
  expect(refused.json.details.causes).toEqual([
    {
      reason: 'FieldManagerConflict',
      message: 'conflict with "kubectl-create" using networking.k8s.io/v1',
      field: '.spec.policyTypes',
    },
  ]);
  const forced = await apply(mine, '&force=true');
  expect(forced.json.spec.policyTypes).toEqual(['Ingress', 'Egress']);
  // What the other had written beside it stays.
  expect(forced.json.spec.egress).toHaveLength(1);
  expect(
    objects.get('networkpolicies', 'no-metadata', 'shop')?.metadata.managedFields,
  ).toHaveLength(2);
});

test.each([
  [
    'a wrong range',
    { egress: [{ to: [{ ipBlock: { cidr: '10.0.0' } }] }] },
    'spec.egress[0].to[0].ipBlock.cidr',
  ],
  [
    'an exception outside',
    { egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/8'] } }] }] },
    'spec.egress[0].to[0].ipBlock.except[0]',
  ],
  ['an unknown type', { policyTypes: ['Outgoing'] }, 'spec.policyTypes[0]'],
  ['an empty peer', { ingress: [{ from: [{}] }] }, 'spec.ingress[0].from[0]'],
  ['a misspelt field', { podSelector: {}, egres: [] }, 'spec.egres'],
  [
    'a port too high',
    { ingress: [{ ports: [{ port: 70_000 }] }] },
    'spec.ingress[0].ports[0].port',
  ],
])('%s is refused with the field', async (_what, spec, field) => {
  const { write, objects } = await writing();
  const { status, json } = await write(`POST ${base}`, policy('wrong', spec));
  expect([status, json.reason]).toEqual([422, 'Invalid']);
  expect(json.details.causes.map((each: { field: string }) => each.field)).toEqual([field]);
  expect(objects.get('networkpolicies', 'wrong', 'shop')).toBeUndefined();
});

test('what exists is not created again, and a stale copy replaces nothing', async () => {
  const { write } = await writing();
  const made = await write(`POST ${base}`, closed);
  expect((await write(`POST ${base}`, closed)).json.reason).toBe('AlreadyExists');
  const changed = structuredClone(made.json);
  changed.spec.policyTypes = ['Ingress', 'Egress'];
  expect((await write(`PUT ${base}/close-metadata`, changed)).status).toBe(200);
  const stale = await write(`PUT ${base}/close-metadata`, made.json);
  expect([stale.status, stale.json.message]).toEqual([
    409,
    expect.stringContaining('the object has been modified'),
  ]);
  const other = { preconditions: { resourceVersion: made.json.metadata.resourceVersion } };
  expect((await write(`DELETE ${base}/close-metadata`, other)).status).toBe(409);
});

test('neither a namespace that is not there nor a right that is not given is written into', async () => {
  const { write, raw, rights } = await writing();
  const system = base.replace('/shop/', '/kube-system/');
  expect((await write(`POST ${system}`, closed)).status).toBe(403);
  rights.grant('writer', [
    { apiGroups: ['networking.k8s.io'], resources: ['networkpolicies'], verbs: ['create'] },
  ]);
  const nowhere = await write(
    'POST /apis/networking.k8s.io/v1/namespaces/nowhere/networkpolicies',
    closed,
  );
  expect([nowhere.status, nowhere.json.message]).toEqual([404, 'namespaces "nowhere" not found']);
  expect((await raw('aks-staging-weu', `POST ${base}`, { body: closed })).status).toBe(403);
});

test('a node is cordoned by a merge, and its addresses stay', async () => {
  const { write, objects, rights, standIn } = await writing();
  rights.grant('writer', [{ apiGroups: [''], resources: ['nodes'], verbs: ['patch'] }]);
  const [node] = standIn.cluster('aks-staging-weu').objects.list('nodes');
  const path = `PATCH /api/v1/nodes/${node?.metadata.name}`;
  const strategic = { 'content-type': 'application/strategic-merge-patch+json' };
  const merge = { 'content-type': 'application/merge-patch+json' };
  expect((await write(path, { spec: { unschedulable: true } }, strategic)).status).toBe(200);
  const cordoned = objects.get('nodes', node?.metadata.name);
  expect(cordoned?.spec.unschedulable).toBe(true);
  expect(cordoned?.status).toEqual(node?.status);
  expect((await write(path, { spec: { unschedulable: 'yes' } }, merge)).status).toBe(422);
  expect((await write(path, { spec: { podCIDR: '10.0.0.0/24' } }, merge)).status).toBe(422);
  expect((await write(path, { spec: { taints: [] } }, strategic)).status).toBe(501);
});
