import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { ClusterReport } from '../../src/posture/types.ts';
import {
  type KubernetesStandIn,
  startKubernetesStandIn,
} from '../../src/sandbox/kubernetes/start.ts';
import { getPostureRun } from '../../src/store/posture-runs.ts';
import { ana, platform, startTestApp, type TestApp } from '../slack/support/start-app.ts';
import { type ServeProcess, serveProcess } from './support/serve-process.ts';

const cluster = 'aks-data-prod-weu';
const reach = 'vnet-data';

let app: TestApp;
let api: KubernetesStandIn;
let folder: string;
const processes: ServeProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'reach-'));
  const file = join(folder, 'config.yaml');
  await writeFile(file, `kubernetes: { reach: { clusters: { ${cluster}: ${reach} } } }\n`);
  api = await startKubernetesStandIn({ reaches: { [cluster]: reach } });
  app = await startTestApp({
    roles: ['bot', 'worker'],
    env: { SANDBOX_KUBERNETES_URL: api.url, CONFIG_FILE: file },
  });
});

afterEach(() => Promise.all(processes.splice(0).map((running) => running.kill())));

afterAll(async () => {
  await app.close();
  await api.close();
  await rm(folder, { recursive: true });
});

async function insideTheNetwork(): Promise<ServeProcess> {
  const running = await serveProcess(app, ['worker'], {
    args: ['--reach', reach],
    env: { SANDBOX_KUBERNETES_URL: api.reachUrl(reach) },
  });
  processes.push(running);
  return running;
}

/** Asks for the posture, and waits for the report of the run that this began. */
async function report(timeoutMs = 120_000): Promise<ClusterReport> {
  const { pool } = app.database;
  const latest = async () => {
    const { rows } = await pool.query<{ id: string }>(
      'select id from drawbridge.posture_run where cluster_id like $1 order by started_at desc limit 1',
      [`%/${cluster}`],
    );
    return rows[0]?.id;
  };
  const before = await latest();
  await app.slack.driver.command(ana, platform, `/aks posture ${cluster}`);
  const until = Date.now() + timeoutMs;
  while (Date.now() < until) {
    const id = await latest();
    const run = id && id !== before ? await getPostureRun(pool, id) : null;
    if (run?.state === 'done') return run.report as ClusterReport;
    await delay(100);
  }
  throw new Error('the run did not end');
}

/** What the report says of checks that look into the cluster. */
function inside({ results }: ClusterReport) {
  return results.filter(({ group }) => group === 'POD');
}

const names = (given: ClusterReport) =>
  inside(given).map(({ outcome, message }) => `${outcome} ${message}`);

test('without a worker in its network, the report says which one to start', async () => {
  const given = await report();
  expect(inside(given).length).toBeGreaterThan(3);
  for (const said of names(given))
    expect(said).toBe(`unknown Not known: no worker with --reach ${reach} is running.`);
});

test('a worker in its network reads it, and nothing but that', async () => {
  await insideTheNetwork();
  const given = await report();
  expect(names(given).filter((said) => said.startsWith('unknown'))).toEqual([]);
  expect(inside(given).some(({ outcome }) => outcome === 'pass' || outcome === 'fail')).toBe(true);
  const { rows } = await app.database.pool.query('select from drawbridge.inside_reading');
  expect(rows).toEqual([]);
});

test('a worker that is killed half-way is followed by another', async () => {
  const { faults } = api.cluster(cluster);
  faults.add({ kind: 'slow', match: { resource: 'secrets' }, milliseconds: 60_000 });
  const first = await insideTheNetwork();
  const reading = report(120_000);
  // Used up means met: the first worker waits for the answer now.
  while (faults.list().length > 0) await delay(50);
  await first.kill();
  await insideTheNetwork();
  const given = await reading;
  expect(names(given).filter((said) => said.startsWith('unknown'))).toEqual([]);
}, 180_000);
