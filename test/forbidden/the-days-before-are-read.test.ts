import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultForbiddenConfig as config } from '../../src/forbidden/config.ts';
import { fillStep } from '../../src/forbidden/fill.ts';
import type { LookRequest } from '../../src/forbidden/look.ts';
import type { ClusterLook } from '../../src/forbidden/types.ts';
import { fillsOf } from '../../src/store/baseline-fills.ts';
import { now } from '../sandbox/logs/support.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { lookingAt } from './support/looking-at.ts';

const day = 86_400_000;
let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
});

afterEach(() => database.drop());

const jonas = 'jonas.weber@contoso.example';

function reasonsOf(look: ClusterLook | undefined, actor: string): string[] {
  return (look?.sightings ?? [])
    .filter((each) => each.actor === actor)
    .flatMap(({ suspicion }) => suspicion.reasons);
}

async function watching(name: string) {
  const sandbox = await lookingAt([name]);
  const { azure, clusters } = sandbox;
  const db = database.pool;
  const clusterId = clusters[0]?.id.toLowerCase() ?? '';
  let clock = now;
  const step = (signal?: AbortSignal) =>
    fillStep({ db, logs: sandbox.logsReader, config, now: () => clock, signal });
  return {
    ...sandbox,
    step,
    tell: (story: Parameters<typeof azure.logs.tell>[0], daysAgo: number) =>
      azure.logs.tell(story, name, new Date(now.getTime() - daysAgo * day)),
    look: (more: Partial<LookRequest> = {}) => sandbox.look({ db, ...more }),
    pass(ms: number) {
      clock = new Date(clock.getTime() + ms);
      sandbox.pass(ms);
    },
    fill: async () => (await fillsOf(db, [clusterId]))[0],
    async all() {
      let steps = 0;
      while (await step()) steps += 1;
      return steps;
    },
  };
}

test('nobody is called new before the 14 days are read, and then those who are', async () => {
  const { tell, look, all, fill } = await watching('aks-prod-weu');
  tell('colleague-denied', 9);
  const [first] = await look();
  expect(first?.learning).toBe(
    'Nobody is called new yet: the 14 days before are still to be read.',
  );
  expect(reasonsOf(first, 'system:serviceaccount:ci:deployer')).not.toContain(
    'first seen in 14 days',
  );
  const [between] = await look();
  expect(between?.learning).toContain('are being read, and so far back to 2026-11-23');
  expect(await all()).toBe(15);
  expect((await fill())?.fill?.state).toBe('done');
  const [last] = await look();
  expect(last).not.toHaveProperty('learning');
  expect(reasonsOf(last, 'system:serviceaccount:ci:deployer')).toContain('first seen in 14 days');
  expect(reasonsOf(last, jonas)).not.toContain('first seen in 14 days');
  // What has ended does not begin again by another look.
  expect(await all()).toBe(0);
});

test('a step whose answer is cut off is asked for in smaller ones', async () => {
  const { look, step, fill, azure } = await watching('aks-prod-eus');
  await look();
  const begun = (await fill())?.fill?.filledFrom.getTime() ?? 0;
  azure.logs.faults.add({ kind: 'partial' });
  expect(await step()).toBe(true);
  expect((await fill())?.fill).toMatchObject({ stepMinutes: 360, filledFrom: new Date(begun) });
  expect(await step()).toBe(true);
  expect((await fill())?.fill?.filledFrom.getTime()).toBe(begun - day / 4);
});

test('what is too much even in an hour is said, and nobody is called new', async () => {
  const { look, step, fill, azure } = await watching('aks-staging-weu');
  await look();
  for (let asked = 0; asked < 3; asked += 1) {
    azure.logs.faults.add({ kind: 'partial' });
    await step();
  }
  expect((await fill())?.fill?.state).toBe('short');
  const [found] = await look();
  expect(found?.learning).toContain('are too many to be read');
});

