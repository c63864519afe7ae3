import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { readTrail } from '../../src/trail/read.ts';
import { ana, platform, sam, startTestApp, type TestApp } from '../slack/support/start-app.ts';

let app: TestApp;
let folder: string;
const shipped = new URL('../../workflows', import.meta.url).pathname;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workflows-'));
  await cp(shipped, folder, { recursive: true });
  // It would begin by the clock in the middle of a test.
  for (const name of ['forbidden-calls.yaml', 'detections.yaml']) await rm(join(folder, name));
  app = await startTestApp({
    env: { WORKFLOWS_DIR: folder },
    overrides: { fleetTiming: { progressEveryMs: 100 } },
  });
});
afterEach(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

interface Ended {
  workflow: string;
  state: string;
  result: { differences: number; messages: unknown[] };
}

async function ended(runs: number): Promise<Ended[]> {
  return vi.waitFor(
    async () => {
      const { rows } = await app.database.pool.query<Ended>(
        `select workflow, state, result from drawbridge.workflow_run where state <> 'running' order by started_at`,
      );
      expect(rows).toHaveLength(runs);
      return rows;
    },
    { timeout: 60_000, interval: 200 },
  );
}

test('the first run tells of every cluster, the next one of nothing, and the list says that it ran', async () => {
  await app.slack.driver.command(ana, platform, 'schedule run posture-daily');
  await app.sees(ana, platform, 'posture-daily: ');
  const [first] = await ended(1);
  expect(first).toMatchObject({ workflow: 'posture-daily', state: 'done' });
  await app.sees(ana, platform, 'The workflow posture-daily is done');

  await app.slack.driver.command(ana, platform, 'schedule run posture-daily');
  const [, second] = await ended(2);
  expect(second).toMatchObject({ state: 'done', result: { differences: 0, messages: [] } });
  const { rows } = await app.database.pool.query(
    `select count(*)::int as told from drawbridge.outgoing where view = 'workflow-news'`,
  );
  expect(rows[0].told).toBe(first?.result.messages.length);
});

test('whoever may not propose to all its clusters does not run it', async () => {
  await app.slack.driver.command(sam, platform, 'schedule run posture-daily');
  await app.slack.driver.command(sam, platform, 'run posture-daily aks-prod-*');
  await app.slack.driver.command(ana, platform, 'run posture-daily no-such-*');
  await app.sees(ana, platform, 'None of the clusters of');
  await app.slack.driver.command(ana, platform, 'schedule run no-such-thing');
  await app.sees(ana, platform, 'There is no workflow');
  const { rows } = await app.database.pool.query('select 1 from drawbridge.workflow_run');
  expect(rows).toEqual([]);
});

test('an edit is taken up and recorded; a broken file keeps the old one and is told', async () => {
  const file = join(folder, 'drift-weekly.yaml');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace('* * 1', '* * 2'));
  const entry = await vi.waitFor(
    async () => {
      const entries = await readTrail(app.database.pool, { last: 9 });
      const last = entries.filter(({ kind }) => kind === 'workflows.loaded').at(-1);
      expect(last?.data.changed).toHaveLength(1);
      return last;
    },
    { timeout: 60_000, interval: 200 },
  );
  expect(entry?.data).toMatchObject({
    ...{ added: [], changed: ['drift-weekly'], removed: [] },
    edits: [
      {
        ...{ in: 'drift-weekly', key: 'on' },
        before: '{"schedule":"30 6 * * 1","timezone":"UTC"}',
        after: '{"schedule":"30 6 * * 2","timezone":"UTC"}',
      },
    ],
  });

  await writeFile(file, text.replace('run: drift', 'run: drifts'));
  await app.sees(ana, platform, 'cannot be used as they are');
  const { rows } = await app.database.pool.query(
    'select content, problem from drawbridge.workflow_set',
  );
  expect(rows[0].content.workflows[0].on.schedule).toBe('30 6 * * 2');
  expect(rows[0].problem.lines).toEqual([
    expect.stringMatching(
      /^drift-weekly\.yaml:8:6: run "drifts" is not one of .*; did you mean drift\?$/,
    ),
  ]);
});
