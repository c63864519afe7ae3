import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ana, platform, startTestApp, type TestApp } from '../slack/support/start-app.ts';

const shipped = new URL('../../workflows', import.meta.url).pathname;
/** The fleet as it is a week before support for 1.34 ends. */
const now = new Date('2026-11-24T09:00:00Z');

let app: TestApp;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workflows-'));
  for (const name of ['routes.yaml', 'end-of-support.yaml'])
    await cp(join(shipped, name), join(folder, name));
  const offset = now.getTime() - Date.now();
  const clock = () => new Date(Date.now() + offset);
  app = await startTestApp({
    env: { WORKFLOWS_DIR: folder },
    azure: { clock },
    overrides: { clock, fleetTiming: { progressEveryMs: 100 } },
  });
});
afterAll(async () => {
  await app?.close();
  await rm(folder, { recursive: true });
});

async function ended(runs: number) {
  return vi.waitFor(
    async () => {
      const { rows } = await app.database.pool.query<{
        state: string;
        result: { differences: number; messages: { notices: { text: string }[] }[] };
      }>(
        `select state, result from drawbridge.workflow_run where state <> 'running' order by started_at`,
      );
      expect(rows).toHaveLength(runs);
      return rows;
    },
    { timeout: 60_000, interval: 200 },
  );
}

test('what ends is told with what is advised, and a second run tells nothing again', async () => {
  await app.slack.driver.command(ana, platform, 'schedule run end-of-support');
  const [first] = await ended(1);
  expect(first?.state).toBe('done');
  const texts = first?.result.messages.flatMap(({ notices }) => notices.map(({ text }) => text));
  expect(texts).toEqual(
    expect.arrayContaining([
      expect.stringMatching(
        /^aks-dev-weu: Support for Kubernetes 1\.34 ends in 7 days, on 2026-11-30\. Advised: 1\.36\.5, in 4 steps/,
      ),
      expect.stringMatching(/^aks-dev-eus: Kubernetes 1\.31\.11 gets no patches/),
    ]),
  );
  // Supported for months.
  expect(texts?.join('\n')).not.toContain('aks-prod-neu');

  await app.slack.driver.command(ana, platform, 'schedule run end-of-support');
  const [, second] = await ended(2);
  expect(second).toMatchObject({ state: 'done', result: { differences: 0, messages: [] } });
});

test('what was only found in shadow is told when that ends', async () => {
  const file = join(folder, 'end-of-support.yaml');
  const text = (await readFile(file, 'utf8')).replace('name: end-of-support', 'name: tried-out');
  const inUse = (shadow: boolean) =>
    vi.waitFor(
      async () => {
        const { rows } = await app.database.pool.query(
          `select content->'workflows'->0->'shadow' as shadow from drawbridge.workflow_set
            where content->'workflows'->0->>'name' = 'tried-out'`,
        );
        expect(rows).toEqual([{ shadow }]);
      },
      { timeout: 30_000, interval: 200 },
    );
  for (const [index, shadow] of [true, true, false].entries()) {
    await writeFile(file, `${text}\nshadow: ${shadow}\n`);
    await inUse(shadow);
    await app.slack.driver.command(ana, platform, 'schedule run tried-out');
    await ended(3 + index);
  }
  const { rows } = await app.database.pool.query<{ result: { differences: number } }>(
    `select result from drawbridge.workflow_run where workflow = 'tried-out' order by started_at`,
  );
  const [first, second, live] = rows.map(({ result }) => result.differences);
  expect(first).toBeGreaterThan(0);
  expect(second).toBe(0);
  expect(live).toBe(first);
}, 180_000);
