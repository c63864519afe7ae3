import { expect, test } from 'vitest';
import { isExpression } from '../../src/fleet/expressions.ts';
import { snapshotFromFiles } from '../../src/fleet/from-files.ts';
import type { Json, Snapshot } from '../../src/fleet/snapshot.ts';

const aks = 'Microsoft.ContainerService/managedClusters';

function snapshotsOf(template: Json): Snapshot[] {
  const whole = { $schema: 'https://x/deploymentTemplate.json#', ...template };
  const files = [{ name: 'main.json', text: JSON.stringify(whole) }];
  return snapshotFromFiles({ files, now: () => new Date('2026-11-02T10:00:00Z') });
}

function propertiesOf(snapshot: Snapshot | undefined): Json {
  const plane = snapshot?.planes.managedCluster;
  if (plane?.state !== 'read') throw new Error('the cluster was not read');
  return plane.value.properties;
}

/** A template with one cluster whose properties are these. */
function templateWith(properties: Json, rest: Json = {}): Json {
  return {
    ...rest,
    resources: [
      { type: aks, apiVersion: '2026-06-01', name: 'aks', location: 'westeurope', properties },
    ],
  };
}

test('defaults and variables are filled in', () => {
  const [snapshot] = snapshotsOf(
    templateWith(
      {
        enableRBAC: "[parameters('rbac')]",
        apiServerAccessProfile: { authorizedIPRanges: "[variables('ranges')]" },
        autoUpgradeProfile: { upgradeChannel: "[parameters('Upgrade').channel]" },
        dnsPrefix: "[concat(parameters('upgrade').channel, '-', variables('ranges')[0])]",
        kubernetesVersion: "[format('{0}.{1}', 1, 34)]",
        supportPlan: '[[not an expression]',
        disableLocalAccounts:
          "[if(equals(parameters('upgrade').channel, 'patch'), true(), false())]",
      },
      {
        parameters: {
          rbac: { type: 'bool', defaultValue: true },
          upgrade: { type: 'object', defaultValue: { channel: 'patch' } },
        },
        variables: { ranges: ["[variables('office')]"], office: '203.0.113.0/28' },
      },
    ),
  );
  expect(propertiesOf(snapshot)).toEqual({
    enableRBAC: true,
    apiServerAccessProfile: { authorizedIPRanges: ['203.0.113.0/28'] },
    autoUpgradeProfile: { upgradeChannel: 'patch' },
    dnsPrefix: 'patch-203.0.113.0/28',
    kubernetesVersion: '1.34',
    supportPlan: '[not an expression]',
    disableLocalAccounts: true,
  });
});

test.each(
  [
    "[parameters('unset')]",
    "[parameters('nowhere')]",
    "[parameters('ring')]",
    "[parameters('region')]",
    "[reference('x').y]",
    "[concat('a', parameters('unset'))]",
    "[if(parameters('unset'), true(), false())]",
    "[variables('looped')]",
    '[this is not the language',
    "[resourceId('Microsoft.Network/virtualNetworks', 'v')]",
  ].map((text) => [text.endsWith(']') ? text : `${text}]`]),
)('%s stays open, marked', (text) => {
  const [snapshot] = snapshotsOf(
    templateWith(
      { disableLocalAccounts: text, listed: [text] },
      {
        parameters: {
          unset: { type: 'string' },
          ring: { defaultValue: "[parameters('ring')]" },
          region: { defaultValue: '[resourceGroup().location]' },
        },
        variables: { copy: [{ name: 'looped', count: 2, input: 'x' }] },
      },
    ),
  );
  const { disableLocalAccounts, listed } = propertiesOf(snapshot);
  expect(isExpression(disableLocalAccounts)).toBe(true);
  expect(isExpression(listed[0])).toBe(true);
});

test('properties that come out of a loop are open', () => {
  const [snapshot] = snapshotsOf(
    templateWith({ copy: [{ name: 'agentPoolProfiles', count: 2, input: { name: 'np' } }] }),
  );
  expect(isExpression(propertiesOf(snapshot).agentPoolProfiles)).toBe(true);
});

