import { expect, test } from 'vitest';
import { auditDestinations } from '../../src/fleet/audit-destinations.ts';
import { createFleet } from '../../src/sandbox/fleet/fleet.ts';

const workspace =
  '/subscriptions/10000000-0000-4000-8000-000000000001/resourceGroups/rg-logs/providers/Microsoft.OperationalInsights/workspaces/log-weu';

interface Shape {
  logs: Record<string, unknown>[];
  [property: string]: unknown;
}

/** A setting as REST returns it: what is not set is null. */
const setting = (name: string, properties: Shape) => ({
  id: `/subscriptions/1/providers/microsoft.insights/diagnosticSettings/${name}`,
  name,
  type: 'Microsoft.Insights/diagnosticSettings',
  properties: {
    storageAccountId: null,
    workspaceId: null,
    eventHubAuthorizationRuleId: null,
    eventHubName: null,
    metrics: [],
    logAnalyticsDestinationType: null,
    ...properties,
  },
});
const category = (name: string, enabled = true) => ({
  category: name,
  categoryGroup: null,
  enabled,
  retentionPolicy: { enabled: false, days: 0 },
});
const group = (name: string) => ({ category: null, categoryGroup: name, enabled: true });

test('no setting, or one that ships no audit log: nothing is seen, and that is said', () => {
  for (const settings of [
    [],
    [setting('api', { workspaceId: workspace, logs: [category('kube-apiserver')] })],
    [setting('off', { workspaceId: workspace, logs: [category('kube-audit', false)] })],
  ]) {
    const { workspaces, visible, blind } = auditDestinations(settings);
    expect({ workspaces, visible }).toEqual({ workspaces: [], visible: 'nothing' });
    expect(blind).toContain('No diagnostic setting ships the audit log');
  }
});

test('null as the destination type is the legacy table', () => {
  const logs = [category('kube-audit')];
  const modeOf = (type: unknown) =>
    auditDestinations([
      setting('a', { workspaceId: workspace, logs, logAnalyticsDestinationType: type }),
    ]).workspaces.map(({ mode }) => mode);
  expect(modeOf(null)).toEqual(['legacy']);
  expect(modeOf(undefined)).toEqual(['legacy']);
  expect(modeOf('AzureDiagnostics')).toEqual(['legacy']);
  expect(modeOf('Dedicated')).toEqual(['dedicated']);
});

test.each(['allLogs', 'audit'])('the category group %s holds the whole audit log', (name) => {
  expect(
    auditDestinations([
      setting('all', {
        workspaceId: workspace,
        logs: [group(name)],
        logAnalyticsDestinationType: 'Dedicated',
      }),
    ]),
  ).toEqual({
    workspaces: [
      {
        workspaceId: workspace,
        mode: 'dedicated',
        categories: ['kube-audit', 'kube-audit-admin', 'guard'],
        settingName: 'all',
      },
    ],
    elsewhere: [],
    visible: 'everything',
  });
});

test('only kube-audit-admin: says what cannot be seen', () => {
  const found = auditDestinations([
    setting('a', { workspaceId: workspace, logs: [category('kube-audit-admin')] }),
  ]);
  expect(found.visible).toBe('writes');
  expect(found.blind).toContain('forbidden reads cannot be seen');
  expect(found.blind).toContain('exec');
});

test('the whole log in a table of its own comes first', () => {
  const dedicated = { workspaceId: workspace, logAnalyticsDestinationType: 'Dedicated' };
  const { workspaces, blind } = auditDestinations([
    setting('guard', { ...dedicated, logs: [category('guard')] }),
    setting('writes', { ...dedicated, logs: [category('kube-audit-admin')] }),
    setting('old', { workspaceId: workspace, logs: [category('kube-audit')] }),
    setting('new', { ...dedicated, logs: [category('kube-audit'), category('guard')] }),
  ]);
  expect(workspaces.map(({ settingName }) => settingName)).toEqual([
    'new',
    'old',
    'writes',
    'guard',
  ]);
  expect(blind).toBeUndefined();
});

test('a log that goes to storage and an event hub alone cannot be queried', () => {
  const found = auditDestinations([
    setting('archive', {
      storageAccountId: '/subscriptions/1/resourceGroups/rg/providers/Microsoft.Storage/sa/x',
      eventHubAuthorizationRuleId: '/subscriptions/1/providers/Microsoft.EventHub/x',
      logs: [category('kube-audit')],
    }),
    setting('tokens', { workspaceId: workspace, logs: [category('guard')] }),
  ]);
  expect(found.elsewhere.map(({ kind }) => kind)).toEqual(['storage account', 'event hub']);
  expect(found.visible).toBe('nothing');
  expect(found.blind).toContain('goes only to a storage account and an event hub');
});

test('the pretend fleet has every case', () => {
  const of = (name: string) => {
    const found = createFleet().clusters.find(({ managedCluster }) => managedCluster.name === name);
    const { visible, workspaces } = auditDestinations(found?.diagnosticSettings ?? []);
    return [visible, ...workspaces.map(({ mode }) => mode)];
  };
  expect(of('aks-prod-weu')).toEqual(['everything', 'dedicated']);
  expect(of('aks-pay-dev-weu')).toEqual(['everything', 'legacy']);
  expect(of('aks-staging-weu')).toEqual(['writes', 'dedicated']);
  expect(of('aks-dev-weu')).toEqual(['nothing']);
  expect(of('aks-dev-neu')).toEqual(['nothing']);
});
