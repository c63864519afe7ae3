import { randomUUID } from 'node:crypto';
import { expect, onTestFinished } from 'vitest';
import { createAzureReader } from '../../src/azure/reader.ts';
import { rerouting, sandboxCredential } from '../../src/azure/rerouting.ts';
import { createAzureWriter } from '../../src/azure/writer.ts';
import { remediations } from '../../src/remediation/actions/index.generated.ts';
import type { ChangesDeps, Nudge } from '../../src/remediation/context.ts';
import { type Changes, createChanges } from '../../src/remediation/life-cycle.ts';
import { defaultRemediationSettings } from '../../src/remediation/settings.ts';
import type { ChangeValue } from '../../src/remediation/types.ts';
import { loadRights } from '../../src/rights/load.ts';
import type { Membership, Person } from '../../src/rights/person.ts';
import { startAzureStandIn } from '../../src/sandbox/azure/start.ts';
import { saveClusters } from '../../src/store/clusters.ts';
import { many } from '../../src/store/rows.ts';
import { readTrail } from '../../src/trail/read.ts';
import { createTestDatabase } from '../support/database.ts';

const teamId = 'T0DRAWBRG';
export const ana: Person = { teamId, userId: 'U0RIVERA', name: 'Ana Rivera' };
export const wei: Person = { teamId, userId: 'U0CHEN00', name: 'Wei Chen' };
export const ngozi: Person = { teamId, userId: 'U0OKAFOR', name: 'Ngozi Okafor' };
export const sam: Person = { teamId, userId: 'U0LINDEN', name: 'Sam Linden' };

const rightsText = `
teams: [T0DRAWBRG]
rules:
  - allow: [read, propose]
    to: { groups: [aks-oncall] }
  - allow: [read, approve]
    to: { groups: [aks-approvers] }
approvals:
  - clusters: { names: [aks-data-staging-weu] }
    need: 2
    approvers: { groups: [aks-approvers] }
  - clusters: { names: [aks-pay-prod] }
    approvers: { groups: [aks-approvers] }
    reason: required
    ticket: 'OPS-\\d+'
  - approvers: { groups: [aks-approvers] }
    expires: 4h
channels:
  - approvals: C0APPROVE
`;

export const range = '203.0.113.77/32';
const listPath = 'properties.apiServerAccessProfile.authorizedIPRanges';

interface Job {
  queue: Parameters<Nudge>[0];
  id: string;
  dueAt: number;
}

/**
 * A whole house: real PostgreSQL, the real Azure clients, the stand-in over HTTP, and one clock
 * for all of them that moves only when the test lets it.
 */
