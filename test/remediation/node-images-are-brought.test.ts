import { expect, onTestFinished, test } from 'vitest';
import { sandboxCredential } from '../../src/azure/rerouting.ts';
import { createOpenInside } from '../../src/fleet/inside-client.ts';
import { remediations } from '../../src/remediation/actions/index.generated.ts';
import type { Changes } from '../../src/remediation/life-cycle.ts';
import { startKubernetesStandIn } from '../../src/sandbox/kubernetes/start.ts';
import { aHouse, ana, type House } from './house.ts';

/** Two pools, both behind: system by a week, apps by five. */
const cluster = 'aks-staging-weu';

interface Renewing extends House {
  worker: Changes;
  server: Awaited<ReturnType<typeof startKubernetesStandIn>>;
}

async function aHouseThatRenews({ inside = true } = {}): Promise<Renewing> {
  const house = await aHouse();
  const { azure, clock, reader } = house;
  const server = await startKubernetesStandIn({ clock, liveNodes: azure.state.nodesOf });
  onTestFinished(() => server.close());
  const openInside = createOpenInside({
    reader,
    credentials: { reader: sandboxCredential('reader'), writer: sandboxCredential('writer') },
    sandboxUrl: server.url,
  });
  const worker = house.process({ actions: remediations, ...(inside && { inside: openInside }) });
  return { ...house, worker, server };
}

async function asked(house: Renewing, params: object, name = cluster): Promise<string> {
  const outcome = await house.worker.propose({
    ...{ action: 'node-image', clusterId: house.idOf(name), params },
    ...{ requester: ana, reason: 'the images are old' },
  });
  if (outcome.kind !== 'proposed') throw new Error(JSON.stringify(outcome));
  await house.run({ worker: house.worker });
  return outcome.changeId;
}

async function approved(house: Renewing, params: object = {}): Promise<string> {
  const id = await asked(house, params);
  const { plan, problem } = await house.value(id);
  if (!plan) throw new Error(JSON.stringify(problem));
  const confirmations = plan.warnings.map((_, place) => place);
  const decided = await house.decide(id, { on: house.worker, confirmations });
  expect(decided.kind).toBe('approved');
  return id;
}

async function drive(house: Renewing, minutes: number, worker = house.worker): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await worker.sweep();
    await house.run({ worker, untilMs: 60_000 });
  }
}

/** Pool → image and state, by Azure. */
function pools({ azure }: House) {
  const found = azure.state.clusters.find((each) => each.name === cluster);
  return Object.fromEntries(
    found?.managedCluster.properties.agentPoolProfiles.map((pool: Record<string, string>) => [
      pool.name,
      { image: pool.nodeImageVersion, state: pool.provisioningState },
    ]),
  );
}

const posts = (house: House) =>
  house.azure.journal
    .find({ method: 'POST', path: `/managedClusters/${cluster}/` })
    .map(({ path }) => path.split('/').slice(-2).join('/'))
    .filter((path) => path.includes('/upgrade') || path.endsWith('/abort'));

const newest = 'AKSUbuntu-2204gen2containerd-202611.16.0';

test('the plan names each pool with its surge, from what image to which', async () => {
  const house = await aHouseThatRenews();
  const { plan, risk, state } = await house.value(await asked(house, {}));
  expect({ state, risk }).toEqual({ state: 'waiting', risk: 'high' });
  expect(plan?.steps?.map(({ title }) => title)).toEqual([
    'New image for system',
    'New image for apps',
  ]);
  expect(plan?.steps?.[1]?.detail).toContain('surge 10%');
  expect(plan?.changes.map(({ path, after }) => [path, after])).toEqual([
    ['agentPools.system.properties.nodeImageVersion', newest],
    ['agentPools.apps.properties.nodeImageVersion', newest],
  ]);
  expect(plan?.inverse).toBeNull();
});

