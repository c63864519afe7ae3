import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from '../../src/sandbox/slack/protocol.ts';
import { many } from '../../src/store/rows.ts';
import { eventually } from '../jobs/support.ts';
import {
  ana,
  platform,
  sam,
  startTestApp,
  type TestApp,
  type TestAppOptions,
  vendors,
  wordsOf,
} from '../slack/support/start-app.ts';
import { type ServeProcess, serveProcess } from './support/serve-process.ts';

let app: TestApp;
const processes: ServeProcess[] = [];

afterEach(async () => {
  await Promise.all(processes.splice(0).map((running) => running.kill()));
  await app?.close();
});

async function started(options: TestAppOptions = {}, rights?: string): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'drawbridge-fleet-'));
  const config = join(dir, 'config.yaml');
  await writeFile(config, 'owners:\n  tag: team\n  channels: { payments: C0SECOPS0 }\n');
  const file = join(dir, 'rights.yaml');
  if (rights) await writeFile(file, rights);
  app = await startTestApp({
    ...options,
    env: { CONFIG_FILE: config, ...(rights && { RIGHTS_FILE: file }), ...options.env },
  });
}

interface Menu {
  type: string;
  action_id: string;
  options: { text: { text: string } }[];
}

const clusterRuns = () =>
  many<{ clusterId: string; state: string; n: number }>(
    app.database.pool,
    `select cluster_id, state, count(*) over (partition by cluster_id)::int as n
       from drawbridge.posture_run where fleet_run_id is not null`,
  );

const below = (message: Message) =>
  app.slack.driver.messages(platform).filter(({ threadTs }) => threadTs === message.ts);

const fleetReport = (what: string | RegExp = '*Grades*') => app.sees(ana, platform, what);

