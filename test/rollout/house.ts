/** A house with clusters in three rings, whose health is what the test says. */
import { randomUUID } from 'node:crypto';
import { remediations } from '../../src/remediation/actions/index.generated.ts';
import type { ChangesDeps } from '../../src/remediation/context.ts';
import type { Changes } from '../../src/remediation/life-cycle.ts';
import { defaultRemediationSettings } from '../../src/remediation/settings.ts';
import { loadRights } from '../../src/rights/load.ts';
import type { Person } from '../../src/rights/person.ts';
import { loadRolloutConfig } from '../../src/rollout/config.ts';
import type { RolloutsDeps } from '../../src/rollout/context.ts';
import { createRollouts, type Rollouts } from '../../src/rollout/life-cycle.ts';
import type { Health, RolloutValue } from '../../src/rollout/types.ts';
import { listClusterRows } from '../../src/store/clusters.ts';
import { many } from '../../src/store/rows.ts';
import { aHouse, ana, wei } from '../remediation/house.ts';
import { poolLabels } from '../remediation/pool-labels.ts';

const config = `
rollouts:
  rings:
    - { name: dev, tag: ring=dev }
    - { name: staging, tag: ring=staging }
    - { name: production, tag: ring=production, soak: 3d }
  soak: 1d
  atOnce: 2
  watch: 10m
  heal: 15m
  hold: 2h
`;

/** Clusters of the stand-in at rest, and the ring that each is put into. */
const ringed: Record<string, string> = {
  'aks-dev-weu': 'dev',
  'aks-dev-eus': 'dev',
  'aks-staging-weu': 'staging',
  'aks-prod-weu': 'production',
  'aks-prod-neu': 'production',
  'aks-prod-eus': 'production',
};

export const well: Omit<Extract<Health, { kind: 'known' }>, 'at'> = {
  ...{ kind: 'known', nodes: 3, nodesInTrouble: [], workloads: 5, unready: [] },
};

export async function aRolloutHouse({ names = Object.keys(ringed), text = config } = {}) {
  const house = await aHouse();
  const actions = [...remediations, poolLabels];
  for (const name of names) {
    const cluster = house.azure.state.clusters.find((one) => one.name === name);
    if (!cluster) throw new Error(`no cluster ${name}`);
    const tags = { ...cluster.managedCluster.tags, ring: ringed[name] };
    cluster.managedCluster.tags = tags;
    await house.db.query('update drawbridge.cluster set tags = $2 where id = $1', [
      cluster.id.toLowerCase(),
      JSON.stringify(tags),
    ]);
  }
  const health = new Map<string, Omit<Extract<Health, { kind: 'known' }>, 'at'> | string>();
  const asked: string[] = [];

  function workers(overrides: Partial<ChangesDeps> = {}, more: Partial<RolloutsDeps> = {}) {
    const worker = house.process({ actions, ...overrides });
    const rollouts = createRollouts({
      ...{ db: house.db, reader: house.reader, writer: house.writer, clock: house.clock },
      ...{ newId: randomUUID, actions, settings: defaultRemediationSettings },
      rights: () => loadRights(house.rights.text),
      nudge: house.nudge,
      changes: worker,
      config: loadRolloutConfig(text),
      async health(clusterId): Promise<Health> {
        const name = clusterId.split('/').at(-1) ?? '';
        asked.push(name);
        const at = house.clock().toISOString();
        const is = health.get(name) ?? well;
        return typeof is === 'string' ? { kind: 'unknown', at, reason: is } : { ...is, at };
      },
      ...overrides,
      ...more,
    });
    return { worker, rollouts };
  }
  const { worker, rollouts } = workers();

  async function clusters(...wanted: string[]) {
    const rows = await listClusterRows(house.db);
    return rows.filter(({ name }) => (wanted.length > 0 ? wanted : names).includes(name));
  }

  async function begin(
    more: Partial<Parameters<Rollouts['begin']>[0]> = {},
    of: string[] = [],
  ): Promise<string> {
    const outcome = await rollouts.begin({
      ...{ action: 'pool-labels', params: { label: 'blue' }, filter: 'all', requester: ana },
      clusters: await clusters(...of),
      ...{ reason: 'the test', origin: { channel: 'C0PLATFRM' } },
      ...more,
    });
    if (outcome.kind !== 'begun') throw new Error(outcome.message);
    return outcome.rolloutId;
  }

  async function value(id: string): Promise<RolloutValue> {
    const found = await rollouts.describe(id);
    if (!found) throw new Error(`no rollout ${id}`);
    return found;
  }

  /** Time passes; the sweepers come every minute, in long waits every hour. */
  async function pass(
    minutes: number,
    by: { worker: Changes; rollouts: Rollouts } = { worker, rollouts },
  ) {
    const step = minutes > 120 ? 3_600_000 : 60_000;
    for (let left = minutes * 60_000; left > 0; left -= step) {
      await by.worker.sweep();
      await by.rollouts.sweep();
      await house.run({
        worker: by.worker,
        untilMs: Math.min(step, left),
        rollout: (id) => by.rollouts.advance(id),
      });
    }
  }

  async function decide(
    id: string,
    {
      person = wei,
      decision = 'approve',
    }: { person?: Person; decision?: 'approve' | 'reject' } = {},
  ) {
    const { approval } = await value(id);
    return rollouts.decide({
      ...{ rolloutId: id, person, decision, hash: approval?.hash ?? '' },
      membership: house.membership('aks-approvers'),
      reason: decision === 'reject' ? 'not today' : null,
    });
  }

  return {
    ...house,
    ...{ worker, rollouts, workers, clusters, begin, value, pass, decide, health, asked },
    /** `dev done, staging soaking, production later` */
    async rings(id: string) {
      const { rings } = await value(id);
      return rings.map(({ name, state }) => `${name} ${state}`).join(', ');
    },
    /** State of each member of one ring, by name. */
    async members(id: string, ring: string): Promise<Record<string, string>> {
      const { rings } = await value(id);
      const found = rings.find(({ name }) => name === ring);
      return Object.fromEntries(found?.members.map(({ name, state }) => [name, state]) ?? []);
    },
    /** Clusters whose pools were written, in their order. */
    written() {
      const paths = house.azure.journal
        .find({ method: 'PUT', path: '/agentPools/' })
        .map(({ path }) => path.split('/managedClusters/')[1]?.split('/')[0] ?? '');
      return [...new Set(paths)];
    },
    async notes(id: string) {
      const rows = await many<{ data: { kind: string; text: string } }>(
        house.db,
        'select data from drawbridge.rollout_note where rollout_id = $1 order by at, id',
        [id],
      );
      return rows.map(({ data }) => data);
    },
  };
}
