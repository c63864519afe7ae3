import fc from 'fast-check';
import { expect, test } from 'vitest';
import { recount } from '../../src/approval/recount.ts';
import { personKey } from '../../src/rights/person.ts';
import type { DecisionRow } from '../../src/store/approval-requests.ts';
import {
  chen,
  hash,
  inApprovers,
  inNothing,
  linden,
  now,
  okafor,
  policyOf,
  request,
  rivera,
  rulebook,
  stranger,
} from './rulebook.ts';

const approved = request({ state: 'approved' });
const later = new Date('2026-05-04T09:45:00Z');

function decision(more: Partial<DecisionRow> = {}): DecisionRow {
  const person = more.person ?? chen;
  return {
    id: '33333333-3333-4333-8333-333333333333',
    requestId: approved.id,
    hash,
    person,
    personKey: personKey(person),
    decision: 'approve',
    reason: null,
    evidence: inApprovers(),
    at: now,
    ...more,
  };
}

function count(decisions: DecisionRow[], more: Partial<Parameters<typeof recount>[0]> = {}) {
  return recount({ ...rulebook(), request: approved, decisions, hash, now: later, ...more });
}

test('a decision with good evidence is confirmed', () => {
  expect(count([decision()])).toMatchObject({
    approved: true,
    need: 1,
    counted: [{ person: chen }],
  });
});

const forgeries: [string, DecisionRow[], Partial<Parameters<typeof recount>[0]>?][] = [
  ['a flag without any decision', []],
  ['a decision of the requester', [decision({ person: rivera })]],
  ['a decision of somebody of another team', [decision({ person: stranger })]],
  ['a decision without the group in its evidence', [decision({ evidence: inNothing() })]],
  [
    'evidence that was stale when it was used',
    [decision({ evidence: inApprovers(new Date('2026-05-04T09:10:00Z')) })],
  ],
  ['a decision about another plan', [decision({ hash: 'b'.repeat(64) })]],
  [
    'a decision of another request',
    [decision({ requestId: '44444444-4444-4444-8444-444444444444' })],
  ],
  [
    'a decision after the request expired',
    [
      decision({
        at: new Date('2026-05-04T13:00:01Z'),
        evidence: inApprovers(new Date('2026-05-04T13:00:00Z')),
      }),
    ],
    { now: new Date('2026-05-04T13:05:00Z') },
  ],
  [
    'a decision before the request was opened',
    [
      decision({
        at: new Date('2026-05-04T08:59:00Z'),
        evidence: inApprovers(new Date('2026-05-04T08:59:00Z')),
      }),
    ],
  ],
  [
    'a decision from the future',
    [
      decision({
        at: new Date('2026-05-04T09:50:00Z'),
        evidence: inApprovers(new Date('2026-05-04T09:50:00Z')),
      }),
    ],
  ],
  [
    'a rejection beside the approval',
    [decision(), decision({ person: okafor, decision: 'reject' })],
  ],
  ['a request that is not marked approved', [decision()], { request: request() }],
  ['a request that was superseded', [decision()], { request: request({ state: 'superseded' }) }],
  ['a plan that is not the one that was approved', [decision()], { hash: 'b'.repeat(64) }],
  ['one approval where the rules by now need two', [decision()], rulebook({ need: 2 })],
  [
    'one approval where the request needed two',
    [decision()],
    { request: request({ state: 'approved', policy: policyOf(2) }) },
  ],
  [
    'the same person twice under two keys',
    [decision(), decision({ personKey: 'T0DRAWBRG/U0OKAFOR' })],
    rulebook({ need: 2 }),
  ],
];

test.each(forgeries)('%s is no approval', (_what, decisions, more) => {
  const result = count(decisions, more);
  expect(result.approved).toBe(false);
  expect(result.approved === false && result.why).toMatch(/\w+ .*\./);
});

test('an approval needs as many different good approvers as the policy says, in whatever order', () => {
  const good = [chen, okafor, linden].map((person) => decision({ person }));
  const bad = [
    decision({ person: rivera }),
    decision({ person: stranger }),
    decision({ evidence: inNothing() }),
  ];
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...good, ...bad]),
      fc.integer({ min: 1, max: 3 }),
      (decisions, need) => {
        const goodOnes = decisions.filter((one) => good.includes(one)).length;
        const result = count(decisions, rulebook({ need }));
        expect(result.approved).toBe(goodOnes >= need);
      },
    ),
  );
});
