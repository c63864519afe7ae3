import { expect, onTestFinished, test } from 'vitest';
import { sandboxCredential } from '../../src/azure/rerouting.ts';
import { createOpenInside } from '../../src/fleet/inside-client.ts';
import { remediations } from '../../src/remediation/actions/index.generated.ts';
import type { Changes } from '../../src/remediation/life-cycle.ts';
import { startKubernetesStandIn } from '../../src/sandbox/kubernetes/start.ts';
import { aHouse, ana, type House } from './house.ts';

const cluster = 'aks-dev-weu';

interface Upgrading extends House {
  worker: Changes;
  server: Awaited<ReturnType<typeof startKubernetesStandIn>>;
}

async function aHouseThatUpgrades({ inside = true } = {}): Promise<Upgrading> {
  const house = await aHouse();
  const { azure, clock, reader } = house;
  const server = await startKubernetesStandIn({
    clock,
    live: (id) => azure.state.clusters.find((each) => each.id === id)?.managedCluster,
    liveNodes: azure.state.nodesOf,
  });
  onTestFinished(() => server.close());
  const openInside = createOpenInside({
    reader,
    credentials: { reader: sandboxCredential('reader'), writer: sandboxCredential('writer') },
    sandboxUrl: server.url,
  });
  const worker = house.process({ actions: remediations, ...(inside && { inside: openInside }) });
  return { ...house, worker, server };
}

/** At least as far as a plan, or what was said instead. */
async function asked(house: Upgrading, params: object, name = cluster) {
  const outcome = await house.worker.propose({
    ...{ action: 'kubernetes-upgrade', clusterId: house.idOf(name), params },
    ...{ requester: ana, reason: 'support ends' },
  });
  if (outcome.kind !== 'proposed') throw new Error(JSON.stringify(outcome));
  await house.run({ worker: house.worker });
  return outcome.changeId;
}

const now = { to: '1.36', outsideWindow: 'support ends' };

/** Whatever has to be confirmed is. */
async function approved(house: Upgrading, params: object = now): Promise<string> {
  const id = await asked(house, params);
  const { plan, problem } = await house.value(id);
  if (!plan) throw new Error(JSON.stringify(problem));
  const confirmations = plan.warnings.map((_, place) => place);
  const decided = await house.decide(id, { on: house.worker, confirmations });
  expect(decided.kind).toBe('approved');
  return id;
}

const minutes = (count: number) => ({ untilMs: count * 60_000 });

async function drive(house: Upgrading, count: number, worker = house.worker): Promise<void> {
  for (let minute = 0; minute < count; minute++) {
    await worker.sweep();
    await house.run({ worker, ...minutes(1) });
  }
}

function documentOf({ azure }: House, name = cluster) {
  const found = azure.state.clusters.find((each) => each.name === name);
  return found?.managedCluster.properties;
}

/** Control plane, and pools by name. */
function versions(house: House) {
  const { currentKubernetesVersion, agentPoolProfiles } = documentOf(house);
  const pools = agentPoolProfiles.map((pool: Record<string, string>) => [
    pool.name,
    pool.currentOrchestratorVersion,
  ]);
  return { control: currentKubernetesVersion, ...Object.fromEntries(pools) };
}

const puts = (house: House) =>
  house.azure.journal
    .find({ method: 'PUT', path: `/managedClusters/${cluster}` })
    .map(({ path }) => path.split('/').slice(-2).join('/'));

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
