import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type DecisionQuestion,
  judgeDecision,
  type RefusalCode,
} from '../../src/approval/judge-decision.ts';
import { personKey } from '../../src/rights/person.ts';
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

function question(more: Partial<DecisionQuestion> = {}): DecisionQuestion {
  return {
    ...rulebook(),
    request: request(),
    decisions: [],
    person: chen,
    membership: inApprovers(),
    decision: 'approve',
    hash,
    now,
    ...more,
  };
}

test('an approver who is neither requester nor editor approves', () => {
  expect(judgeDecision(question())).toEqual({
    ok: true,
    outcome: 'approved',
    approvals: 1,
    need: 1,
    message: 'You have approved this.',
  });
});

const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const refusals: [string, Partial<DecisionQuestion>, RefusalCode, string][] = [
  [
    'somebody of another team, whatever groups he brings',
    { person: stranger },
    'stranger',
    'another team',
  ],
  [
    'the requester, though he is an approver',
    { person: rivera },
    'requester',
    'Those who can: @aks-approvers.',
  ],
  ['the requester who rejects', { person: rivera, decision: 'reject' }, 'requester', 'Withdraw'],
  [
    'the requester under another name',
    { person: { ...rivera, name: 'Wei Chen' } },
    'requester',
    'yourself',
  ],
  [
    'an editor',
    { request: request({ editors: [rivera, { ...chen, name: 'X' }] }) },
    'editor',
    'You have had a hand in this plan',
  ],
  [
    'somebody without rights',
    { person: linden, membership: inNothing() },
    'not-approver',
    'Those who can: @aks-approvers.',
  ],
  [
    'a membership that is 11 minutes old',
    { membership: inApprovers(minutesAgo(11)) },
    'stale-membership',
    'press again',
  ],
  [
    'a membership from tomorrow',
    { membership: inApprovers(minutesAgo(-1440)) },
    'stale-membership',
    'press again',
  ],
  [
    'a membership of no time',
    { membership: { ...inApprovers(), readAt: 'soon' } },
    'stale-membership',
    'press again',
  ],
  [
    'a request at the moment of its end',
    { request: request({ expiresAt: now }) },
    'expired',
    'expired',
  ],
  ['another hash than the one that was seen', { hash: 'b'.repeat(64) }, 'changed', 'newest card'],
  ['an approved request', { request: request({ state: 'approved' }) }, 'over', 'approved already'],
  ['a rejected request', { request: request({ state: 'rejected' }) }, 'over', 'rejected already'],
  ['an expired request', { request: request({ state: 'expired' }) }, 'over', 'expired'],
  ['a withdrawn request', { request: request({ state: 'withdrawn' }) }, 'over', 'withdrawn'],
  ['a superseded request', { request: request({ state: 'superseded' }) }, 'over', 'newer plan'],
  [
    'a second decision of the same person',
    {
      decisions: [{ hash, personKey: personKey(chen), decision: 'approve' }],
      ...rulebook({ need: 2 }),
    },
    'already-decided',
    'You have approved this already',
  ],
];

test.each(refusals)('%s is refused, and told why', (_what, more, code, words) => {
  const verdict = judgeDecision(question(more));
  expect(verdict).toMatchObject({ ok: false, code });
  expect(verdict.message).toContain(words);
});

test('a membership of 9 minutes is good enough, and a rejection does not wait for a fresher one', () => {
  expect(judgeDecision(question({ membership: inApprovers(minutesAgo(9)) })).ok).toBe(true);
  const rejection = question({ membership: inApprovers(minutesAgo(60)), decision: 'reject' });
  expect(judgeDecision(rejection)).toMatchObject({ ok: true, outcome: 'rejected' });
});

test('the first of two approvals counts, and says what is still needed', () => {
  expect(judgeDecision(question(rulebook({ need: 2 })))).toEqual({
    ok: true,
    outcome: 'counted',
    approvals: 1,
    need: 2,
    message: 'Your approval counts: 1 of 2. Now one more person has to approve (@aks-approvers).',
  });
});

test('an approval of an earlier plan does not count for this one', () => {
  const earlier = {
    hash: 'b'.repeat(64),
    personKey: personKey(okafor),
    decision: 'approve' as const,
  };
  const verdict = judgeDecision(question({ ...rulebook({ need: 2 }), decisions: [earlier] }));
  expect(verdict).toMatchObject({ outcome: 'counted', approvals: 1 });
});

test('rules that were loosened since do not lower what the request was opened with', () => {
  const verdict = judgeDecision(question({ request: request({ policy: policyOf(2) }) }));
  expect(verdict).toMatchObject({ outcome: 'counted', need: 2 });
});

test('one person in two workspaces of an organisation is one person', () => {
  const { rights, ...rules } = rulebook({ need: 2 });
  const both = { ...rules, rights: { ...rights, teams: ['T0DRAWBRG', 'T0SECOND0'] } };
  const away = <P extends object>(person: P) => ({ ...person, teamId: 'T0SECOND0' });

  const own = judgeDecision(question({ ...both, person: away(rivera) }));
  expect(own).toMatchObject({ ok: false, code: 'requester' });
  const edited = request({ editors: [rivera, chen] });
  const handIn = judgeDecision(question({ ...both, request: edited, person: away(chen) }));
  expect(handIn).toMatchObject({ ok: false, code: 'editor' });
  const earlier = { hash, personKey: personKey(chen), decision: 'approve' as const };
  const twice = judgeDecision(question({ ...both, decisions: [earlier], person: away(chen) }));
  expect(twice).toMatchObject({ ok: false, code: 'already-decided' });
});

test('a rule that denies keeps out an approver whom the policy names', () => {
  const { rights } = rulebook();
  const denying = {
    ...rights,
    rules: [
      ...rights.rules,
      {
        deny: ['approve' as const],
        to: { users: ['U0CHEN00'], groups: [], channels: [] },
        clusters: {},
      },
    ],
  };
  expect(judgeDecision(question({ rights: denying }))).toMatchObject({ code: 'not-approver' });
});

test('who has had a hand in a plan never approves it, and nobody outside the approvers does', () => {
  const people = [rivera, chen, okafor, linden, stranger];
  fc.assert(
    fc.property(
      fc.record({
        requester: fc.constantFrom(...people),
        editors: fc.subarray(people),
        person: fc.constantFrom(...people),
        approver: fc.boolean(),
        age: fc.integer({ min: -30, max: 30 }),
        need: fc.integer({ min: 1, max: 3 }),
        state: fc.constantFrom('waiting' as const, 'approved' as const, 'rejected' as const),
        seen: fc.constantFrom(hash, 'c'.repeat(64)),
      }),
      ({ requester, editors, person, approver, age, need, state, seen }) => {
        const membership = approver ? inApprovers(minutesAgo(age)) : inNothing(minutesAgo(age));
        const verdict = judgeDecision(
          question({
            ...rulebook({ need }),
            ...{ request: request({ requester, editors, state }), person, membership, hash: seen },
          }),
        );
        const hand = [requester, ...editors].some((one) => personKey(one) === personKey(person));
        const may =
          !hand &&
          approver &&
          person !== stranger &&
          age >= -1 &&
          age <= 10 &&
          state === 'waiting' &&
          seen === hash;
        expect(verdict.ok).toBe(may);
      },
    ),
    { numRuns: 500 },
  );
});
