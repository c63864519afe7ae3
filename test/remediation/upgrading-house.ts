/** A house whose changes are upgrades of Kubernetes, with API servers to look into. */
import { expect, onTestFinished } from 'vitest';
import { sandboxCredential } from '../../src/azure/rerouting.ts';
import { createOpenInside } from '../../src/fleet/inside-client.ts';
import { remediations } from '../../src/remediation/actions/index.generated.ts';
import type { Changes } from '../../src/remediation/life-cycle.ts';
import { startKubernetesStandIn } from '../../src/sandbox/kubernetes/start.ts';
import { aHouse, ana, type House } from './house.ts';

export const cluster = 'aks-dev-weu';

interface Upgrading extends House {
  worker: Changes;
  /** What each of its processes is made with. */
  own: Parameters<House['process']>[0];
  server: Awaited<ReturnType<typeof startKubernetesStandIn>>;
}

export async function aHouseThatUpgrades({ inside = true } = {}): Promise<Upgrading> {
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
  const own = { actions: remediations, ...(inside && { inside: openInside }) };
  return { ...house, worker: house.process(own), own, server };
}

/** At least as far as a plan, or what was said instead. */
export async function asked(house: Upgrading, params: object, name = cluster) {
  const outcome = await house.worker.propose({
    ...{ action: 'kubernetes-upgrade', clusterId: house.idOf(name), params },
    ...{ requester: ana, reason: 'support ends' },
  });
  if (outcome.kind !== 'proposed') throw new Error(JSON.stringify(outcome));
  await house.run({ worker: house.worker });
  return outcome.changeId;
}

export const now = { to: '1.36', outsideWindow: 'support ends' };

/** Whatever has to be confirmed is. */
export async function approved(house: Upgrading, params: object = now): Promise<string> {
  const id = await asked(house, params);
  const { plan, problem } = await house.value(id);
  if (!plan) throw new Error(JSON.stringify(problem));
  const confirmations = plan.warnings.map((_, place) => place);
  const decided = await house.decide(id, { on: house.worker, confirmations });
  expect(decided.kind).toBe('approved');
  return id;
}

const minutes = (count: number) => ({ untilMs: count * 60_000 });

export async function drive(house: Upgrading, count: number, worker = house.worker): Promise<void> {
  for (let minute = 0; minute < count; minute++) {
    await worker.sweep();
    await house.run({ worker, ...minutes(1) });
  }
}

export function documentOf({ azure }: House, name = cluster) {
  const found = azure.state.clusters.find((each) => each.name === name);
  return found?.managedCluster.properties;
}

/** Control plane, and pools by name. */
export function versions(house: House) {
  const { currentKubernetesVersion, agentPoolProfiles } = documentOf(house);
  const pools = agentPoolProfiles.map((pool: Record<string, string>) => [
    pool.name,
    pool.currentOrchestratorVersion,
  ]);
  return { control: currentKubernetesVersion, ...Object.fromEntries(pools) };
}

/** Lets time pass in small bits until a change is there. */
export async function until(
  house: Upgrading,
  id: string,
  wanted: { step: number; state?: string },
) {
  for (let tick = 0; tick < 300; tick++) {
    const { step, state } = await house.value(id);
    if (step === wanted.step && (wanted.state ?? state) === state) return;
    await house.run({ worker: house.worker, untilMs: 250 });
  }
  throw new Error(`it never came to ${JSON.stringify(wanted)}`);
}

/** Asks a minute apart, so that long waits are short here. */
export const patient = (house: Upgrading) =>
  house.process({ ...house.own, timing: { poll: 60_000 } });

export const puts = (house: House) =>
  house.azure.journal
    .find({ method: 'PUT', path: `/managedClusters/${cluster}` })
    .map(({ path }) => path.split('/').slice(-2).join('/'));
