/** A list of calls is looked up once, whatever happens to the workers on the way. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLogsReader, type LogsReader } from '../../src/azure/logs.ts';
import { rerouting, sandboxCredential, sandboxPace } from '../../src/azure/rerouting.ts';
import { refreshFleet } from '../../src/fleet/refresh.ts';
import type { CallsPage } from '../../src/forbidden/calls.ts';
import { createCallsProcessor } from '../../src/jobs/calls.ts';
import { callLists, startCallList } from '../../src/store/call-lists.ts';
import { hour, now, logs as standIn } from '../sandbox/logs/support.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { silent } from './support.ts';

let database: TestDatabase;
let parts: Awaited<ReturnType<typeof standIn>>;
let clusterId: string;
let asked = 0;
let nudges: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  // The stand-in ends with its test.
  parts = await standIn();
  await refreshFleet({ reader: parts.arm, db: database.pool, now: () => now });
  clusterId = parts.azure.state.clusters.find(({ name }) => name === 'aks-prod-weu')?.id ?? '';
});
afterAll(() => database.drop());

function worker(signal?: AbortSignal) {
  const client = createLogsReader({
    credential: sandboxCredential('reader'),
    httpClient: rerouting(parts.azure.url),
    pace: sandboxPace,
  });
  const logs: LogsReader = {
    query(...args) {
      asked += 1;
      return client.query(...args);
    },
  };
  return createCallsProcessor({
    ...{ db: database.pool, reader: parts.arm, logs, now: () => now, logger: silent, signal },
    nudge: async (queue, id) => void nudges.push(`${queue} ${id}`),
  });
}

async function asks(clusterIds = [clusterId]): Promise<string> {
  const id = randomUUID();
  asked = 0;
  nudges = [];
  const requestedBy = { teamId: 'T0DRAWBRG', userId: 'U0RIVERA' };
  const [since, until] = [new Date(now.getTime() - 4 * hour), now];
  const list = { id, clusterIds, wanted: { detection: 'forbidden' }, pageEnd: null };
  await startCallList(database.pool, { ...list, since, until, requestedBy }, now);
  return id;
}

async function pageOf(id: string): Promise<CallsPage> {
  const list = await callLists.get(database.pool, id);
  expect(list?.state).toBe('done');
  if (!list?.result) throw new Error('no result');
  return list.result as CallsPage;
}

test('two workers at once ask the log once, and the message is edited once', async () => {
  const id = await asks();
  const [one, other] = [worker(), worker()];
  await Promise.all([one(id), other(id)]);
  expect((await pageOf(id)).calls.length).toBeGreaterThan(0);
  expect(asked).toBe(1);
  expect(nudges).toHaveLength(1);
  await one(id);
  expect(asked).toBe(1);
});

test('a list whose worker died is found by the sweeper, and done by another', async () => {
  const id = await asks();
  const died = new Date(now.getTime() - 60_000);
  await callLists.claim(database.pool, { id, now: died, leaseMs: 20_000 });
  const due = await callLists.unfinished(database.pool, {
    ...{ startedBefore: new Date(now.getTime() + 1), now },
  });
  expect(due).toEqual([{ id }]);
  await worker()(id);
  expect((await callLists.get(database.pool, id))?.state).toBe('done');
});

test('a worker that is to end lets go of it', async () => {
  const id = await asks();
  const ending = new AbortController();
  ending.abort();
  expect(await worker(ending.signal)(id)).toEqual({ againInMs: 0 });
  await worker()(id);
  expect((await callLists.get(database.pool, id))?.state).toBe('done');
});

test('a cluster that left the fleet is no cluster without calls', async () => {
  const gone = `${clusterId.toLowerCase()}-gone`;
  const id = await asks([clusterId, gone]);
  await worker()(id);
  const { problems, calls } = await pageOf(id);
  expect(calls.length).toBeGreaterThan(0);
  expect(problems).toEqual([
    { clusterIds: [gone], message: 'No longer in the fleet: nothing was looked up.' },
  ]);
});
