/** A workspace that refuses, answers in part or not at all: what is said each time, and what is not. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ana, platform, startTestApp, type TestApp, wordsOf } from '../slack/support/start-app.ts';

const channel = 'C0SECOPS0';
const minuteMs = 60_000;
const patience = { timeout: 60_000, interval: 200 };

let app: TestApp;
let folder: string;
let ahead = 0;
let runs = 0;
/** What else happens on the pretend clusters follows the time of day: here it is always the same. */
const start = Date.parse('2026-11-24T05:00:00Z');
const begun = Date.now();
const clock = () => new Date(start + Date.now() - begun + ahead);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workflows-'));
  // Its time is far off: it runs when somebody says so, and is one that runs by schedule.
  await writeFile(
    join(folder, 'refused.yaml'),
    `name: refused
description: Looks for refused calls.
on: { schedule: "0 0 29 2 *" }
clusters: aks-prod-weu
run: forbidden
notify: [{ channel: ${channel} }]
`,
  );
  app = await startTestApp({
    env: { WORKFLOWS_DIR: folder },
    azure: { clock, ingestionSeconds: 0 },
    overrides: { clock, jobTiming: { sweepEvery: 500 } },
  });
});
afterAll(async () => {
  await app?.close();
  await rm(folder, { recursive: true });
});

/** One run, so many minutes after the story began. */
async function looked(minutes: number): Promise<void> {
  ahead = minutes * minuteMs;
  await app.slack.driver.command(ana, platform, 'schedule run refused');
  runs += 1;
  await vi.waitFor(async () => {
    const { rows } = await app.database.pool.query(
      `select state from drawbridge.workflow_run where state <> 'running'`,
    );
    expect(rows).toHaveLength(runs);
  }, patience);
}

function fault(kind: 'throttled' | 'partial' | 'empty'): void {
  app.azure.logs.faults.clear();
  app.azure.logs.faults.add({ kind, times: 1_000, retryAfterSeconds: 0 });
}

const said = (what: RegExp) =>
  app.slack.driver
    .visibleTo(ana, channel)
    .filter((message) => message.user === 'U0BRIDGE' && what.test(wordsOf(message)));
const alarms = () => said(/Not looked since|Looked at again/);

async function states(): Promise<string[]> {
  const { rows } = await app.database.pool.query('select state from drawbridge.alert');
  return rows.map(({ state }) => state);
}

/** One story, told in order: each step stands on the one before. */
describe('a workspace', () => {
  it('that answers: what was refused is told', async () => {
    app.azure.logs.tell(
      'secret-enumeration',
      'aks-prod-weu',
      new Date(clock().getTime() - 5 * minuteMs),
    );
    await looked(0);
    await app.sees(ana, channel, /Acknowledge/);
    expect(alarms()).toEqual([]);
  });

  it('that refuses for a while (429) is no alarm', async () => {
    fault('throttled');
    await looked(10);
    await looked(30);
    expect(alarms()).toEqual([]);
  });

  it('that goes on refusing is one, with since when and why', async () => {
    await looked(60);
    const alarm = await app.sees(ana, channel, 'Not looked since');
    expect(wordsOf(alarm)).toContain('aks-prod-weu');
    await looked(70);
    expect(alarms()).toHaveLength(1);
  });

  it('that answers in part is not looked at either: the same message says so', async () => {
    fault('partial');
    await looked(80);
    await app.sees(ana, channel, /Not looked since.*(limit|partial|cut)/is);
    expect(alarms()).toHaveLength(1);
  });

  it('that answers nothing (204) is not peace: no alert ends by it', async () => {
    fault('empty');
    await looked(90);
    await looked(600);
    await app.sees(ana, channel, /Not looked since.*never received/s);
    expect(alarms()).toHaveLength(1);
    expect(new Set(await states())).toEqual(new Set(['open']));
  });

  it('that answers again ends the alarm, in the channel, and what was missed is looked at', async () => {
    app.azure.logs.faults.clear();
    app.azure.logs.tell('working-day', 'aks-prod-weu', new Date(clock().getTime() - 3 * minuteMs));
    app.azure.logs.tell(
      'exec-denied',
      'aks-prod-weu',
      new Date(clock().getTime() - 120 * minuteMs),
    );
    await looked(602);
    const end = await app.sees(ana, channel, /I can look at the audit log of aks-prod-weu again/);
    expect(end).toMatchObject({ broadcast: true, threadTs: alarms()[0]?.ts });
    await app.sees(ana, channel, 'Looked at again');
    expect(said(/exec into pods/)).toEqual([]);
    await looked(610);
    await app.sees(ana, channel, /exec into pods/);
  });
});
