import { expect, test } from 'vitest';
import { wei } from './house.ts';
import {
  aHouseThatUpgrades,
  approved,
  asked,
  cluster,
  documentOf,
  drive,
  now,
  puts,
  until,
  versions,
} from './upgrading-house.ts';

test('the plan names every step, one minor at a time, control plane before pools', async () => {
  const house = await aHouseThatUpgrades();
  const id = await asked(house, now);
  const { plan, risk, state } = await house.value(id);
  expect({ state, risk }).toEqual({ state: 'waiting', risk: 'critical' });
  expect(plan?.steps?.map(({ title }) => title)).toEqual([
    'Control plane 1.34.11 → 1.35.9',
    'Pool system 1.34.11 → 1.35.9',
    'Control plane 1.35.9 → 1.36.5',
    'Pool system 1.35.9 → 1.36.5',
  ]);
  expect(plan?.inverse).toBeNull();
  expect(plan?.changes).toEqual([
    { path: 'properties.kubernetesVersion', before: '1.34', after: '1.36.5' },
    {
      ...{ path: 'agentPools.system.properties.orchestratorVersion' },
      ...{ before: '1.34', after: '1.36.5' },
    },
  ]);
});

test('it is carried out step by step, and the nodes are asked and not Azure alone', async () => {
  const house = await aHouseThatUpgrades();
  const id = await approved(house);
  await drive(house, 12);
  const value = await house.value(id);
  expect(value.problem).toBeNull();
  expect(value.state).toBe('done');
  expect(versions(house)).toEqual({ control: '1.36.5', system: '1.36.5' });
  expect(puts(house)).toEqual([
    `managedClusters/${cluster}`,
    'agentPools/system',
    `managedClusters/${cluster}`,
    'agentPools/system',
  ]);
  expect(value.stepsDone[1]?.note).toMatch(/1 node of system is Ready at 1\.35\.9/);
  expect(value.can.rollback).toBe(false);
});

test('a worker that is killed in the middle leaves a step that another one follows, without a second call', async () => {
  const house = await aHouseThatUpgrades();
  const id = await approved(house);
  const dying = house.process({
    ...house.own,
    writer: {
      ...house.writer,
      put: async (...args) => {
        await house.writer.put(...args);
        throw new Error('killed');
      },
    },
  });
  await expect(dying.advance(id)).rejects.toThrow('killed');
  expect((await house.value(id)).state).toBe('applying');
  expect(puts(house)).toHaveLength(1);
  await drive(house, 15);
  expect(await house.state(id)).toBe('done');
  expect(versions(house)).toEqual({ control: '1.36.5', system: '1.36.5' });
  expect(puts(house)).toHaveLength(4);
});

test('a write carries the planned version and nothing else', async () => {
  const house = await aHouseThatUpgrades();
  const before = structuredClone(documentOf(house));
  const id = await approved(house);
  await drive(house, 12);
  expect(await house.state(id)).toBe('done');
  const changed = ['kubernetesVersion', 'currentKubernetesVersion', 'agentPoolProfiles'];
  for (const [name, value] of Object.entries(documentOf(house)))
    if (!changed.includes(name)) expect({ [name]: value }).toEqual({ [name]: before[name] });
  const [pool] = documentOf(house).agentPoolProfiles;
  const [was] = before.agentPoolProfiles;
  expect({ ...pool, eTag: 0, nodeImageVersion: 0 }).toEqual({
    ...{ ...was, eTag: 0, nodeImageVersion: 0 },
    ...{ orchestratorVersion: '1.36.5', currentOrchestratorVersion: '1.36.5' },
  });
});

test('somebody ends it in the middle of a pool: Azure is asked to stop, and nothing further is begun', async () => {
  const house = await aHouseThatUpgrades();
  const id = await approved(house);
  await until(house, id, { step: 1, state: 'applying' });
  const aborted = await house.worker.abort({ changeId: id, person: wei });
  expect(aborted.kind).toBe('done');
  await drive(house, 5);
  const { state, problem } = await house.value(id);
  expect({ state, code: problem?.code }).toEqual({ state: 'failed', code: 'aborted' });
  expect(versions(house).control).toBe('1.35.9');
  expect(puts(house).length).toBeLessThan(4);
});

