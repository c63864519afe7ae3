import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { loadRights, RightsError } from '../../src/rights/load.ts';
import { approvalPolicy, approvalsChannel } from '../../src/rights/policy.ts';

const start = 'teams: [T0DRAWBRG]\n';

function problemsOf(text: string): string[] {
  try {
    loadRights(text);
  } catch (error) {
    if (error instanceof RightsError) return error.message.split('\n');
    throw error;
  }
  return [];
}

test('the example in the repository loads and says what its comments say', async () => {
  const rights = loadRights(await readFile('rights.example.yaml', 'utf8'));
  const cluster = { name: 'aks-prod-weu', tags: { env: 'prod' } };
  expect(approvalPolicy(rights, { risk: 'critical', cluster })).toMatchObject({
    need: 2,
    approvers: { groups: ['aks-approvers'] },
    expiresInMinutes: 120,
  });
  expect(approvalPolicy(rights, { risk: 'high', cluster })).toMatchObject({
    need: 1,
    approvers: { groups: ['aks-approvers'] },
    expiresInMinutes: 240,
  });
  expect(approvalsChannel(rights, cluster)).toBe('C0APPROVE');
});

test.each([
  [
    '',
    'rights.yaml:1:1: the file should have teams and rules, and may have approvals and channels',
  ],
  ['teams: []\nrules: []', 'rights.yaml:1:8: teams is empty: nobody could do anything'],
  [`${start}rulez: []`, 'rights.yaml:2:1: unknown key "rulez"; did you mean "rules"?'],
  [`${start}`, 'rights.yaml:1:1: rules is missing; it should be a list of rules'],
  [
    `${start}rules:\n  - allow: [reed]\n    to: everyone`,
    'rights.yaml:3:13: rules[1].allow[1] "reed" is not one of read, propose, approve, break-glass, audit',
  ],
  [
    `${start}rules:\n  - allow: read\n    to: { usres: [U0CHEN00] }`,
    'rights.yaml:4:11: unknown key "usres"; did you mean "users"?',
  ],
  [
    `${start}rules:\n  - allow: read\n    to: { users: [chen] }`,
    'rights.yaml:4:19: rules[1].to.users[1] "chen" is not the id of a person; it looks like U0CHEN00 (in Slack: View details, at the bottom)',
  ],
  [
    `${start}rules:\n  - allow: approve\n    to: everyone`,
    'rights.yaml:4:9: rules[1].to approve can be given to users and groups alone: whoever joins a channel would be an approver',
  ],
  [
    `${start}rules:\n  - allow: approve\n    to: { channels: [C0PLATFRM], users: [U0CHEN00] }`,
    'rights.yaml:4:9: rules[1].to approve can be given to users and groups alone: whoever joins a channel would be an approver',
  ],
  [
    `${start}rules:\n  - { allow: read, deny: read, to: everyone }`,
    'rights.yaml:3:5: rules[1] needs either allow or deny',
  ],
  [
    `${start}rules:\n  - allow: read\n    to: everyone\n    clusters: { tag: { env: dev } }`,
    'rights.yaml:5:17: unknown key "tag"; did you mean "tags"?',
  ],
  [
    `${start}rules: []\napprovals:\n  - need: 0`,
    'rights.yaml:4:11: approvals[1].need has to be 1 or more: a change is never approved by nobody',
  ],
  [
    `${start}rules: []\napprovals:\n  - expires: 4`,
    'rights.yaml:4:14: approvals[1].expires should be a length of time with its unit, such as 4h',
  ],
  [
    `${start}rules: []\napprovals:\n  - expires: four hours`,
    'rights.yaml:4:14: approvals[1].expires "four hours" is not a length of time; write 30m, 4h or 2d',
  ],
  [
    `${start}rules: []\napprovals:\n  - expires: 10s`,
    'rights.yaml:4:14: approvals[1].expires "10s" is not between 5m and 30d',
  ],
  [
    `${start}rules: []\napprovals:\n  - ticket: "("`,
    'rights.yaml:4:13: approvals[1].ticket "(" is not a regular expression',
  ],
  [
    `${start}rules: []\napprovals:\n  - approvers: { groups: [sec-leads] }`,
    'rights.yaml:4:27: approvals[1].approvers.groups[1] "sec-leads" is allowed to approve by no rule; add a rule with allow: [approve]',
  ],
  [
    `${start}rules: []\nchannels:\n  - approvals: general`,
    'rights.yaml:4:16: channels[1].approvals "general" is not the id of a channel; it looks like C0PLATFRM (in Slack: View details, at the bottom)',
  ],
  [`${start}rules: []\nrules: []`, 'rights.yaml:3:1: Map keys must be unique'],
])('of %j it says what is wrong and where', (text, message) => {
  expect(problemsOf(text)).toEqual([message]);
});

test('every problem of a file is told at once, in the order of the file', () => {
  const problems = problemsOf(
    `teams: [x]\nrules:\n  - alow: [read]\n    to: everyone\napprovals:\n  - need: many\n`,
  );
  expect(problems.map((problem) => problem.split(':', 3).slice(1).join(':'))).toEqual([
    '1:9',
    '3:5',
    '6:11',
  ]);
});

test('each key that is suggested is one that the file may have', () => {
  const everything = `${start}
rules:
  - { name: all, allow: [approve], to: { users: [U0CHEN00], groups: [g], channels: [] }, clusters: { names: [a], tags: { b: c } } }
  - { deny: read, to: { everyone: true } }
approvals:
  - { risk: low, clusters: all, need: 1, approvers: { users: [U0CHEN00], groups: [g] }, expires: 1h, reason: required, ticket: x }
channels:
  - { clusters: all, approvals: C0APPROVE }
`;
  expect(problemsOf(everything)).toEqual([]);
  const places = [
    ['', 'teams, rules, approvals, channels'],
    ['rules: [{ zzzzzzzz: 1, allow: read, to: everyone }]', 'name, allow, deny, to, clusters'],
    [
      'rules: [{ allow: read, to: { zzzzzzzz: 1, users: [U0CHEN00] } }]',
      'everyone, users, groups, channels',
    ],
    ['rules: [{ allow: read, to: everyone, clusters: { zzzzzzzz: 1 } }]', 'names, tags'],
  ];
  for (const [text, known] of places) {
    const file = text ? `${start}${text}` : `${start}rules: []\nzzzzzzzz: 1`;
    expect(problemsOf(file).join()).toContain(`unknown key "zzzzzzzz"; known here: ${known}`);
  }
});
