import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChangeState, ChangeValue } from '../../../src/remediation/types.ts';
import { validateBlocks } from '../../../src/sandbox/slack/validate-blocks.ts';
import { createDrawing } from '../../../src/slack/drawing.ts';
import { modal as rangesModal } from '../../../src/slack/modals/ranges.ts';
import { changeCard } from '../../../src/slack/views/change-card.ts';
import { diffLines, shortened } from '../../../src/slack/views/change-diff.ts';
import { changeNote } from '../../../src/slack/views/change-note.ts';
import { openingNote } from '../../../src/slack/views/opening-note.ts';
import { rangesAnswer } from '../../../src/slack/views/ranges-answer.ts';
import { expectLegal } from '../support/legal-for-slack.ts';

const states: ChangeState[] = [
  'planning',
  'refused',
  'waiting',
  'approved',
  'applying',
  'verifying',
  'done',
  'failed',
  'outcome-unknown',
  'rejected',
  'expired',
  'withdrawn',
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
const range = fc.tuple(fc.nat(255), fc.nat(255)).map(([a, b]) => `203.${a}.${b}.0/24`);
const ranges = fc.array(range, { maxLength: 220 });
const problem = nullable(fc.record({ code: fc.constant('x'), message: text, hint: text }));

const plan = fc.record({
  action: fc.constant('authorized-ip-ranges'),
  summary: text,
  changes: fc
    .tuple(ranges, ranges)
    .map(([before, after]) => [
      { path: 'properties.apiServerAccessProfile.authorizedIPRanges', before, after },
    ]),
  warnings: fc.array(
    fc.record({
      level: fc.constantFrom('info' as const, 'warning' as const, 'danger' as const),
      text,
      mustConfirm: fc.boolean(),
    }),
    { maxLength: 4 },
  ),
  remarks: fc.array(text, { maxLength: 4 }),
  inverse: fc.constant(null),
  inputs: fc.constant({}),
  etag: fc.constant('e'),
  poolEtags: fc.constant({}),
  steps: fc.option(
    fc.array(fc.record({ title: text, detail: text }), { minLength: 1, maxLength: 60 }),
    { nil: undefined },
  ),
});

const change: fc.Arbitrary<ChangeValue> = fc.record({
  step: fc.nat(3),
  stepsDone: fc.array(fc.record({ at: time, note: text }), { maxLength: 3 }),
  paused: nullable(fc.record({ by: person, at: time })),
  aborting: nullable(fc.record({ by: person, at: time })),
  frozen: nullable(fc.record({ until: time, reason: text, by: nullable(person) })),
  thawed: nullable(fc.record({ by: person, reason: text, at: time })),
  askedFrom: nullable(text),
  id: fc.uuid(),
  version: fc.nat(9),
  kind: fc.constantFrom('change' as const, 'rollback' as const, 'closing' as const),
  state: fc.constantFrom(...states),
  action: fc.constant('authorized-ip-ranges'),
  actionTitle: fc.constant('Authorized IP ranges'),
  risk: fc.constantFrom('low' as const, 'high' as const, 'critical' as const),
  cluster: fc.record({
    id: fc.constant('/subscriptions/s/resourceGroups/g/providers/x/managedClusters/c'),
    name: text,
    tags: fc.dictionary(fc.constantFrom('env', 'team', 'owner'), text, { maxKeys: 3 }),
  }),
  params: fc.constant({}),
  plan: nullable(plan),
  planHash: nullable(fc.constant('a'.repeat(64))),
  requester: person,
  editors: fc.array(person, { maxLength: 3 }),
  reason: nullable(text),
  ticket: nullable(text),
  origin: fc.constant(null),
  parentId: fc.constant(null),
  rolloutId: nullable(text),
  problem,
  notes: fc.array(fc.record({ at: time, text }), { maxLength: 3 }),
  createdAt: time,
  expiresAt: nullable(time),
  appliedAt: nullable(time),
  finishedAt: nullable(time),
  approval: nullable(
    fc.record({
      requestId: fc.uuid(),
      need: fc.integer({ min: 1, max: 3 }),
      approverGroups: fc.array(fc.constantFrom('aks-approvers', 'S0APPROV'), { maxLength: 2 }),
      approverUsers: fc.array(fc.constant('U0CHEN00'), { maxLength: 1 }),
      also: fc.constantFrom(null, { users: ['U0CHEN00'], groups: ['aks-leads'] }),
      decisions: fc.array(
        fc.record({
          person,
          decision: fc.constantFrom('approve' as const, 'reject' as const),
          reason: nullable(text),
          at: time,
        }),
        { maxLength: 3 },
      ),
    }),
  ),
  openings: fc.array(
    fc.record({
      id: fc.uuid(),
      range,
      until: time,
      state: fc.constantFrom('open', 'closing', 'closed', 'kept', 'stuck'),
      wasThere: fc.boolean(),
      problem,
    }),
    { maxLength: 3 },
  ),
  can: fc.record({
    thaw: fc.boolean(),
    approve: fc.boolean(),
    reject: fc.boolean(),
    edit: fc.boolean(),
    withdraw: fc.boolean(),
    rollback: fc.boolean(),
    extend: fc.boolean(),
    closeNow: fc.boolean(),
    settle: fc.boolean(),
    pause: fc.boolean(),
    resume: fc.boolean(),
    abort: fc.boolean(),
  }),
});

describe('cards and notes of a change', () => {
  it('are legal for Slack whatever the change holds, and harmless', () => {
    fc.assert(
      fc.property(change, (value) => {
        expectLegal(changeCard(value, createDrawing()));
        expectLegal(changeNote(value, createDrawing()));
        for (const opening of value.openings)
          expectLegal(openingNote({ change: value, opening }, createDrawing()));
      }),
      { numRuns: 150 },
    );
  });

  it('show the list of ranges within the limits, however long', () => {
    const cluster = {
      id: '/subscriptions/s/x',
      name: 'aks-prod-weu',
      resourceGroup: 'g',
      subscriptionId: 's',
      location: 'westeurope',
      tags: {},
    };
    fc.assert(
      fc.property(ranges, (list) => {
        const lastRead = { ranges: list, readAt: '2026-11-20T10:15:00.000Z' };
        expectLegal(
          rangesAnswer({ cluster, lastRead, openings: [], openChange: true }, createDrawing()),
        );
      }),
      { numRuns: 30 },
    );
  });
});

describe('the form for authorized ranges', () => {
  it('is legal for Slack, and so is what travels with it', () => {
    fc.assert(
      fc.property(text, fc.array(range, { maxLength: 12 }), (clusterName, list) => {
        const view = rangesModal.view(
          {
            clusterId: '/subscriptions/s/resourceGroups/g/x',
            clusterName: clusterName.slice(0, 63),
            present: { ranges: list, more: 3 },
            preset: { operation: 'remove', ranges: list },
            reasonRequired: true,
          },
          {},
        );
        expect(validateBlocks(view.blocks as never, 'modal')).toEqual([]);
        expect(view.private_metadata?.length).toBeLessThanOrEqual(3000);
      }),
      { numRuns: 50 },
    );
  });
});

describe('before and after', () => {
  it('marks what stays, goes and comes', () => {
    const path = 'properties.apiServerAccessProfile.authorizedIPRanges';
    expect(diffLines({ path, before: ['a', 'b'], after: ['a', 'c'] })).toEqual([
      'apiServerAccessProfile.authorizedIPRanges (2 before, 2 after)',
      '  a',
      '- b',
      '+ c',
    ]);
    expect(diffLines({ path, before: null, after: ['c'] })).toEqual([
      'apiServerAccessProfile.authorizedIPRanges (none before, 1 after)',
      '+ c',
    ]);
    expect(
      diffLines({ path: 'properties.disableLocalAccounts', before: undefined, after: true }),
    ).toEqual(['disableLocalAccounts', '- (not set)', '+ true']);
  });

  it('goes whole into a file where the card has no room for it', () => {
    const after = Array.from({ length: 90 }, (_, n) => `203.0.113.${n}/32`);
    fc.assert(
      fc.property(change, plan, (value, made) => {
        const path = 'properties.apiServerAccessProfile.authorizedIPRanges';
        const long = { ...made, changes: [{ path, before: [], after }] };
        const card = changeCard({ ...value, state: 'waiting', plan: long }, createDrawing());
        for (const range of after) expect(card.attachment?.content).toContain(`+ ${range}`);
        expect(JSON.stringify(card.blocks)).toContain('the file in the thread is the whole plan');
      }),
      { numRuns: 10 },
    );
  });

  it('never leaves out silently', () => {
    const lines = ['list', ...Array.from({ length: 50 }, (_, n) => `  kept ${n}`), '+ new'];
    expect(shortened(lines, 10)).toEqual(['list', '+ new', '… and 50 that stay']);
  });
});
