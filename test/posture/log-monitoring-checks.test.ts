import { testCheck } from './support/judge.ts';
import { alert, workspaceId } from './support/planes.ts';

const _own = workspaceId.replace('rg-logs', 'rg-shop');
const _storage = {
  storageAccountId:
    '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a',
};

testCheck('AKS-LOG-005', [
  { when: 'the agent is on', is: 'pass' },
  {
    when: 'the add-on is spelt otherwise and is on as text',
    is: 'pass',
    set: { addonProfiles: { omsAgent: { enabled: 'True' } } },
  },
  {
    when: 'it is off',
    is: 'fail',
    set: { 'addonProfiles.omsagent.enabled': false },
    fix: 'enable-addons',
  },
  {
    when: 'it is off and the metadata service is closed to pods',
    is: 'fail',
    set: { addonProfiles: undefined, 'networkProfile.podLinkLocalAccess': 'None' },
    fix: /exclude each other.*"commands":\[\]/,
  },
]);

testCheck('AKS-LOG-008', [
  { when: 'metrics are on', is: 'pass' },
  { when: 'they are off', is: 'fail', set: { azureMonitorProfile: undefined } },
]);

testCheck('AKS-LOG-009', [
  { when: 'observability is on', is: 'pass' },
  {
    when: 'it is off, and flow logs were not looked at',
    is: 'unknown',
    set: { 'networkProfile.advancedNetworking': undefined },
  },
  {
    when: 'advanced networking as a whole is off',
    is: 'unknown',
    set: { 'networkProfile.advancedNetworking.enabled': false },
  },
]);

testCheck('AKS-LOG-010', [
  { when: 'every operation has an alert', is: 'pass' },
  {
    when: 'one alert watches all administrative operations',
    is: 'pass',
    planes: {
      activityLogAlerts: [
        alert('x', { condition: { allOf: [{ field: 'category', equals: 'Administrative' }] } }),
      ],
    },
  },
  {
    when: 'one is missing',
    is: 'fail',
    change: (_, planes) => {
      planes.activityLogAlerts.splice(0, 1);
    },
    says: 'listClusterAdminCredential',
    fix: 'activity-log alert create',
  },
  {
    when: 'one is off',
    is: 'fail',
    change: (_, planes) => {
      planes.activityLogAlerts[1].properties.enabled = false;
    },
    says: 'No alert on Microsoft.Insights/diagnosticSettings/delete.',
  },
  {
    when: 'one watches another resource group',
    is: 'fail',
    change: (_, planes) => {
      planes.activityLogAlerts[2].properties.scopes = [
        '/subscriptions/5a1e0000-0000-4000-8000-000000000001/resourceGroups/rg-sho',
      ];
    },
  },
  {
    when: 'one is narrowed to a caller',
    is: 'fail',
    change: (_, planes) => {
      planes.activityLogAlerts[3].properties.condition.allOf.push({
        field: 'caller',
        equals: 'someone',
      });
    },
  },
  {
    when: 'operations are alternatives',
    is: 'pass',
    change: (_, planes) => {
      planes.activityLogAlerts.splice(
        2,
        2,
        alert('both', {
          condition: {
            allOf: [
              {
                anyOf: [
                  {
                    field: 'operationName',
                    equals: 'microsoft.containerservice/managedclusters/write',
                  },
                  {
                    field: 'operationName',
                    equals: 'Microsoft.ContainerService/managedClusters/delete',
                  },
                ],
              },
            ],
          },
        }),
      );
    },
  },
  { when: 'alerts could not be read', is: 'unknown', hidden: ['activityLogAlerts'] },
]);
