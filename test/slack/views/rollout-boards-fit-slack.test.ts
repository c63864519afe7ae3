import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MemberState, RolloutValue } from '../../../src/rollout/types.ts';
import { createDrawing } from '../../../src/slack/drawing.ts';
import { modal as approveModal, ringWarnings } from '../../../src/slack/modals/approve-ring.ts';
import { rolloutBoard } from '../../../src/slack/views/rollout-board.ts';
import { rolloutList } from '../../../src/slack/views/rollout-list.ts';
import { rolloutNote } from '../../../src/slack/views/rollout-note.ts';
import { memberState } from '../../../src/slack/views/rollout-text.ts';
import { expectLegal } from '../support/legal-for-slack.ts';

const memberStates: MemberState[] = [
  ...(['later', 'held', 'planning', 'planned', 'running', 'watching', 'done'] as const),
  ...(['nothing', 'left-out', 'skipped', 'failed', 'not-begun'] as const),
];

/** What people and attackers put into names and reasons, short and far too long. */
const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 60 }),
  fc.constantFrom('<!channel> now', '<https://evil.example|click>', '& < >', '*bold* _it_ `x`'),
  fc.string({ minLength: 2000, maxLength: 4000 }),
);
const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const time = fc.constant('2026-11-20T10:15:00.000Z');
const person = fc.record({
  teamId: fc.constant('T0DRAWBRG'),
  userId: fc.constantFrom('U0RIVERA', 'U0CHEN00', 'drawbridge'),
  name: text,
});
const problem = nullable(fc.record({ message: text, hint: text }));

const plan = fc.record({
  ...{ action: fc.constant('kubernetes-upgrade'), summary: text },
  changes: fc.array(fc.record({ path: text, before: text, after: text }), { maxLength: 3 }),
  warnings: fc.array(
    fc.record({ level: fc.constant('warning' as const), text, mustConfirm: fc.boolean() }),
    { maxLength: 3 },
  ),
  remarks: fc.array(text, { maxLength: 2 }),
  inverse: fc.constant(null),
  inputs: fc.constant({}),
  etag: fc.constant('e'),
  poolEtags: fc.constant({}),
});

const member = fc.record({
  clusterId: fc.uuid(),
  name: text,
  state: fc.constantFrom(...memberStates),
  changeId: nullable(fc.uuid()),
  why: nullable(text),
  since: time,
  ...{ before: fc.constant(null), after: fc.constant(null), vouched: fc.constant(null) },
});

const progress = fc.record({
  changeState: nullable(
    fc.constantFrom('approved' as const, 'applying' as const, 'outcome-unknown' as const),
  ),
  plan: nullable(plan),
  ...{ step: fc.nat(9), steps: fc.nat(9) },
  latest: nullable(text),
});

const ring = (most: number) =>
  fc.record({
    name: text,
    state: fc.constantFrom(
      ...(['later', 'soaking', 'planning', 'waiting', 'running', 'done', 'ended'] as const),
    ),
    soakMs: fc.constantFrom(0, 86_400_000),
    soakUntil: nullable(time),
    askId: nullable(fc.uuid()),
    since: time,
    members: fc.array(member, { maxLength: most }),
    progress: fc.array(progress, { maxLength: most }),
  });

const rollout = (most: number): fc.Arbitrary<RolloutValue> =>
  fc.record({
    ...{ id: fc.uuid(), version: fc.nat(9) },
    state: fc.constantFrom(...(['running', 'done', 'failed', 'rejected', 'stopped'] as const)),
    ...{ action: fc.constant('kubernetes-upgrade'), actionTitle: fc.constant('Upgrade') },
    risk: fc.constant('critical' as const),
    params: fc.record({ to: text }),
    ...{ clusters: text, requester: person, reason: nullable(text), ticket: nullable(text) },
    terms: fc.constant({ atOnce: 3, watch: 600_000, heal: 0, hold: 0 }),
    rings: fc.array(ring(most), { minLength: 1, maxLength: 6 }),
    outside: fc.array(fc.record({ name: text, why: text }), { maxLength: 30 }),
    paused: nullable(
      fc.record({ by: nullable(person), at: time, why: text, look: fc.array(fc.uuid()) }),
    ),
    problem,
    createdAt: time,
    finishedAt: nullable(time),
    approval: nullable(
      fc.record({
        ring: fc.constant(0),
        requestId: fc.uuid(),
        hash: fc.constant('a'.repeat(64)),
        state: fc.constantFrom('waiting', 'approved'),
        expiresAt: time,
        need: fc.integer({ min: 1, max: 3 }),
        approverGroups: fc.array(fc.constantFrom('aks-approvers', 'S0APPROV'), { maxLength: 2 }),
        approverUsers: fc.array(fc.constant('U0CHEN00'), { maxLength: 1 }),
        confirm: fc.array(text, { maxLength: 9 }),
        decisions: fc.array(
          fc.record({
            person,
            decision: fc.constantFrom('approve' as const, 'reject' as const),
            reason: nullable(text),
            at: time,
          }),
          { maxLength: 30 },
        ),
      }),
    ),
    can: fc.record({
      ...{ decide: fc.boolean(), pause: fc.boolean(), resume: fc.boolean() },
      ...{ stop: fc.boolean(), skip: fc.boolean() },
    }),
  });