describe('a look at the whole fleet', () => {
  it('becomes one message by check, and each team’s part below it or in its channel', async () => {
    await started();
    await app.slack.driver.command(ana, platform, 'posture all');
    const first = await app.sees(ana, platform, 'Looking at');
    const report = await fleetReport();
    expect(report.ts).toBe(first.ts);
    const words = wordsOf(report);
    expect(words).toMatch(/\*Critical\* · .*\*fails on \d+ of \d+/);
    expect(words).toMatch(/By owner/);
    expect(words).toMatch(/1 to \d+ of \d+/);

    await app.slack.driver.waitFor(() => below(report).length >= 2, { what: 'two replies' });
    expect(below(report).map(({ text }) => text.replace(/ has .*/s, ''))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^\w+: storefront$/),
        expect.stringMatching(/^\w+: insights$/),
      ]),
    );
    const payments = await app.sees(ana, 'C0SECOPS0', /payments/);
    expect(payments.threadTs).toBeUndefined();
    expect(wordsOf(payments)).toContain('aks-pay-staging-weu');
    expect(wordsOf(payments)).not.toContain('aks-prod-weu');
    const runs = await clusterRuns();
    expect(runs).toHaveLength(app.azure.state.clusters.length);
    expect(new Set(runs.map(({ state }) => state))).toEqual(new Set(['done']));
  });

  it('reads what all share once, and clusters and networks from pages of Resource Graph', async () => {
    await started();
    await app.slack.driver.waitFor(() => app.azure.journal.entries.length > 0, { what: 'a start' });
    app.azure.journal.clear();
    await app.slack.driver.command(ana, platform, 'posture all');
    await fleetReport();
    const asked = app.azure.journal
      .find({ method: 'GET' })
      .map(({ path, query }) =>
        `${path}${query.replace(/^\?api-version=[\w-]+/, '')}`.toLowerCase(),
      );
    const shared = asked.filter((path) => !path.includes('/managedclusters/'));
    expect(shared.length).toBeGreaterThan(5);
    expect(new Set(shared).size).toBe(shared.length);
    expect(asked.filter((path) => /\/managedclusters\/[^/]+$/.test(path))).toEqual([]);
    expect(
      asked.filter((path) => /securitygroups|loadbalancers|virtualnetworks/.test(path)),
    ).toEqual([]);
    expect(app.azure.journal.find({ path: 'resourcegraph' }).length).toBeLessThan(40);
  });

  it('goes on where one cluster is refused and another throttled, and says what was not read', async () => {
    await started();
    const below = '/managedClusters/aks-dev-neu/upgradeProfiles';
    app.azure.faults.add({ match: { path: below }, kind: 'throttled', retryAfterSeconds: 1 });
    app.azure.faults.add({
      match: { pattern: '/managedClusters/aks-prod-weu/' },
      kind: 'status',
      status: 403,
      code: 'AuthorizationFailed',
      times: 40,
    });
    await app.slack.driver.command(ana, platform, 'posture tag:app=shop');
    const report = await fleetReport();
    expect(wordsOf(report)).toMatch(/9 clusters: .*unknown/);
    const [refused] = await many<{ digest: { unknown: number } }>(
      app.database.pool,
      `select digest from drawbridge.posture_run where cluster_id like '%/aks-prod-weu'`,
    );
    expect(refused?.digest.unknown).toBeGreaterThan(3);
    const throttled = app.azure.journal.find({ path: below }).map(({ status }) => status);
    expect(throttled).toEqual([429, 200]);
  });

  it('opens the report of one cluster below, for those who may read it', async () => {
    await started();
    await app.slack.driver.command(ana, platform, 'posture tag:env=staging');
    const report = await fleetReport();
    const menu = (report.blocks ?? [])
      .flatMap((block) => ('elements' in block ? (block.elements as Menu[]) : []))
      .find(({ type }) => type === 'static_select');
    const option = menu?.options.find(({ text }) => text.text.startsWith('aks-staging-weu:'));
    await app.slack.driver.select(ana, report, {
      action_id: menu?.action_id,
      option: option?.text.text ?? '',
    });
    await app.slack.driver.waitFor(
      () => below(report).find((reply) => wordsOf(reply).includes('aks-staging-weu: ')),
      { what: 'the report of one cluster' },
    );
  });

  it('holds only clusters that the person may read', async () => {
    await started(
      {},
      [
        'teams: [T0DRAWBRG]',
        'rules:',
        '  - { name: payments only, allow: [read], to: { users: [U0LINDEN] }, clusters: { tags: { team: payments } } }',
      ].join('\n'),
    );
    await app.slack.driver.command(sam, platform, 'posture all');
    const report = await app.sees(sam, platform, '*Grades*');
    const runs = await clusterRuns();
    expect(runs.length).toBeGreaterThan(2);
    for (const { clusterId } of runs) expect(clusterId).toContain('/aks-pay-');
    expect(JSON.stringify(report.blocks)).not.toMatch(/storefront|aks-prod-weu/);
  });

  it('is refused in words where nothing fits, nothing may be read, or the filter is none', async () => {
    await started();
    const asks = async (who: string, channel: string, line: string, answer: RegExp) => {
      await app.slack.driver.command(who, channel, line);
      await app.sees(who, channel, answer);
    };
    await asks(ana, platform, 'posture tag:env=nowhere', /None of the \d+ clusters/);
    await asks(ana, vendors, 'posture all', /may not look at any cluster from here/);
    await asks(ana, platform, 'posture colour:red', /is no filter/);
    await asks(ana, platform, 'posture all --history', /is for one cluster/);
    expect(await clusterRuns()).toEqual([]);
  });

  it('goes on after the worker was killed, with what had not been read', async () => {
    await started({ roles: ['bot'] });
    app.azure.faults.add({ match: {}, kind: 'slow', milliseconds: 60, times: 100_000 });
    const worker = async () => {
      const running = await serveProcess(app, ['worker']);
      processes.push(running);
      return running;
    };
    const all = app.azure.state.clusters.length;
    const first = await worker();
    const known = async () =>
      (await app.database.pool.query('select from drawbridge.cluster')).rowCount;
    await eventually(known, (count) => count === all, 30_000);
    await app.slack.driver.command(ana, platform, 'posture all');
    const ended = async () =>
      (await clusterRuns())
        .filter(({ state }) => state === 'done')
        .map(({ clusterId }) => clusterId);
    await eventually(ended, ({ length }) => length >= 2, 30_000);
    await first.kill();
    const done = await ended();
    expect(done.length).toBeLessThan(all);
    app.azure.faults.clear();
    app.azure.journal.clear();
    await worker();
    await fleetReport();
    for (const id of done)
      expect(app.azure.journal.find({ method: 'GET', path: `${id}/` })).toEqual([]);
    for (const { n, state } of await clusterRuns()) expect([n, state]).toEqual([1, 'done']);
  });
});
