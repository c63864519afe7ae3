/** Forms and buttons of people who have no right any more, or never had one: whatever they carry, nothing is done. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { commandContext } from '../../src/slack/command-context.ts';
import type { FormValues, Modal } from '../../src/slack/define-modal.ts';
import { many } from '../../src/store/rows.ts';
import { look, sighting } from '../forbidden/alerts/support.ts';
import { ana, platform, sam, startTestApp, type TestApp, wei } from './support/start-app.ts';

const teamId = 'T0DRAWBRG';
const now = new Date('2026-11-24T02:10:00Z');
let app: TestApp;
let cluster: { id: string; name: string };
let alertId: string;
let muteId: string;
let rolloutId: string;

function deps() {
  const found = app.serving.slack?.deps;
  if (!found) throw new Error('no bot');
  return found;
}

beforeAll(async () => {
  app = await startTestApp({ overrides: { clock: () => now } });
  const found = (await deps().fleet.all()).find(({ name }) => name === 'aks-dev-weu');
  if (!found) throw new Error('no cluster');
  cluster = found;
  const { alerts, rollouts } = deps();
  const seen = sighting({ '2026-11-24T02:00:00.000Z': 5 }, { clusterId: cluster.id });
  await alerts.take([
    look(['2026-11-24T01:40:00Z', now.toISOString()], [seen], { clusterId: cluster.id }),
  ]);
  alertId = (await alerts.list({ states: ['open'] }))[0]?.id ?? '';
  await alerts.mute({
    ...{ alertId, person: { teamId, userId: wei }, kind: 'alert' },
    ...{ reason: 'the migration', forMs: 3_600_000 },
  });
  muteId = (await alerts.listMutes())[0]?.id ?? '';
  const begun = await rollouts.begin({
    ...{ action: 'node-image', params: {}, clusters: [found], filter: found.name },
    ...{ requester: { teamId, userId: ana }, reason: 'the kernel', atOnce: 1 },
  });
  rolloutId = begun.kind === 'begun' ? begun.rolloutId : '';
  expect([alertId, muteId, rolloutId]).not.toContain('');
});
afterAll(() => app?.close());

/** What nobody without a right may move. */
async function state(): Promise<unknown> {
  const { db } = deps();
  return {
    mutes: await many(db, 'select id, version, state, reason, until from drawbridge.mute'),
    alerts: await many(db, 'select id, state, acknowledged_by from drawbridge.alert'),
    silences: await many(db, 'select id from drawbridge.node_silence'),
    // The worker plans those of the rollout meanwhile.
    changes: await many(db, `select id from drawbridge.change where requester->>'userId' = $1`, [
      sam,
    ]),
    freezes: await many(db, 'select id from drawbridge.freeze'),
    // What the workers do with it goes on by itself.
    rollouts: (await deps().rollouts.list(9)).map(({ id, paused, rings }) => ({
      ...{ id, paused },
      skipped: rings.flatMap(({ members }) => members.filter((one) => one.state === 'skipped')),
    })),
  };
}

let said: string[] = [];
beforeEach(() => {
  said = [];
});

/** As somebody who knows every id would send it. */
async function sent(callbackId: string, input: object, values: FormValues): Promise<string> {
  const modal = deps().registry.modals.find((each: Modal) => each.callbackId === callbackId);
  if (!modal) throw new Error(`no form ${callbackId}`);
  const result = await modal.submit(
    JSON.stringify({ input, where: { channel: platform } }),
    (where) => ({
      ...commandContext(deps(), { teamId, userId: sam }, { kind: 'modal', ...where }),
      answer: async (message) => void said.push(String(message)),
      values,
    }),
  );
  if (result.kind === 'errors') return Object.values(result.errors).join(' ');
  await result.after?.();
  return said.join(' ');
}

const until = String(now.getTime() / 1000 + 7_200);
const reason = 'because I say so';
const shown = {
  ...{ kind: 'alert', alerts: 1, calls: 5, days: [], examples: [] },
  ...{ graveAt: null, knownSince: null, isWhole: true },
};
const paper = { reasonRequired: false, reason: '' };

describe('somebody without a right', () => {
  it.each<[string, () => object, FormValues]>([
    [
      'mute',
      () => ({
        ...{ muted: { alertId }, title: 'x', longestMs: 1e12, reported: null, preview: shown },
        choices: [{ kind: 'alert', words: 'x' }],
      }),
      { cover: 'alert', duration: '4h', reason },
    ],
    [
      'mute-edit',
      () => ({ muteId, version: 1, words: 'x', reason, until: now.toISOString() }),
      { until, reason, rebind: ['rebind'] },
    ],
    [
      'node-silence',
      () => ({ clusterId: cluster.id, clusterName: cluster.name, pools: [] }),
      { pool: 'every', days: '7', reason },
    ],
    [
      'upgrade',
      () => ({
        ...{ clusterId: cluster.id, clusterName: cluster.name, targets: ['1.36.5'] },
        reasonRequired: false,
      }),
      { to: '1.36.5', reason },
    ],
    [
      'audit-logs',
      () => ({
        ...{ clusterId: cluster.id, clusterName: cluster.name, scope: 'all', setting: 'x' },
        ...{ ...paper, workspaces: [] },
      }),
      { other: '/subscriptions/s/resourceGroups/g/providers/x/workspaces/y', scope: 'all', reason },
    ],
    [
      'propose-change',
      () => ({
        ...{ clusterId: cluster.id, clusterName: cluster.name, ...paper },
        ...{ action: 'node-os-channel', params: { channel: 'None' } },
      }),
      { reason },
    ],
    ['skip-cluster', () => ({ rolloutId, clusterId: cluster.id, name: cluster.name }), { reason }],
  ])('is refused by the form %s', async (callbackId, input, values) => {
    const before = await state();
    expect(await sent(callbackId, input(), values)).toMatch(/no rule allows/i);
    expect(await state()).toEqual(before);
  });

  it.each([
    ['alert-acknowledge', () => ({ alertId })],
    ['alert-resolve', () => ({ alertId })],
    ['alert-mute', () => ({ alertId })],
    ['mute-edit', () => ({ muteId })],
    ['mute-revoke', () => ({ muteId })],
    ['node-silence', () => ({ clusterId: cluster.id, pools: [] })],
    ['upgrade-start', () => ({ clusterId: cluster.id, targets: ['1.36.5'] })],
    ['rollout-pause', () => ({ rolloutId })],
    ['rollout-resume', () => ({ rolloutId })],
    ['rollout-stop', () => ({ rolloutId })],
  ])('is refused by the button %s', async (id, payload) => {
    const before = await state();
    const action = deps().registry.actions.find((each) => each.id === id);
    if (!action) throw new Error(`no button ${id}`);
    const context = {
      ...commandContext(deps(), { teamId, userId: sam }, { kind: 'button', channel: platform }),
      answer: async (message: unknown) => void said.push(String(message)),
      openModal: async () => void said.push('a form'),
    };
    const { refuse, run } = action.prepare(payload(), context as never);
    const refusal = await refuse();
    if (!refusal) await run();
    expect([refusal, ...said].join(' ')).toMatch(/no rule allows/i);
    expect(await state()).toEqual(before);
  });
});