test('a disruption budget that never lets a pod go refuses it, by name', async () => {
  const house = await aHouseThatUpgrades();
  const id = await asked(house, { to: '1.36' }, 'aks-staging-weu');
  const { state, problem } = await house.value(id);
  expect({ state, code: problem?.code }).toEqual({ state: 'refused', code: 'blocked' });
  expect(problem?.message).toContain('shop/orders-db (StatefulSet orders-db)');
  expect(house.azure.journal.find({ method: 'PUT', path: '/managedClusters/' })).toEqual([]);
});

test('a budget that comes after the approval stops it before its next step', async () => {
  const house = await aHouseThatUpgrades();
  const id = await approved(house);
  await until(house, id, { step: 1 });
  const { objects } = house.server.cluster(cluster);
  const [workload] = objects
    .list('deployments')
    .filter(({ metadata }) => metadata.namespace !== 'kube-system');
  const { namespace } = workload?.metadata ?? {};
  objects.add({
    ...{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
    metadata: { name: 'never', namespace },
    spec: { maxUnavailable: 0, selector: workload?.spec.selector },
    status: { disruptionsAllowed: 0, expectedPods: 1 },
  });
  await drive(house, 6);
  const { state, problem, step } = await house.value(id);
  expect({ state, code: problem?.code }).toEqual({ state: 'failed', code: 'blocked' });
  expect(problem?.message).toContain(`${namespace}/never`);
  expect(problem?.message).toContain(`${step} of 4 steps had been done`);
});

test('a cluster with a window waits for it, and begins in it', async () => {
  const house = await aHouseThatUpgrades();
  const id = await asked(house, { to: '1.35.9' }, 'aks-prod-weu');
  const { plan } = await house.value(id);
  // Sundays at 02:00, an hour ahead of UTC; it is Monday.
  expect(plan?.notBefore).toBe('2026-11-29T01:00:00.000Z');
  const confirmations = plan?.warnings.map((_, place) => place);
  expect((await house.decide(id, { on: house.worker, confirmations })).kind).toBe('approved');
  await house.run({ worker: house.worker, untilMs: 60 * 60_000 });
  expect((await house.value(id)).notes.at(-1)?.text).toContain('2026-11-29 01:00 UTC');
  expect(house.puts()).toEqual([]);
  await house.run({ worker: house.worker, untilMs: 7 * 24 * 60 * 60_000 });
  expect(house.puts().length).toBeGreaterThan(0);
});

test('a step that fails at Azure ends it, with what Azure says', async () => {
  const house = await aHouseThatUpgrades();
  const id = await approved(house);
  house.azure.faults.add({
    ...{ kind: 'operation-failed', match: { method: 'PUT', pattern: '/agentPools/system' } },
  });
  await drive(house, 8);
  const { state, problem, step } = await house.value(id);
  expect({ state, step }).toEqual({ state: 'failed', step: 1 });
  expect(problem?.message).toContain('It stopped at step 2 of 4');
});

test('versions that are not offered, older ones and nonsense are refused in words', async () => {
  const house = await aHouseThatUpgrades();
  const say = async (to: string) => {
    const id = await asked(house, { to, outsideWindow: 'the test' });
    return (await house.value(id)).problem?.message;
  };
  expect(await say('1.33.16')).toContain('Kubernetes cannot be downgraded');
  expect(await say('1.36.77')).toContain('does not offer 1.36.77');
  expect(await say('1.38.0')).toContain('is a preview');
  expect(await say('1.34.11')).toContain('run 1.34.11 already');
  await expect(asked(house, { to: 'latest' })).rejects.toThrow('is no version of Kubernetes');
});

test('it does not begin beside an update run of a Fleet Manager, and names it', async () => {
  const house = await aHouseThatUpgrades();
  const clusterResourceId = house.idOf(cluster);
  const [group] = clusterResourceId.split('/providers/');
  const type = 'Microsoft.ContainerService/fleets';
  const id = `${group}/providers/${type}/contoso`;
  house.azure.state.around.push(
    { id, name: 'contoso', type, location: 'westeurope', properties: {} },
    {
      id: `${id}/members/one`,
      name: 'one',
      type: `${type}/members`,
      properties: { clusterResourceId },
    },
    {
      ...{ id: `${id}/updateRuns/autumn`, name: 'autumn', type: `${type}/updateRuns` },
      properties: { status: { status: { state: 'Running' } } },
    },
  );
  const changeId = await asked(house, now);
  const { state, problem } = await house.value(changeId);
  expect({ state, code: problem?.code }).toEqual({ state: 'refused', code: 'fleet-run' });
  expect(problem?.message).toContain('The update run autumn of the fleet contoso is under way');
});
