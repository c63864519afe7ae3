import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { createAzureReader } from '../../src/azure/reader.ts';
import { rerouting, sandboxCredential } from '../../src/azure/rerouting.ts';
import { remediations } from '../../src/remediation/actions/index.generated.ts';
import { createChanges } from '../../src/remediation/life-cycle.ts';
import { defaultRemediationSettings } from '../../src/remediation/settings.ts';
import { loadRights } from '../../src/rights/load.ts';
import { many } from '../../src/store/rows.ts';
import {
  ana,
  platform,
  startTestApp,
  type TestApp,
  type TestAppOptions,
  wei,
} from '../slack/support/start-app.ts';
import { type ServeProcess, serveProcess } from './support/serve-process.ts';

const approvals = 'C0APPROVE';
const cluster = 'aks-prod-weu';
const mine = '203.0.113.70/32';
const rights = loadRights(
  readFileSync(new URL('../../src/sandbox/rights.yaml', import.meta.url), 'utf8'),
);

let app: TestApp;
const processes: ServeProcess[] = [];

afterEach(async () => {
  await Promise.all(processes.splice(0).map((running) => running.kill()));
  await app?.close();
});

async function changer(): Promise<ServeProcess> {
  const running = await serveProcess(app, ['changer']);
  processes.push(running);
  return running;
}

/** The bot and a worker in this process; changers are processes of their own. */
async function waiting(options: TestAppOptions = {}): Promise<void> {
  app = await startTestApp({
    roles: ['bot', 'worker'],
    overrides: { jobTiming: { sweepEvery: 500 } },
    ...options,
  });
  await app.slack.driver.command(ana, platform, `/aks ip add ${cluster} ${mine} because of INC-1`);
  await app.sees(wei, approvals, 'Approval needed');
}

async function pressed(): Promise<void> {
  const card = await app.sees(wei, approvals, 'Approval needed');
  await app.slack.driver.click(wei, card, { action_id: 'change-approve' });
}

const puts = () =>
  app.azure.journal.find({ method: 'PUT' }).filter(({ path }) => path.endsWith(`/${cluster}`));

describe('a process is killed', () => {
  it('between applying and verifying: another goes on, and there is exactly one PUT', async () => {
    // A slow operation leaves time to pull the plug after the PUT.
    await waiting({ azure: { speed: 0.7 } });
    const first = await changer();
    await pressed();
    await app.slack.driver.waitFor(() => puts().length > 0, { what: 'the PUT' });
    await first.kill();
    await changer();
    await app.sees(wei, approvals, 'Done and verified');
    expect(puts()).toHaveLength(1);
  });

  it('between the commit of an approval and its enqueue: the sweeper finds it', async () => {
    await waiting();
    const [row] = await many<{ id: string; planHash: string }>(
      app.database.pool,
      `select id, plan_hash from drawbridge.change where state = 'waiting'`,
      [],
    );
    // The same call as the bot's, in a process whose nudges never reach a queue.
    const dying = createChanges({
      db: app.database.pool,
      reader: createAzureReader({
        credential: sandboxCredential('reader'),
        httpClient: rerouting(app.azure.url),
      }),
      mayWrite: true,
      rights: () => rights,
      clock: () => new Date(),
      newId: randomUUID,
      nudge: () => Promise.reject(new Error('killed')),
      settings: defaultRemediationSettings,
      actions: remediations,
    });
    const now = new Date().toISOString();
    const outcome = await dying.decide({
      changeId: row?.id ?? '',
      person: { teamId: 'T0DRAWBRG', userId: wei },
      membership: { groups: [{ id: 'S0APPROV', handle: 'aks-approvers' }], readAt: now },
      channel: approvals,
      decision: 'approve',
      planHash: row?.planHash ?? '',
    });
    expect(outcome.kind).toBe('approved');
    await changer();
    await app.sees(wei, approvals, 'Done and verified');
    expect(puts()).toHaveLength(1);
  });
});

describe('two changers', () => {
  it('race for one change, and it is written once', async () => {
    await waiting();
    await Promise.all([changer(), changer()]);
    await pressed();
    await app.sees(wei, approvals, 'Done and verified');
    expect(puts()).toHaveLength(1);
  });
});
