import { expect, test } from 'vitest';
import { byReason } from '../../src/posture/report/by-reason.ts';
import { notRead } from '../../src/slack/views/posture-unknowns.ts';

const hidden = { code: 'unreachable', reason: 'it hides', help: 'Run a worker there.' } as const;
const unreadable = [
  { plane: 'pods', ...hidden, checks: ['AKS-POD-001', 'AKS-NET-001'] },
  { plane: 'locks', code: 'denied', reason: 'denied', checks: ['AKS-GOV-001'] },
  { plane: 'secrets', ...hidden, checks: ['AKS-SEC-001'] },
  { plane: 'roles', ...hidden, checks: ['AKS-RBAC-001', 'AKS-NET-001'] },
  { plane: 'nodes', ...hidden, checks: [] },
  { plane: 'networkPolicies', ...hidden, checks: [] },
] as const;
const report = { unreadable: unreadable.map((each) => ({ ...each, checks: [...each.checks] })) };

test('what hides for one reason is told once, with every check that it hides once', () => {
  expect(byReason(report)).toEqual([
    {
      reason: 'it hides',
      help: 'Run a worker there.',
      planes: ['pods', 'secrets', 'roles', 'nodes', 'networkPolicies'],
      checks: ['AKS-POD-001', 'AKS-NET-001', 'AKS-SEC-001', 'AKS-RBAC-001'],
    },
    { reason: 'denied', help: undefined, planes: ['locks'], checks: ['AKS-GOV-001'] },
  ]);
});

test('in Slack a few names stand for all', () => {
  const [block] = notRead(report);
  expect(block?.text?.text.split('\n')).toEqual([
    '*Could not be read*',
    '• *pods, secrets, roles and 2 more*: it hides (4 checks unknown). Run a worker there.',
    '• *locks*: denied (1 check unknown).',
  ]);
});
