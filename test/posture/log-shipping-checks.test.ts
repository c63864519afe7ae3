import { expression, testCheck } from './support/judge.ts';
import { setting, workspaceId } from './support/planes.ts';

const own = workspaceId.replace('rg-logs', 'rg-shop');
const storage = {
  storageAccountId:
    '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a',
};

testCheck('AKS-LOG-001', [
  { when: 'the audit log and guard are shipped', is: 'pass', says: 'whole audit log' },
  {
    when: 'two settings ship them',
    is: 'pass',
    planes: {
      diagnosticSettings: [
        setting('a', { logs: ['kube-audit'] }),
        setting('b', { logs: ['guard'], to: storage }),
      ],
    },
  },
  {
    when: 'only changes are shipped',
    is: 'pass',
    planes: { diagnosticSettings: [setting('a', { logs: ['Kube-Audit-Admin', 'guard'] })] },
    says: 'forbidden and other reads stay invisible',
  },
  {
    when: 'all logs are shipped',
    is: 'pass',
    planes: { diagnosticSettings: [setting('a', { groups: ['allLogs'] })] },
  },
  {
    when: 'the group audit is shipped',
    is: 'pass',
    planes: { diagnosticSettings: [setting('a', { groups: ['audit'] })] },
  },
  {
    when: 'guard is left out',
    is: 'fail',
    planes: { diagnosticSettings: [setting('a', { logs: ['kube-audit'] })] },
    says: 'guard',
  },
  {
    when: 'guard is left out and there is no Entra',
    is: 'pass',
    set: { aadProfile: undefined },
    planes: { diagnosticSettings: [setting('a', { logs: ['kube-audit'] })] },
  },
  {
    when: 'it is listed but off',
    is: 'fail',
    planes: {
      diagnosticSettings: [setting('a', { off: ['kube-audit', 'guard'], logs: ['guard'] })],
    },
  },
  {
    when: 'there is no setting',
    is: 'fail',
    planes: { diagnosticSettings: [] },
    fix: '"action":"audit-logs"',
  },
  {
    when: 'a template leaves it open',
    is: 'unknown',
    planes: { diagnosticSettings: [{ name: 'a', properties: { workspaceId, logs: expression } }] },
  },
  { when: 'settings could not be read', is: 'unknown', hidden: ['diagnosticSettings'] },
]);

testCheck('AKS-LOG-002', [
  { when: 'one of the two is shipped', is: 'pass' },
  {
    when: 'both go to one workspace',
    is: 'fail',
    planes: {
      diagnosticSettings: [
        setting('a', { logs: ['kube-audit'] }),
        setting('b', {
          logs: ['kube-audit-admin'],
          to: { workspaceId: workspaceId.toUpperCase() },
        }),
      ],
    },
    fix: /"action":"audit-logs".*"operation":"take-back","setting":"b","workspace":"[^"]*LOG-SECURITY","categories":\["kube-audit-admin"\]/,
  },
  {
    when: 'one setting ships both',
    is: 'fail',
    planes: { diagnosticSettings: [setting('a', { logs: ['kube-audit', 'kube-audit-admin'] })] },
    fix: '"setting":"a"',
  },
  {
    when: 'a group brings both',
    is: 'fail',
    planes: { diagnosticSettings: [setting('a', { groups: ['allLogs'] })] },
    fix: '"kind":"manual"',
  },
  {
    when: 'a group brings one of them',
    is: 'fail',
    planes: {
      diagnosticSettings: [
        setting('a', { groups: ['audit'] }),
        setting('b', { logs: ['kube-audit-admin'] }),
      ],
    },
    fix: '"setting":"b"',
  },
  {
    when: 'they go to two workspaces',
    is: 'pass',
    planes: {
      diagnosticSettings: [
        setting('a', { logs: ['kube-audit'] }),
        setting('b', { logs: ['kube-audit-admin'], to: { workspaceId: own } }),
      ],
    },
  },
  { when: 'neither is shipped', is: 'not-applicable', planes: { diagnosticSettings: [] } },
]);

testCheck('AKS-LOG-003', [
  { when: 'all are shipped', is: 'pass' },
  {
    when: 'metrics are off',
    is: 'fail',
    planes: { diagnosticSettings: [setting('a', { groups: ['allLogs'] })] },
    says: 'Not shipped: AllMetrics.',
  },
  {
    when: 'the scheduler is off',
    is: 'fail',
    planes: {
      diagnosticSettings: [
        setting('a', {
          logs: ['kube-apiserver', 'kube-controller-manager', 'cluster-autoscaler'],
          off: ['kube-scheduler'],
          metrics: ['AllMetrics'],
        }),
      ],
    },
    says: 'kube-scheduler',
  },
  {
    when: 'only what is asked for is shipped',
    is: 'pass',
    planes: { diagnosticSettings: [setting('a', { logs: ['guard'] })] },
    config: { platformLogs: ['guard'] },
  },
  { when: 'settings could not be read', is: 'unknown', hidden: ['diagnosticSettings'] },
]);

testCheck('AKS-LOG-004', [
  { when: 'a setting ships something', is: 'pass' },
  {
    when: 'it ships to storage',
    is: 'pass',
    planes: { diagnosticSettings: [setting('a', { logs: ['guard'], to: storage })] },
  },
  { when: 'there is none', is: 'fail', planes: { diagnosticSettings: [] } },
  {
    when: 'everything in it is off',
    is: 'fail',
    planes: { diagnosticSettings: [setting('a', { off: ['guard'] })] },
  },
  {
    when: 'it goes nowhere',
    is: 'fail',
    planes: { diagnosticSettings: [setting('a', { logs: ['guard'], to: { workspaceId: '' } })] },
  },
]);

testCheck('AKS-LOG-006', [
  { when: 'logs are kept for half a year', is: 'pass' },
  {
    when: 'they are kept for a month',
    is: 'fail',
    change: (_, planes) => {
      planes.workspaces[workspaceId].properties.retentionInDays = 30;
    },
    says: 'less than 90 days by log-security',
    fix: '--retention-time 90',
  },
  {
    when: 'a month is enough',
    is: 'pass',
    change: (_, planes) => {
      planes.workspaces[workspaceId].properties.retentionInDays = 30;
    },
    config: { minRetentionDays: 30 },
  },
  {
    when: 'the workspace was deleted',
    is: 'fail',
    change: (_, planes) => {
      planes.workspaces[workspaceId] = null;
    },
    says: 'does not exist',
  },
  {
    when: 'the only workspace goes with the cluster',
    is: 'fail',
    planes: {
      diagnosticSettings: [setting('a', { logs: ['guard'], to: { workspaceId: own } })],
      workspaces: { [own]: { properties: { retentionInDays: 365 } } },
    },
    says: 'resource group of the cluster',
  },
  { when: 'nothing is shipped', is: 'fail', planes: { diagnosticSettings: [] } },
  {
    when: 'logs go to storage',
    is: 'unknown',
    planes: { diagnosticSettings: [setting('a', { logs: ['guard'], to: storage })] },
  },
  { when: 'the workspace was not among those read', is: 'unknown', planes: { workspaces: {} } },
  { when: 'workspaces could not be read', is: 'unknown', hidden: ['workspaces'] },
]);
