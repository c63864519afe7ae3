/** Killed between the query and the message: exactly one message comes, and none is lost. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ana, platform, startTestApp, type TestApp, wordsOf } from '../slack/support/start-app.ts';
import { type ServeProcess, serveProcess } from './support/serve-process.ts';

const channel = 'C0SECOPS0';
const patience = { timeout: 60_000, interval: 200 };

let app: TestApp;
let folder: string;
const processes: ServeProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workflows-'));
  await writeFile(
    join(folder, 'refused.yaml'),
    `name: refused
description: Looks when somebody says so.
on: {}
clusters: aks-prod-*
run: forbidden
notify: [{ channel: ${channel} }]
`,
  );
  app = await startTestApp({ roles: ['bot'], azure: { ingestionSeconds: 0 } });
});
afterEach(async () => {
  await Promise.all(processes.splice(0).map((running) => running.kill()));
  await app?.close();
  await rm(folder, { recursive: true });
});

async function worker(): Promise<ServeProcess> {
  const running = await serveProcess(app, ['worker'], { env: { WORKFLOWS_DIR: folder } });
  processes.push(running);
  return running;
}

async function rowsOf<Row>(sql: string): Promise<Row[]> {
  return (await app.database.pool.query(sql)).rows as Row[];
}

/** What stands in the channel, replies left out. */
function messages(): string[] {
  return app.slack.driver
    .visibleTo(ana, channel)
    .filter(({ user, threadTs }) => user === 'U0BRIDGE' && !threadTs)
    .map(wordsOf);
}

test('a worker that is killed when it has asked and has not told yet', async () => {
  const first = await worker();
  await vi.waitFor(async () => {
    expect(await rowsOf('select 1 from drawbridge.cluster')).not.toEqual([]);
    expect(await rowsOf('select 1 from drawbridge.workflow_set')).not.toEqual([]);
  }, patience);
  app.azure.logs.tell('secret-enumeration', 'aks-prod-weu');
  app.azure.logs.tell('secret-enumeration', 'aks-prod-neu');
  // Who makes alerts waits for whoever else does: as long as this one does, nobody can tell.
  const holder = await app.database.pool.connect();
  await holder.query(`begin`);
  await holder.query(`select pg_advisory_xact_lock(hashtext('drawbridge.alert'))`);
  try {
    await app.slack.driver.command(ana, platform, 'schedule run refused');
    await vi.waitFor(async () => {
      const done = await rowsOf(`select 1 from drawbridge.forbidden_run where state = 'done'`);
      expect(done).toHaveLength(1);
      // The server has the databases of other tests too.
      const waiting = await rowsOf(
        `select 1 from pg_locks join pg_database on pg_database.oid = pg_locks.database
          where datname = current_database() and locktype = 'advisory' and not granted`,
      );
      expect(waiting).not.toEqual([]);
    }, patience);
    await first.kill();
  } finally {
    await holder.query('rollback');
    holder.release();
  }
  expect(messages()).toEqual([]);

  await Promise.all([worker(), worker()]);
  await vi.waitFor(async () => {
    const runs = await rowsOf<{ state: string }>('select state from drawbridge.workflow_run');
    expect(runs).toEqual([{ state: 'done' }]);
    expect(await rowsOf(`select 1 from drawbridge.outgoing where state = 'due'`)).toEqual([]);
  }, patience);
  const told = await rowsOf<{ id: string }>(
    `select id from drawbridge.alert where announced and incident_id is null
     union all select id from drawbridge.incident`,
  );
  const untold = await rowsOf(
    `select 1 from drawbridge.alert where state = 'open' and not announced and incident_id is null`,
  );
  expect(untold).toEqual([]);
  expect(told.length).toBeGreaterThanOrEqual(2);
  expect(messages()).toHaveLength(told.length);
  for (const { id } of told)
    expect(messages().filter((words) => words.includes(id.slice(0, 8)))).toHaveLength(1);
}, 180_000);