test('pool after pool gets it, each step counts its nodes, and the nodes have the last word', async () => {
  const house = await aHouseThatRenews();
  const id = await approved(house);
  await drive(house, 8);
  const value = await house.value(id);
  expect(value.problem).toBeNull();
  expect(value.state).toBe('done');
  expect(pools(house)).toEqual({
    system: { image: newest, state: 'Succeeded' },
    apps: { image: newest, state: 'Succeeded' },
  });
  expect(posts(house)).toEqual(['system/upgradeNodeImageVersion', 'apps/upgradeNodeImageVersion']);
  expect(value.stepsDone.map(({ note }) => note)).toEqual([
    `${newest} on 3 nodes of system are Ready`,
    `${newest} on 3 nodes of apps are Ready`,
  ]);
});

test('a pool that runs the newest image is left alone, and none is asked for where all do', async () => {
  const house = await aHouseThatRenews();
  await approved(house, { pools: ['apps'] });
  await drive(house, 5);
  expect(posts(house)).toEqual(['apps/upgradeNodeImageVersion']);
  const again = await house.value(await asked(house, { pools: ['apps'] }));
  expect(again.state).toBe('refused');
  expect(again.problem?.message).toBe(
    'Nothing to do: pool apps of aks-staging-weu runs the newest image.',
  );
});

test('a pool that is not there is named, with those that are', async () => {
  const house = await aHouseThatRenews();
  const value = await house.value(await asked(house, { pools: ['apps', 'gpu'] }));
  expect(value.state).toBe('refused');
  expect(value.problem?.message).toContain('has no node pool gpu; its pools are system, apps');
});

test('a worker that dies with a step under way is followed by another, and nothing is sent twice', async () => {
  const house = await aHouseThatRenews();
  house.azure.faults.add({
    match: { method: 'POST', path: 'upgradeNodeImageVersion' },
    kind: 'dropped',
    phase: 'after',
  });
  const id = await approved(house, { pools: ['apps'] });
  await drive(house, 15);
  const value = await house.value(id);
  expect(value.state).toBe('done');
  expect(posts(house)).toEqual(['apps/upgradeNodeImageVersion']);
});

test('one that Azure fails half-way ends it: what was renewed is said, the next pool is not begun', async () => {
  const house = await aHouseThatRenews();
  house.azure.faults.add({
    match: { method: 'POST', path: 'upgradeNodeImageVersion' },
    kind: 'operation-failed',
  });
  const id = await approved(house);
  await drive(house, 8);
  const value = await house.value(id);
  expect(value.state).toBe('failed');
  expect(value.problem?.message).toContain('It stopped at step 1 of 2 (New image for system)');
  expect(posts(house)).toEqual(['system/upgradeNodeImageVersion']);
  // Asked for again, it goes on from there.
  const again = await approved(house);
  await drive(house, 8);
  expect((await house.value(again)).state).toBe('done');
});

test('a node that does not come back holds the step up, though Azure calls it done', async () => {
  const house = await aHouseThatRenews();
  const id = await approved(house, { pools: ['apps'] });
  const { hosts, objects } = house.server.cluster(cluster);
  // The operation is over after two seconds, and nobody has asked for it yet.
  await house.run({ worker: house.worker, untilMs: 2_500 });
  await fetch(`${house.server.url}/${hosts[0]}/version`, {
    headers: { authorization: 'Bearer sandbox-reader' },
  });
  const [node] = objects
    .list('nodes')
    .filter(({ metadata }) => metadata.labels.agentpool === 'apps');
  if (!node) throw new Error('there is no node');
  const sick = structuredClone(node);
  for (const condition of sick.status.conditions)
    if (condition.type === 'Ready') condition.status = 'False';
  objects.add(sick);
  await drive(house, 3);
  const held = await house.value(id);
  expect(held.state).toBe('applying');
  expect(held.notes.at(-1)?.text).toContain(`is not Ready: ${node.metadata.name}`);
  expect(pools(house).apps).toEqual({ image: newest, state: 'Succeeded' });
  objects.add(node);
  await drive(house, 3);
  expect((await house.value(id)).state).toBe('done');
});

