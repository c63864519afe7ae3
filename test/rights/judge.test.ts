import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge, type Question } from '../../src/rights/judge.ts';
import { loadRights } from '../../src/rights/load.ts';
import { approvalPolicy, approvalsChannel } from '../../src/rights/policy.ts';
import { verbs } from '../../src/rights/schema.ts';

const rights = loadRights(`
teams: [T0DRAWBRG]
rules:
  - name: the channel may look
    allow: [read]
    to: { channels: [C0PLATFRM] }
  - name: on call proposes
    allow: [propose]
    to: { groups: ['@aks-oncall'] }
    clusters: { tags: { env: [staging, dev] } }
  - allow: [propose, audit]
    to: { groups: [S0APPROV], users: [U0CHEN00] }
  - name: not the payment clusters
    deny: [propose]
    to: everyone
    clusters: [aks-pay-*]
approvals:
  - { risk: critical, need: 2, expires: 90m }
  - { clusters: { tags: { env: prod } }, expires: 1d, reason: required, ticket: '^INC-' }
channels:
  - { clusters: [aks-pay-*], approvals: C0PAYMENT }
  - { approvals: C0APPROVE }
`);
const staging = { name: 'aks-staging-weu', tags: { Env: 'staging' } };
const production = { name: 'aks-prod-weu', tags: { env: 'prod' } };
const payments = { name: 'AKS-pay-weu', tags: { env: 'dev' } };

function question(more: Partial<Question> & { groups?: [string, string][] }): Question {
  const { groups = [], ...rest } = more;
  return {
    person: { teamId: 'T0DRAWBRG', userId: 'U0RIVERA' },
    membership: {
      groups: groups.map(([id, handle]) => ({ id, handle })),
      readAt: '2026-05-04T09:00:00Z',
    },
    verb: 'propose',
    cluster: staging,
    ...rest,
  };
}
const oncall: [string, string][] = [['S0ONCALL', 'aks-oncall']];

test('what a rule allows is allowed, and the rule is named', () => {
  expect(judge(rights, question({ groups: oncall }))).toEqual({
    allowed: true,
    rule: '"on call proposes"',
  });
  expect(
    judge(rights, question({ groups: [['S0APPROV', 'whatever']], cluster: production })),
  ).toEqual({
    allowed: true,
    rule: 'number 3 (allow propose, audit to @S0APPROV or U0CHEN00)',
  });
  expect(judge(rights, question({ verb: 'read', channel: 'C0PLATFRM' })).allowed).toBe(true);
});

test('what no rule allows is refused, and those who can are named', () => {
  expect(judge(rights, question({ groups: oncall, cluster: production }))).toEqual({
    allowed: false,
    code: 'not-allowed',
    reason:
      'You cannot propose changes to aks-prod-weu: no rule allows it to you. Those who can: @S0APPROV or U0CHEN00.',
    who: '@S0APPROV or U0CHEN00',
  });
  expect(judge(rights, question({ verb: 'approve' }))).toMatchObject({
    reason: expect.stringContaining('Nobody can, as the rules stand.'),
    who: '',
  });
  expect(judge(rights, question({ verb: 'read' })).allowed).toBe(false);
});

test('a rule that denies outweighs one that allows, and is named', () => {
  const asked = question({ groups: oncall, cluster: payments });
  expect(judge(rights, asked)).toMatchObject({
    allowed: false,
    code: 'denied',
    reason: expect.stringContaining('the rule "not the payment clusters" denies it'),
  });
});

test('for all clusters at once, a rule for some does not allow, and a rule for any denies', () => {
  const chen = { teamId: 'T0DRAWBRG', userId: 'U0CHEN00' };
  expect(judge(rights, question({ person: chen, verb: 'audit', cluster: null })).allowed).toBe(
    true,
  );
  expect(judge(rights, question({ person: chen, cluster: null }))).toMatchObject({
    code: 'denied',
  });
  const everywhere = judge(rights, question({ groups: oncall, cluster: null, verb: 'audit' }));
  expect(everywhere.allowed).toBe(false);
});

