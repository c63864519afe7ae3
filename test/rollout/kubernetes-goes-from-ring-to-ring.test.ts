/** The real upgrade, over real API servers of the stand-in, judged by their nodes and workloads. */
import { expect, onTestFinished, test } from 'vitest';
import { sandboxCredential } from '../../src/azure/rerouting.ts';
import { createInside } from '../../src/fleet/inside.ts';
import { createOpenInside } from '../../src/fleet/inside-client.ts';
import { remediations } from '../../src/remediation/actions/index.generated.ts';
import { createHealth } from '../../src/rollout/read-health.ts';
import { startKubernetesStandIn } from '../../src/sandbox/kubernetes/start.ts';
import { ana, wei } from '../remediation/house.ts';
import { aRolloutHouse } from './house.ts';

async function aHouseThatUpgrades(names: string[]) {
  const house = await aRolloutHouse({ names });
  const { azure, clock, reader, db } = house;
  const server = await startKubernetesStandIn({
    clock,
    live: (id) => azure.state.clusters.find((each) => each.id === id)?.managedCluster,
    liveNodes: azure.state.nodesOf,
  });
  onTestFinished(() => server.close());
  const credential = sandboxCredential('reader');
  const openInside = createOpenInside({
    reader,
    credentials: { reader: credential, writer: sandboxCredential('writer') },
    sandboxUrl: server.url,
  });
  const inside = createInside({ reader, credential, now: clock, sandboxUrl: server.url });
  const own = house.workers(
    // Everything about a cluster is read at each look, so a look a minute is enough here.
    { actions: remediations, inside: openInside, timing: { poll: 60_000, retry: 60_000 } },
    { health: createHealth({ db, reader, inside, now: clock }) },
  );
  const params = { to: '1.36', outsideWindow: 'support ends' };
  const outcome = await own.rollouts.begin({
    ...{ action: 'kubernetes-upgrade', params, filter: 'aks-*', requester: ana, reason: 'support' },
    clusters: await house.clusters(...names),
  });
  if (outcome.kind !== 'begun') throw new Error(outcome.message);
  const id = outcome.rolloutId;
  await house.pass(2, own);
  async function approve() {
    const { approval } = await house.value(id);
    return own.rollouts.decide({
      ...{ rolloutId: id, person: wei, decision: 'approve', hash: approval?.hash ?? '' },
      ...{ membership: house.membership('aks-approvers'), confirmed: true },
    });
  }
  const version = (name: string) =>
    azure.state.clusters.find((each) => each.name === name)?.managedCluster.properties
      .currentKubernetesVersion;
  return { ...house, own, server, id, approve, version };
}

test('a ring is upgraded once its warnings are confirmed, and its nodes and workloads are looked at', async () => {
  const house = await aHouseThatUpgrades(['aks-dev-weu']);
  const { id, own } = house;
  const { approval } = await house.value(id);
  expect(approval?.confirm.length).toBeGreaterThan(0);
  expect(approval?.confirm.every((text) => text.startsWith('aks-dev-weu: '))).toBe(true);
  const unticked = await own.rollouts.decide({
    ...{ rolloutId: id, person: wei, decision: 'approve', hash: approval?.hash ?? '' },
    membership: house.membership('aks-approvers'),
  });
  expect(unticked.kind).toBe('unconfirmed');
  expect((await house.approve()).kind).toBe('approved');
  await house.pass(60, own);
  const value = await house.value(id);
  expect(value.state).toBe('done');
  expect(house.version('aks-dev-weu')).toBe('1.36.5');
  const [dev] = value.rings[0]?.members ?? [];
  expect(dev?.after).toMatchObject({ kind: 'known', nodesInTrouble: [] });
  expect(dev?.why).toMatch(/^\d+ nodes and \d+ workloads are ready/);
});

test('a workload that is in trouble after the upgrade stops it, whatever Azure says', async () => {
  const house = await aHouseThatUpgrades(['aks-dev-weu']);
  const { id, own, server } = house;
  expect((await house.approve()).kind).toBe('approved');
  for (let minute = 0; minute < 60; minute += 1) {
    if ((await house.members(id, 'dev'))['aks-dev-weu'] === 'watching') break;
    await house.pass(1, own);
  }
  expect(house.version('aks-dev-weu')).toBe('1.36.5');
  const { objects } = server.cluster('aks-dev-weu');
  const [web] = objects.list('deployments.apps');
  if (!web) throw new Error('no deployment');
  objects.add({ ...web, status: { ...web.status, replicas: 0, readyReplicas: 0 } });
  await house.pass(20, own);
  const value = await house.value(id);
  expect(value.state).toBe('failed');
  expect(value.problem?.message).toContain(web.metadata.name);
});
