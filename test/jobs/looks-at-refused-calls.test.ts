import { randomUUID } from 'node:crypto';
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLogsReader } from '../../src/azure/logs.ts';
import { rerouting, sandboxCredential, sandboxPace } from '../../src/azure/rerouting.ts';
import { listClusters } from '../../src/fleet/list.ts';
import { refreshFleet } from '../../src/fleet/refresh.ts';
import { defaultForbiddenConfig as config } from '../../src/forbidden/config.ts';
import type { ClusterLook } from '../../src/forbidden/types.ts';
import { createForbiddenProcessor } from '../../src/jobs/forbidden.ts';
import { forbiddenRuns, startForbiddenRun } from '../../src/store/forbidden-runs.ts';
import { now, logs as standIn } from '../sandbox/logs/support.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function worker() {
  const { azure, arm: reader } = await standIn();
  const db = database.pool;
  await refreshFleet({ reader, db, now: () => now });
  const nudged: [string, string, number | undefined][] = [];
  const logs = createLogsReader({
    credential: sandboxCredential('reader'),
    httpClient: rerouting(azure.url),
    pace: sandboxPace,
  });
  const process = createForbiddenProcessor({
    ...{ db, reader, logs, config, now: () => now, logger: pino({ level: 'silent' }) },
    nudge: async (queue, id, delayMs) => void nudged.push([queue, id, delayMs]),
  });
  const [cluster] = (await listClusters(db)).filter(({ name }) => name === 'aks-prod-weu');
  async function look(lookFor?: string[]) {
    const id = randomUUID();
    await startForbiddenRun(db, {
      ...{ id, filter: 'aks-prod-weu', groupedBy: 'actor', now, until: now },
      ...{ clusterIds: [cluster?.id ?? ''], since: new Date(now.getTime() - 6 * 3_600_000) },
      requestedBy: { teamId: 'T', userId: 'U' },
      ...(lookFor && { lookFor }),
    });
    await process(id);
    const run = await forbiddenRuns.get(db, id);
    return { run, looks: run?.result as ClusterLook[] };
  }
  return { look, process, nudged };
}

test('a run finds what it is for, and no more', async () => {
  const { look, nudged } = await worker();
  const { run, looks } = await look(['local-admin']);
  expect(run?.state).toBe('done');
  expect(new Set(looks[0]?.sightings.map(({ detection }) => detection))).toEqual(
    new Set(['local-admin']),
  );
  // Nothing is remembered of a look that did not look for refusals.
  expect(nudged.some(([, id]) => id === 'fill')).toBe(false);
});

test('a name that is no detection ends the run with words', async () => {
  const { look } = await worker();
  const { run } = await look(['local-admim']);
  expect(run).toMatchObject({
    state: 'failed',
    problem: { message: expect.stringContaining('"local-admim" is no detection') },
  });
});

test('after the first look what was refused before is read, a step for each nudge', async () => {
  const { look, process, nudged } = await worker();
  const { looks } = await look();
  expect(looks[0]?.learning).toContain('still to be read');
  const facts = looks[0]?.sightings.find(({ actor }) => actor.endsWith(':deployer'))?.facts;
  expect(facts?.brokenBy).toMatchObject({ what: 'deleted RoleBinding ci-deployer in shop' });
  const [queue, id = '', delay] = nudged.find((each) => each[1] === 'fill') ?? [];
  expect([queue, delay]).toEqual(['forbidden', 120_000]);
  let steps = 0;
  while (await process(id)) steps += 1;
  expect(steps).toBe(15);
  nudged.splice(0);
  const again = await look();
  expect(again.looks[0]).not.toHaveProperty('learning');
  expect(nudged.some((each) => each[1] === 'fill')).toBe(false);
});
