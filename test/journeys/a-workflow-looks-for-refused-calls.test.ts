import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { noOwners } from '../../src/posture/fleet/owners.ts';
import { createWorkflows, type Workflows } from '../../src/workflows/life-cycle.ts';
import { ana, startTestApp, type TestApp } from '../slack/support/start-app.ts';

const minute = 60_000;
let app: TestApp;
let folder: string;
/** A minute after a time of the schedule, so that the next does not come by itself. */
let ahead = 11 * minute - (Date.now() % (10 * minute));
const clock = () => new Date(Date.now() + ahead);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workflows-'));
  await writeFile(
    join(folder, 'calls.yaml'),
    `name: calls
description: Looks for refused calls.
on: { schedule: "*/10 * * * *" }
clusters: aks-prod-neu
run: forbidden
with: { window: 12h }
notify: [{ channel: C0SECOPS0 }]
`,
  );
  app = await startTestApp({
    env: { WORKFLOWS_DIR: folder },
    overrides: { clock, jobTiming: { sweepEvery: 500 } },
  });
});
afterAll(async () => {
  await app?.close();
  await rm(folder, { recursive: true });
});

/** Another worker: it begins what is due, and leaves the rest to the first. */
function another(): Workflows {
  return createWorkflows({
    ...{ db: app.database.pool, owners: noOwners, clock, newId: randomUUID },
    alerts: { take: async () => {} },
    nudge: async () => {},
    warn: () => {},
  });
}

async function ended(): Promise<{ at: Date; state: string }[]> {
  const { rows } = await app.database.pool.query(
    `select scheduled_for as at, state from drawbridge.workflow_run where state <> 'running' order by scheduled_for`,
  );
  return rows;
}

async function counts(): Promise<Record<string, number>> {
  const { rows } = await app.database.pool.query(
    `select (select count(*)::int from drawbridge.forbidden_run) as looks,
            (select count(*)::int from drawbridge.alert) as alerts,
            (select count(*)::int from drawbridge.outgoing
              where view in ('alert', 'incident') and target->>'kind' = 'channel') as messages,
            (select count(distinct (view, value_id, target->>'channel'))::int from drawbridge.outgoing
              where view in ('alert', 'incident') and target->>'kind' = 'channel') as different`,
  );
  return rows[0];
}

/** Lets the clock jump, and several workers find out at once. */
async function pass(minutes: number): Promise<string> {
  ahead += minutes * minute;
  const at = clock().getTime();
  await Promise.all([another().fire(), another().fire(), another().sweep()]);
  // Whoever began it is gone, and the sweeper finds that after a minute.
  ahead += 1.2 * minute;
  return new Date(at - (at % (10 * minute))).toISOString();
}

test(
  'a time that comes is one look for two workers, times that were missed are one more, and nothing is told twice',
  async () => {
    expect(await ended()).toEqual([]);
    await pass(10);
    await vi.waitFor(async () => expect(await ended()).toHaveLength(1), {
      timeout: 90_000,
      interval: 250,
    });
    expect(await ended()).toMatchObject([{ state: 'done' }]);
    const first = await counts();
    expect(first).toMatchObject({ looks: 1 });
    expect(first.alerts).toBeGreaterThan(0);
    expect(first.messages).toBeGreaterThan(0);
    await app.sees(ana, 'C0SECOPS0', 'aks-prod-neu');

    const last = await pass(40);
    await vi.waitFor(async () => expect(await ended()).toHaveLength(2), {
      timeout: 90_000,
      interval: 250,
    });
    const [, second] = await ended();
    // The last of the four that were missed.
    expect({ ...second, at: second?.at.toISOString() }).toEqual({ state: 'done', at: last });
    const both = await counts();
    expect(both).toMatchObject({ looks: 2, messages: both.different });
  },
  4 * minute,
);