test('an id in the rules is not met by a group that took it for its handle', () => {
  const impostor = question({ groups: [['S0OTHERS', 'S0APPROV']], cluster: production });
  expect(judge(rights, impostor).allowed).toBe(false);
});

const words = fc.constantFrom('aks-oncall', 'aks-approvers', 'S0APPROV', 'S0ONCALL', 'x');
const askers = fc.record({
  userId: fc.constantFrom('U0RIVERA', 'U0CHEN00', 'U0LINDEN'),
  groups: fc.array(fc.tuple(words, words)),
  channel: fc.constantFrom('C0PLATFRM', 'C0VENDORS', null),
  verb: fc.constantFrom(...verbs),
  cluster: fc.constantFrom(staging, production, payments, null),
});

test('whatever they are in, people of another team are refused', () => {
  fc.assert(
    fc.property(askers, fc.string(), ({ userId, ...asked }, teamId) => {
      fc.pre(teamId !== 'T0DRAWBRG');
      const judgement = judge(rights, question({ ...asked, person: { teamId, userId } }));
      expect(judgement).toMatchObject({ allowed: false, code: 'stranger' });
    }),
  );
});

test('one more rule that denies never allows more', () => {
  fc.assert(
    fc.property(askers, fc.nat(4), ({ userId, ...asked }, place) => {
      const asking = question({ ...asked, person: { teamId: 'T0DRAWBRG', userId } });
      const denial = {
        deny: [asked.verb],
        to: { everyone: true as const, users: [], groups: [], channels: [] },
        clusters: {},
      };
      const stricter = { ...rights, rules: rights.rules.toSpliced(place, 0, denial) };
      expect(judge(stricter, asking).allowed).toBe(false);
    }),
  );
});

test.each([
  ['aks-prod-*', 'aks-prod-weu', true],
  ['aks-prod-*', 'aks-prod-', true],
  ['*-weu', 'aks-prod-weu', true],
  ['a*d*u', 'aks-prod-weu', true],
  ['a*u*d', 'aks-prod-weu', false],
  ['aks-prod', 'aks-prod-weu', false],
  ['aks*aks', 'aks', false],
  ['aks.prod.weu', 'aks-prod-weu', false],
  ['*', 'anything', true],
])('the pattern %s and the name %s: %s', (pattern, name, fits) => {
  const one = loadRights(
    `teams: [T0DRAWBRG]\nrules: [{ allow: read, to: everyone, clusters: ['${pattern}'] }]`,
  );
  expect(judge(one, question({ verb: 'read', cluster: { name, tags: {} } })).allowed).toBe(fits);
});

test('the first policy that fits counts, and there is one where none does', () => {
  const some = { users: ['U0CHEN00'], groups: [] };
  const withApprover = {
    ...rights,
    rules: [
      {
        ...rights.rules[2],
        allow: ['approve' as const],
        to: { ...some, channels: [] },
        clusters: {},
      },
    ],
  };
  expect(approvalPolicy(withApprover, { risk: 'critical', cluster: production })).toEqual({
    need: 2,
    approvers: some,
    expiresInMinutes: 90,
    reason: 'optional',
  });
  expect(approvalPolicy(withApprover, { risk: 'high', cluster: production })).toEqual({
    need: 1,
    approvers: some,
    expiresInMinutes: 1440,
    reason: 'required',
    ticketPattern: '^INC-',
  });
  expect(approvalPolicy(rights, { risk: 'low', cluster: staging })).toEqual({
    need: 1,
    approvers: { users: [], groups: [] },
    expiresInMinutes: 240,
    reason: 'optional',
  });
});

test('the channel for approvals is the first that fits the cluster', () => {
  expect(approvalsChannel(rights, payments)).toBe('C0PAYMENT');
  expect(approvalsChannel(rights, production)).toBe('C0APPROVE');
  expect(approvalsChannel({ ...rights, channels: [] }, production)).toBeNull();
});
