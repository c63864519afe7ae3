import { expect, test } from 'vitest';
import type { Planes } from '../../src/fleet/snapshot.ts';
import { checks } from '../../src/posture/checks/index.generated.ts';
import { defaultPostureConfig } from '../../src/posture/config.ts';
import { evaluate } from '../../src/posture/evaluate.ts';
import { goodAudited, oldApi } from './support/good-audit-log.ts';
import { testerOn } from './support/judge.ts';
import { setting, snapshotOf, workspaceId } from './support/planes.ts';

const testCheck = testerOn(goodAudited);

/** The good audit log with something otherwise. */
function log(other: Partial<Planes['auditLog']>): { auditLog: Planes['auditLog'] } {
  return { auditLog: { ...goodAudited().auditLog, ...other } };
}

function workspace(properties: Record<string, unknown>) {
  return { workspaces: { [workspaceId]: { id: workspaceId, properties } } };
}

const hub = { eventHubAuthorizationRuleId: '/hub' };
const limit = 'The results of this query exceed the set limit of 64 MB.';

testCheck('AKS-LOG-007', [
  { when: 'a record is two minutes old', is: 'pass', says: '2026-11-23 11:58 UTC' },
  {
    when: 'the newest is less than a day old',
    is: 'pass',
    planes: log({ newest: '2026-11-22T12:00:01Z' }),
  },
  {
    when: 'the newest is a day old',
    is: 'fail',
    planes: log({ newest: '2026-11-22T12:00:00Z' }),
    says: /log-security \(table AKSAudit\)/,
  },
  {
    when: 'there is none',
    is: 'fail',
    planes: log({ newest: null }),
    says: 'No record of this cluster arrived in the last 24 hours',
    fix: 'daily cap',
  },
  {
    when: 'there is none, and the workspace is full',
    is: 'fail',
    planes: {
      ...log({ newest: null }),
      ...workspace({ workspaceCapping: { dataIngestionStatus: 'OverQuota' } }),
    },
    says: 'daily cap is reached',
  },
  {
    when: 'there is none, and the answer was cut off',
    is: 'unknown',
    planes: log({ newest: null, partial: limit }),
    says: 'set limit of 64 MB',
  },
  {
    when: 'there is one, and the answer was cut off',
    is: 'pass',
    planes: log({ partial: limit }),
  },
  {
    when: 'the cluster is stopped',
    is: 'not-applicable',
    set: { 'powerState.code': 'Stopped' },
    planes: log({ newest: null }),
  },
  {
    when: 'nothing is shipped',
    is: 'not-applicable',
    planes: { diagnosticSettings: [] },
    says: 'AKS-LOG-001',
  },
  {
    when: 'only other logs are shipped',
    is: 'not-applicable',
    planes: { diagnosticSettings: [setting('a', { logs: ['guard'] })] },
  },
  {
    when: 'it is listed but off',
    is: 'not-applicable',
    planes: { diagnosticSettings: [setting('a', { off: ['kube-audit'], logs: ['guard'] })] },
  },
  {
    when: 'it goes to an event hub alone',
    is: 'unknown',
    planes: { diagnosticSettings: [setting('a', { logs: ['kube-audit'], to: hub })] },
    says: 'elsewhere',
  },
  {
    when: 'its workspace is gone',
    is: 'fail',
    planes: { workspaces: { [workspaceId]: null } },
    hidden: ['auditLog'],
    says: 'does not exist and is lost: log-security',
  },
  {
    when: 'the log may not be read',
    is: 'unknown',
    hidden: ['auditLog'],
    says: 'reading auditLog is denied',
  },
  {
    when: 'the workspaces are not known and the log is',
    is: 'pass',
    hidden: ['workspaces'],
  },
  { when: 'the settings are not known', is: 'unknown', hidden: ['diagnosticSettings'] },
]);

testCheck('AKS-UPG-011', [
  { when: 'nobody calls one', is: 'pass', says: 'last 24 hours' },
  {
    when: 'an operator calls one',
    is: 'fail',
    planes: log({ deprecatedApis: [oldApi] }),
    says: 'one version of an API was called that a later Kubernetes no longer has: poddisruptionbudgets.policy/v1beta1 (gone in 1.25).',
    fix: 'apiserver_requested_deprecated_apis',
  },
  {
    when: 'many are called',
    is: 'fail',
    planes: log({
      deprecatedApis: Array.from({ length: 1000 }, (_, index) => ({
        ...oldApi,
        group: '',
        resource: `things${index}`,
      })),
    }),
    says: /1000 versions of APIs were called .*: things0\/v1beta1 \(gone in 1\.25\), .* and 997 more\./,
  },
  {
    when: 'one is called, and only changes are logged',
    is: 'fail',
    planes: log({ deprecatedApis: [oldApi], writesOnly: true, table: 'AKSAuditAdmin' }),
  },
  {
    when: 'one was called before the log stopped',
    is: 'fail',
    planes: log({ deprecatedApis: [oldApi], newest: '2026-11-22T20:00:00Z' }),
  },
  {
    when: 'one is called, and the answer was cut off',
    is: 'fail',
    planes: log({ deprecatedApis: [oldApi], partial: limit }),
  },
  {
    when: 'none is seen, and the answer was cut off',
    is: 'unknown',
    planes: log({ partial: limit }),
    says: 'set limit of 64 MB',
  },
  {
    when: 'none is seen, and only changes are logged',
    is: 'unknown',
    planes: log({ writesOnly: true }),
    says: 'kube-audit-admin',
  },
  {
    when: 'nothing arrived',
    is: 'unknown',
    planes: log({ newest: null }),
    says: 'AKS-LOG-007',
  },
  {
    when: 'the last record is hours old',
    is: 'unknown',
    planes: log({ newest: '2026-11-23T08:59:00Z' }),
    says: 'stopped arriving',
  },
  {
    when: 'the log may not be read',
    is: 'unknown',
    hidden: ['auditLog'],
    says: 'reading auditLog is denied',
  },
]);

test('the evidence says who calls, with what, and when last', () => {
  const planes = { ...goodAudited(), ...log({ deprecatedApis: [oldApi] }) };
  const { results } = evaluate(snapshotOf(planes), checks, defaultPostureConfig);
  const found = results.find(({ check }) => check === 'AKS-UPG-011');
  expect(found?.evidence[0]).toMatchObject({
    object: 'poddisruptionbudgets.policy/v1beta1',
    value:
      '12 calls by system:serviceaccount:legacy:operator with operator/0.9, the last at 2026-11-23 11:00 UTC',
  });
});