test('aborted, the pool is half and half, the change says so, and the other pool is not begun', async () => {
  const house = await aHouseThatRenews();
  const id = await approved(house);
  // The step is begun, and a second later somebody ends it.
  await house.run({ worker: house.worker, untilMs: 1_000 });
  expect(posts(house)).toEqual(['system/upgradeNodeImageVersion']);
  const ended = await house.worker.abort({ changeId: id, person: ana });
  expect(ended.kind).toBe('done');
  await drive(house, 5);
  const value = await house.value(id);
  expect(value.state).toBe('failed');
  expect(value.problem?.message).toContain('Ana Rivera ended it.');
  expect(posts(house)).toEqual(['system/upgradeNodeImageVersion', 'system/abort']);
  expect(pools(house).system?.state).toBe('Canceled');
});

test('where the nodes cannot be read, that has to be confirmed, and the end is by Azure’s word', async () => {
  const house = await aHouseThatRenews({ inside: false });
  const id = await asked(house, { pools: ['apps'] });
  const { plan } = await house.value(id);
  expect(plan?.warnings).toMatchObject([{ level: 'danger', mustConfirm: true }]);
  const decided = await house.decide(id, { on: house.worker, confirmations: [0] });
  expect(decided.kind).toBe('approved');
  await drive(house, 6);
  const value = await house.value(id);
  expect(value.state).toBe('done');
  expect(value.stepsDone[0]?.note).toContain('by Azure’s word alone');
});

test('a cluster that is busy is waited for', async () => {
  const house = await aHouseThatRenews();
  const id = await approved(house, { pools: ['apps'] });
  house.azure.meddle(cluster, { change: 'start-operation', kind: 'Scaling', pool: 'system' });
  await drive(house, 2);
  expect(posts(house)).toEqual([]);
  house.azure.meddle(cluster, { change: 'end-operation' });
  await drive(house, 8);
  expect((await house.value(id)).state).toBe('done');
});

/** A budget over one Deployment of the cluster, outside the system's namespaces. */
function aBudget({ server }: Renewing, spec: object, allowed: number): string {
  const { objects } = server.cluster(cluster);
  const found = objects
    .list('deployments')
    .find(({ metadata }) => !/^(kube|gatekeeper|aks)-/.test(metadata.namespace));
  if (!found) throw new Error('there is no workload');
  const { namespace } = found.metadata;
  for (const each of objects.list('poddisruptionbudgets'))
    objects.remove('poddisruptionbudgets', each.metadata.name, each.metadata.namespace);
  objects.add({
    ...{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
    metadata: { name: 'held', namespace },
    spec: { selector: { matchLabels: found.spec.template.metadata.labels }, ...spec },
    status: { disruptionsAllowed: allowed, expectedPods: 2, currentHealthy: 2, desiredHealthy: 1 },
  });
  return `${namespace}/held`;
}

test('a budget that never lets a pod go is named, and has to be confirmed', async () => {
  const house = await aHouseThatRenews();
  const name = aBudget(house, { maxUnavailable: 0 }, 0);
  const { plan } = await house.value(await asked(house, { pools: ['apps'] }));
  expect(plan?.warnings).toMatchObject([
    {
      ...{ level: 'danger', mustConfirm: true },
      text: expect.stringContaining(`No pod may ever be taken away by ${name} (`),
    },
  ]);
});

test('one that lets no pod go at the moment is named; one that does is no news', async () => {
  const house = await aHouseThatRenews();
  const name = aBudget(house, { maxUnavailable: 1 }, 0);
  const held = (await house.value(await asked(house, { pools: ['apps'] }))).plan;
  expect(held?.warnings).toMatchObject([{ level: 'warning', text: expect.stringContaining(name) }]);
  expect(held?.warnings[0]?.mustConfirm).toBeUndefined();
});

test('where budgets cannot be read, that is a warning', async () => {
  const house = await aHouseThatRenews();
  house.server.cluster(cluster).faults.add({
    match: { path: '/poddisruptionbudgets' },
    ...{ kind: 'forbidden', times: 9 },
  });
  const { plan } = await house.value(await asked(house, { pools: ['apps'] }));
  expect(plan?.warnings).toMatchObject([
    { text: expect.stringContaining('Whether a disruption budget') },
  ]);
});