export async function aHouse({
  settings = {},
  ...more
}: { settings?: Partial<ChangesDeps['settings']> } & Partial<Pick<ChangesDeps, 'mayWrite'>> & {
    readOnly?: boolean;
  } = {}) {
  let now = new Date('2026-11-23T10:00:00Z').getTime();
  const clock = () => new Date(now);
  const database = await createTestDatabase();
  const azure = await startAzureStandIn({ clock });
  onTestFinished(async () => {
    await azure.close();
    await database.drop();
  });
  const db = database.pool;
  const httpClient = rerouting(azure.url);
  const reader = createAzureReader({
    credential: sandboxCredential('reader'),
    httpClient,
    retries: { attempts: 1 },
  });
  const writer = createAzureWriter({
    credential: sandboxCredential('writer'),
    httpClient,
    timeoutMs: 5000,
  });
  await saveClusters(
    db,
    azure.state.clusters.map(({ id, name, resourceGroup, subscriptionId, managedCluster }) => ({
      ...{ id, name, resourceGroup, subscriptionId, location: managedCluster.location },
      ...{ tags: managedCluster.tags ?? {}, kubeletIdentity: null, summary: {} },
    })),
    clock(),
  );

  let jobs: Job[] = [];
  const applied: string[] = [];
  let loseNudges = false;
  const rights = { text: rightsText };

  const nudge: Nudge = async (queue, id, delayMs = 0) => {
    if (!loseNudges) jobs.push({ queue, id, dueAt: now + delayMs });
  };

  /** One process; several of them share the database, the queue and the clock. */
  function process(overrides: Partial<ChangesDeps> = {}): Changes {
    return createChanges({
      ...{ db, reader, clock, newId: randomUUID, actions: remediations },
      ...(more.readOnly ? {} : { writer }),
      ...(more.mayWrite !== undefined && { mayWrite: more.mayWrite }),
      rights: () => loadRights(rights.text),
      settings: { ...defaultRemediationSettings, ...settings },
      nudge,
      onApplied: async (clusterId) => void applied.push(clusterId),
      ...overrides,
    });
  }
  const changes = process();

  /** Runs the jobs that are due, and then, clock and all, those that come later, up to `untilMs` from now. */
  async function run({
    untilMs = 0,
    worker = changes,
    rollout,
  }: {
    untilMs?: number;
    worker?: Changes;
    /** What the queue of rollouts does. @returns after how long to do it again */
    rollout?: (id: string) => Promise<number | undefined>;
  } = {}) {
    const end = now + untilMs;
    for (let count = 0; count < 2000; count++) {
      const work = jobs.filter(({ queue, dueAt }) => queue !== 'outgoing' && dueAt <= end);
      const [next] = work.sort((a, b) => a.dueAt - b.dueAt);
      if (!next) {
        now = end;
        return;
      }
      jobs = jobs.filter((job) => job !== next);
      now = Math.max(now, next.dueAt);
      if (next.queue === 'plans') await worker.plan(next.id);
      if (next.queue === 'changes') await worker.advance(next.id);
      if (next.queue === 'rollouts') {
        const again = await rollout?.(next.id);
        if (again !== undefined) jobs.push({ ...next, dueAt: now + again });
      }
    }
    throw new Error('jobs without end');
  }

  function idOf(name: string): string {
    const found = azure.state.clusters.find((cluster) => cluster.name === name);
    if (!found) throw new Error(`no cluster ${name}`);
    return found.id;
  }

  function membership(...handles: string[]): Membership {
    const ids: Record<string, string> = { 'aks-oncall': 'S0ONCALL', 'aks-approvers': 'S0APPROV' };
    return {
      groups: handles.map((handle) => ({ id: ids[handle] ?? '', handle })),
      readAt: clock().toISOString(),
    };
  }

  async function value(id: string): Promise<ChangeValue> {
    const found = await changes.describe(id);
    if (!found) throw new Error(`no change ${id}`);
    return found;
  }

  async function ask(
    params: unknown,
    { cluster = 'aks-prod-weu', requester = ana, plan = true } = {},
  ) {
    const outcome = await changes.propose({
      action: 'authorized-ip-ranges',
      clusterId: idOf(cluster),
      params,
      requester,
      reason: 'the incident',
      ticket: 'OPS-7',
      origin: { channel: 'C0PLATFRM', threadTs: '1.2' },
    });
    if (outcome.kind !== 'proposed') throw new Error(JSON.stringify(outcome));
    if (plan) await run();
    return outcome.changeId;
  }

  const add = (duration?: string) => ({
    ...{ operation: 'add', ranges: [range] },
    ...(duration && { for: duration }),
  });

  async function decide(
    changeId: string,
    {
      person = wei,
      decision = 'approve',
      on = changes,
      confirmations,
    }: {
      person?: Person;
      decision?: 'approve' | 'reject';
      on?: Changes;
      confirmations?: number[];
    } = {},
  ) {
    const { planHash } = await value(changeId);
    return on.decide({
      ...{ changeId, person, decision, confirmations, planHash: planHash ?? '' },
      membership: membership('aks-approvers'),
    });
  }

  return {
    ...{ db, azure, changes, process, run, idOf, membership, value, ask, add, decide, applied },
    ...{ clock, reader, writer, rights, database, nudge },
    jobs: () => jobs,
    forgetJobs: () => {
      jobs = [];
    },
    loseNudges: (lose: boolean) => {
      loseNudges = lose;
    },
    /** Lets time pass; the sweeper comes every quarter of a minute, in long waits every two. */
    async pass(minutes: number, { sweep = true } = {}) {
      const end = now + minutes * 60_000;
      const step = minutes > 5 ? 120_000 : 15_000;
      while (now < end) {
        await run({ untilMs: Math.min(step, end - now) });
        if (sweep) await changes.sweep();
        await run();
      }
    },
    puts: (cluster = 'aks-prod-weu') =>
      azure.journal.find({ method: 'PUT', path: `/managedClusters/${cluster}` }),
    list(cluster = 'aks-prod-weu'): string[] {
      const found = azure.state.clusters.find(({ name }) => name === cluster);
      return found?.managedCluster.properties.apiServerAccessProfile?.authorizedIPRanges ?? [];
    },
    setList: (ranges: string[], cluster = 'aks-prod-weu') =>
      azure.meddle(cluster, { change: 'set', path: listPath, value: ranges }),
    async trail(): Promise<string[]> {
      return (await readTrail(db, { last: 1000 })).map(({ kind }) => kind);
    },
    trailEntries: () => readTrail(db, { last: 1000 }),
    outgoing: () =>
      many<{ view: string; valueId: string; target: { kind: string; channel?: string } }>(
        db,
        'select * from drawbridge.outgoing order by created_at, id',
      ),
    async state(id: string) {
      const { state, problem } = await value(id);
      return problem ? `${state}: ${problem.code}` : state;
    },
    /** From the request to the end, in one go. */
    async approved(params: unknown, options: { cluster?: string } = {}) {
      const id = await ask(params, options);
      const outcome = await decide(id);
      expect(outcome.kind).toBe('approved');
      return id;
    },
  };
}

export type House = Awaited<ReturnType<typeof aHouse>>;
