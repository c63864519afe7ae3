/** Alerts on what is done to clusters in Azure itself. */
import { groupId, type Json, type SubscriptionName, subscriptions } from './wire.ts';

/** Production is watched well, the rest half: one of its alerts is switched off, two are missing. */
export function activityLogAlerts(): Json[] {
  const admin = 'Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action';
  const wanted = {
    'aks-admin-credential': admin,
    'aks-write': 'Microsoft.ContainerService/managedClusters/write',
    'aks-delete': 'Microsoft.ContainerService/managedClusters/delete',
    'diagnostics-delete': 'Microsoft.Insights/diagnosticSettings/delete',
  };
  const all = (subscription: SubscriptionName) =>
    Object.entries(wanted).map(([name, operation]) =>
      activityLogAlert(subscription, name, operation),
    );
  return [
    ...all('production'),
    activityLogAlert('nonProduction', 'aks-admin-credential', admin, { enabled: false }),
    activityLogAlert('nonProduction', 'aks-write', wanted['aks-write']),
    ...all('payments').slice(0, 2),
  ];
}

/** An alert on one operation of the activity log, over a whole subscription. */
function activityLogAlert(
  subscription: SubscriptionName,
  name: string,
  operationName: string,
  { enabled = true }: { enabled?: boolean } = {},
): Json {
  const group = groupId(subscription, 'rg-platform-alerts');
  return {
    id: `${group}/providers/Microsoft.Insights/activityLogAlerts/${name}`,
    name,
    type: 'Microsoft.Insights/ActivityLogAlerts',
    location: 'global',
    tags: {},
    properties: {
      scopes: [`/subscriptions/${subscriptions[subscription].id}`],
      condition: {
        allOf: [
          { field: 'category', equals: 'Administrative' },
          { field: 'operationName', equals: operationName },
        ],
      },
      actions: {
        actionGroups: [
          {
            actionGroupId: `${group}/providers/Microsoft.Insights/actionGroups/ag-security`,
            webhookProperties: {},
          },
        ],
      },
      enabled,
      description: '',
    },
  };
}
