import { expect, test } from 'vitest';
import {
  aHouseThatUpgrades,
  approved,
  cluster,
  drive,
  now,
  patient,
  until,
} from './upgrading-house.ts';

test('what a step waits for is said at once, with when a person is asked, and the next step begins when it has come back', async () => {
  const house = await aHouseThatUpgrades();
  const id = await approved(house, { ...now, to: '1.35' });
  await until(house, id, { step: 0, state: 'applying' });
  const { objects } = house.server.cluster(cluster);
  const [workload] = objects
    .list('deployments')
    .filter(({ metadata }) => metadata.namespace !== 'kube-system');
  const { name, namespace } = workload?.metadata ?? {};
  const ready = workload?.status.readyReplicas;
  Object.assign(workload?.status ?? {}, { readyReplicas: 0 });
  await drive(house, 3, patient(house));
  const { step, notes, state } = await house.value(id);
  expect({ step, state }).toEqual({ step: 0, state: 'applying' });
  expect(notes.at(-1)?.text).toContain(`Deployment ${namespace}/${name} (0 of ${ready} ready)`);
  expect(notes.at(-1)?.text).toContain('until 2026-11-23 11:00 UTC; then a person is asked');
  Object.assign(workload?.status ?? {}, { readyReplicas: ready });
  await drive(house, 6, patient(house));
  expect(await house.state(id)).toBe('done');
});

test('where Azure takes long, the budgets that hold nodes up are named', async () => {
  const house = await aHouseThatUpgrades();
  const id = await approved(house, { ...now, to: '1.35' });
  await until(house, id, { step: 1, state: 'applying' });
  house.azure.meddle(cluster, { change: 'end-operation' });
  house.azure.meddle(cluster, { change: 'start-operation', kind: 'Upgrading', pool: 'system' });
  const { objects } = house.server.cluster(cluster);
  const [workload] = objects
    .list('deployments')
    .filter(({ metadata }) => metadata.namespace !== 'kube-system');
  const { namespace } = workload?.metadata ?? {};
  objects.add({
    ...{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' },
    metadata: { name: 'shut', namespace },
    spec: { maxUnavailable: 1, selector: workload?.spec.selector },
    status: { disruptionsAllowed: 0, expectedPods: 2 },
  });
  await drive(house, 12, patient(house));
  const { notes, state } = await house.value(id);
  expect(state).toBe('applying');
  expect(notes.at(-1)?.text).toContain('Pool system is Upgrading.');
  expect(notes.at(-1)?.text).toContain(`no pod may be taken away by ${namespace}/shut`);
});

test('nodes that are not there are not well, however well the others are', async () => {
  const house = await aHouseThatUpgrades();
  const id = await approved(house, { ...now, to: '1.35' });
  await until(house, id, { step: 1, state: 'applying' });
  const { objects } = house.server.cluster(cluster);
  const there = objects.list('nodes').length;
  house.azure.meddle(cluster, { change: 'scale', pool: 'system', count: there + 1 });
  await drive(house, 4, patient(house));
  const { notes, state } = await house.value(id);
  expect(state).toBe('applying');
  expect(notes.at(-1)?.text).toContain(`only ${there} node of system is there, of ${there + 1}`);
});