const tools = (page = 0) => {
  const { store: _store, ...drawing } = createDrawing();
  return { ...drawing, now: new Date(), state: {}, page, slashCommand: '/aks' };
};

describe('whatever a rollout holds', () => {
  it('the board, its notes and the list can be posted', () => {
    fc.assert(
      fc.property(rollout(12), text, (value, said) => {
        expectLegal(rolloutBoard(value, tools()));
        expectLegal(rolloutNote({ note: { kind: 'asked', text: said }, rollout: value }));
        expectLegal({ text: 'x', blocks: rolloutList([value], tools()) });
      }),
      { numRuns: 60 },
    );
  });

  it('a thousand clusters are shown page by page, each of them once, and each can be skipped', () => {
    const [sample] = fc.sample(rollout(2), { numRuns: 1, seed: 7 });
    const [first] = sample?.rings ?? [];
    if (!sample || !first) throw new Error('no sample');
    const members = Array.from({ length: 1000 }, (_, index) => ({
      ...{ clusterId: `id-${index}`, name: `aks-${index}`, state: 'planned' as const },
      ...{ changeId: null, why: null, since: sample.createdAt },
      ...{ before: null, after: null, vouched: null },
    }));
    const value: RolloutValue = {
      ...sample,
      ...{ state: 'running', paused: null, problem: null, outside: [] },
      can: { decide: true, pause: true, resume: false, stop: true, skip: true },
      rings: [{ ...first, name: 'production', members, progress: [] }],
    };
    const seen: string[] = [];
    const skipped: string[] = [];
    for (let page = 0; page < 40; page += 1) {
      const drawn = rolloutBoard(value, tools(page));
      expectLegal(drawn);
      const table = drawn.blocks.find(({ type }) => type === 'data_table') as unknown as {
        rows: { text: string }[][];
      };
      for (const [, name] of table.rows.slice(1)) seen.push(name?.text ?? '');
      const menus = drawn.blocks.flatMap((block) =>
        block.type === 'actions' ? block.elements : [],
      ) as unknown as { action_id: string; options?: { text: { text: string } }[] }[];
      const skip = menus.find(({ action_id }) => action_id === 'rollout-skip');
      for (const { text } of skip?.options ?? []) skipped.push(text.text);
    }
    expect(new Set(seen).size).toBe(1000);
    expect(new Set(skipped).size).toBe(1000);
  });

  it('one that waits for its window is not said to be at its first step', () => {
    const [running] = fc.sample(member, { numRuns: 1, seed: 1 });
    const far = { changeState: 'approved' as const, plan: null, step: 0, steps: 3, latest: null };
    if (!running) throw new Error('no sample');
    const said = (step: number) => memberState({ ...running, state: 'running' }, { ...far, step });
    expect([said(0), said(1)]).toEqual(['approved, not begun', 'step 2 of 3']);
  });

  it('a form for warnings travels within what Slack lets it hold', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 60 }), (texts) => {
        const shown = ringWarnings(texts);
        expect(shown.confirm.length + shown.more).toBe(texts.length);
        const input = { rolloutId: 'r'.repeat(36), hash: 'a'.repeat(64), summary: 's'.repeat(300) };
        const view = approveModal.view({ ...input, ...shown }, { channel: 'C0APPROVE' });
        expect(view.private_metadata?.length).toBeLessThanOrEqual(3000);
        expect(view.blocks.length).toBeLessThanOrEqual(100);
      }),
      { numRuns: 40 },
    );
  });
});