test('children find their cluster, however they are written', () => {
  const parameters = { name: { type: 'string' }, diagnostics: { defaultValue: 'to-law' } };
  const [snapshot, other] = snapshotsOf({
    parameters,
    resources: [
      {
        type: aks,
        name: "[parameters('name')]",
        properties: { agentPoolProfiles: [{ name: 'system', mode: 'System' }] },
        resources: [
          { type: 'agentPools', name: 'nested', properties: { mode: 'User' } },
          {
            type: `${aks}/maintenanceConfigurations`,
            name: "[concat(parameters('name'), '/aksManagedAutoUpgradeSchedule')]",
            properties: { maintenanceWindow: { durationHours: 4 } },
          },
        ],
      },
      {
        type: `${aks}/agentPools`,
        name: "[format('{0}/{1}', parameters('name'), 'batch')]",
        properties: { mode: 'User', osSKU: 'AzureLinux' },
      },
      {
        type: 'Microsoft.Insights/diagnosticSettings',
        name: "[parameters('diagnostics')]",
        scope: `[format('${aks}/{0}', parameters('name'))]`,
        properties: { logs: [{ category: 'kube-audit', enabled: true }] },
      },
      {
        type: 'Microsoft.Insights/diagnosticSettings',
        name: 'of-a-vault',
        scope: "[resourceId('Microsoft.KeyVault/vaults', 'v')]",
        properties: { logs: [] },
      },
      { type: aks, name: 'aks-other', properties: {} },
    ],
  });
  expect(snapshot?.cluster.name).toBe('<name>');
  expect(propertiesOf(snapshot).agentPoolProfiles).toEqual([
    { name: 'system', mode: 'System' },
    { name: 'nested', mode: 'User' },
    { name: 'batch', mode: 'User', osSKU: 'AzureLinux' },
  ]);
  expect(snapshot?.planes.diagnosticSettings).toMatchObject({
    state: 'read',
    value: [{ name: 'to-law', properties: { logs: [{ category: 'kube-audit' }] } }],
  });
  expect(snapshot?.planes.maintenanceConfigurations).toMatchObject({ state: 'read' });
  expect(other?.planes.diagnosticSettings).toMatchObject({ code: 'not-in-file' });
  expect(propertiesOf(other).agentPoolProfiles).toBeUndefined();
});

test('the newer form lists resources by name, and only refers to those that exist', () => {
  const snapshots = snapshotsOf({
    languageVersion: '2.0',
    resources: {
      shared: { existing: true, type: aks, name: 'aks-shared' },
      mine: { type: aks, name: 'aks-mine', properties: { enableRBAC: true } },
    },
  });
  expect(snapshots.map(({ cluster }) => cluster.name)).toEqual(['aks-mine']);
});

test('a module gets its own parameters', () => {
  const module = {
    parameters: { clusterName: { type: 'string' }, local: { defaultValue: false } },
    resources: [
      {
        type: aks,
        name: "[parameters('clusterName')]",
        properties: { disableLocalAccounts: "[not(parameters('local'))]" },
      },
    ],
  };
  const [snapshot] = snapshotsOf({
    parameters: { prefix: { defaultValue: 'aks' } },
    resources: [
      {
        type: 'Microsoft.Resources/deployments',
        name: 'module',
        properties: {
          expressionEvaluationOptions: { scope: 'inner' },
          parameters: { clusterName: { value: "[format('{0}-weu', parameters('prefix'))]" } },
          template: module,
        },
      },
    ],
  });
  expect(snapshot?.cluster.name).toBe('aks-weu');
  expect(propertiesOf(snapshot)).toEqual({ disableLocalAccounts: true });
});

test('what is deployed only perhaps is not taken for granted', () => {
  const setting = {
    type: 'Microsoft.Insights/diagnosticSettings',
    name: 'logs',
    scope: `${aks}/aks`,
    properties: { logs: [] },
  };
  const withCondition = (condition: Json) => {
    const template = templateWith({}, { parameters: { wanted: { type: 'bool' } } });
    template.resources.push({ ...setting, condition });
    return snapshotsOf(template)[0]?.planes.diagnosticSettings;
  };
  expect(withCondition(true)).toMatchObject({ state: 'read' });
  expect(withCondition(false)).toMatchObject({ code: 'not-in-file' });
  expect(withCondition("[parameters('wanted')]")).toMatchObject({
    code: 'not-in-file',
    reason: `whether "logs" is deployed depends on [parameters('wanted')]`,
  });
});