test('an attempt that fails is told and made again later, and one that is stopped at once', async () => {
  const { look, step, fill, azure, pass } = await watching('aks-staging-eus');
  await look();
  azure.logs.faults.add({ kind: 'denied' });
  expect(await step()).toBe(true);
  const [found] = await look();
  expect(found?.learning).toContain('The last attempt failed');
  const before = (await fill())?.fill?.filledFrom;
  expect(await step()).toBe(false);
  pass(11 * 60_000);
  await expect(step(AbortSignal.abort())).rejects.toThrow();
  expect((await fill())?.fill?.filledFrom).toEqual(before);
  expect(await step()).toBe(true);
  expect((await fill())?.fill).toMatchObject({ problem: null });
});

test('a worker that dies in a step loses nothing: after a time another goes on', async () => {
  const { look, step, fill, pass } = await watching('aks-pay-dev-weu');
  await look();
  const id = (await fill())?.clusterId;
  await database.pool.query(
    'update drawbridge.baseline_fill set worked_until = $2 where cluster_id = $1',
    [id, new Date(now.getTime() + 60_000)],
  );
  expect(await step()).toBe(false);
  pass(60_000);
  expect(await step()).toBe(true);
});

test('two at once take one step after the other', async () => {
  const { look, step, all, azure } = await watching('aks-data-prod-weu');
  await look();
  azure.logs.faults.add({ kind: 'slow', milliseconds: 2_000 });
  expect((await Promise.all([step(), step()])).sort()).toEqual([false, true]);
  expect(await all()).toBe(14);
});

test('a log that began lately is no log of 14 days', async () => {
  const { look, all, azure, pass } = await watching('aks-data-dev-weu');
  const settings = azure.state.clusters.find(
    ({ name }) => name === 'aks-data-dev-weu',
  )?.diagnosticSettings;
  const taken = settings?.splice(0) ?? [];
  expect((await look())[0]?.problem?.code).toBe('no-audit-log');
  settings?.push(...taken.map((setting) => ({ ...setting, name: 'lately' })));
  await look();
  pass(3 * day);
  const later = new Date(now.getTime() + 3 * day);
  const window = { from: new Date(later.getTime() - day / 24), to: later };
  await look({ window, now: () => later });
  await all();
  const [found] = await look({ window, now: () => later });
  expect(found?.learning).toContain('the audit log begins at 2026-11-24');
});

test('after a time in which nobody looked, what came then is read too', async () => {
  const { look, all } = await watching('aks-staging-neu');
  const before = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  await look({ window: { from: before(10), to: before(9) } });
  await all();
  const near = { window: { from: before(9), to: before(8) } };
  expect((await look(near))[0]).not.toHaveProperty('learning');
  const [found] = await look();
  expect(found?.learning).toContain('is not remembered in full');
  // Four hours of a gap, and not the 15 days once more.
  expect(await all()).toBe(1);
  expect((await look())[0]).not.toHaveProperty('learning');
});

test('what was not seen is not remembered as seen: a partial look, and records that have not come yet', async () => {
  const { look, fill, azure } = await watching('aks-prod-weu');
  azure.logs.faults.add({ kind: 'slow', milliseconds: 1 });
  azure.logs.faults.add({ kind: 'partial' });
  expect((await look())[0]?.partial).not.toBeNull();
  expect(await fill()).toBeUndefined();
  const [found] = await look();
  const until = (await fill())?.until.getTime() ?? 0;
  expect(until).toBe(Date.parse(found?.newest ?? ''));
  expect(until).toBeLessThan(now.getTime());
});

test('what another table did not hold is not called new once it is seen', async () => {
  const { look, all, azure } = await watching('aks-data-dev-weu');
  const both = azure.state.clusters.find(({ name }) => name === 'aks-data-dev-weu');
  const logs = (...categories: string[]) => {
    for (const { properties } of both?.diagnosticSettings ?? [])
      properties.logs = categories.map((category) => ({ category, enabled: true }));
  };
  logs('kube-audit-admin');
  await look();
  await all();
  expect((await look())[0]).not.toHaveProperty('learning');
  logs('kube-audit', 'kube-audit-admin');
  const [found] = await look();
  expect(found?.source?.table).toBe('AKSAudit');
  expect(found?.learning).toContain('Nobody is called new yet');
  expect(found?.sightings.flatMap(({ suspicion }) => suspicion.reasons)).not.toContain(
    'first seen in 14 days',
  );
});
