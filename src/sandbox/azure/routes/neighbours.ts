/** What stands around the clusters and is only read: bindings, endpoints, addresses, workspaces, alerts. */
import type { Json } from '../../fleet/wire.ts';
import { resourceNotFound } from '../errors.ts';
import { type App, type Call, clusterOf, type Ground, on } from '../route.ts';

const group = '/subscriptions/:subscription/resourcegroups/:group';
const aks = 'Microsoft.ContainerService/managedClusters';
const cluster = `${group}/providers/${aks.toLowerCase()}/:cluster`;

export function neighbourRoutes(app: App, ground: Ground): void {
  const { clusters, workspaces, activityLogAlerts } = ground.state;
  on(
    app,
    ground,
    'GET',
    `${cluster}/trustedaccessrolebindings`,
    { family: 'aks', action: `${aks}/trustedAccessRoleBindings/read`, bucket: 'other' },
    (call) => ({ json: { value: clusterOf(call).trustedAccessRoleBindings } }),
  );
  on(
    app,
    ground,
    'GET',
    `${cluster}/privateendpointconnections`,
    { family: 'aks', action: `${aks}/privateEndpointConnections/read`, bucket: 'other' },
    (call) => ({ json: { value: clusterOf(call).privateEndpointConnections } }),
  );
  on(
    app,
    ground,
    'GET',
    `${group}/providers/microsoft.operationalinsights/workspaces/:name`,
    { family: 'workspaces', action: 'Microsoft.OperationalInsights/workspaces/read' },
    (call) => named(call, 'Microsoft.OperationalInsights/workspaces', workspaces),
  );
  on(
    app,
    ground,
    'GET',
    `${group}/providers/microsoft.network/publicipaddresses/:name`,
    { family: 'network', action: 'Microsoft.Network/publicIPAddresses/read' },
    (call) => {
      const all = clusters.flatMap((each) => each.publicIPAddresses);
      return named(call, 'Microsoft.Network/publicIPAddresses', all);
    },
  );
  on(
    app,
    ground,
    'GET',
    `${group}/providers/microsoft.network/publicipprefixes/:name`,
    { family: 'network', action: 'Microsoft.Network/publicIPPrefixes/read' },
    (call) => {
      const all = clusters.flatMap((each) => each.publicIPPrefixes);
      return named(call, 'Microsoft.Network/publicIPPrefixes', all);
    },
  );
  on(
    app,
    ground,
    'GET',
    '/subscriptions/:subscription/providers/microsoft.insights/activitylogalerts',
    { family: 'activityLogAlerts', action: 'Microsoft.Insights/activityLogAlerts/read' },
    (call) => {
      const prefix = `/subscriptions/${call.param('subscription')}/`;
      return { json: { value: activityLogAlerts.filter(({ id }) => id.startsWith(prefix)) } };
    },
  );
}

function named(call: Call, type: string, resources: Json[]) {
  const wanted =
    `/subscriptions/${call.param('subscription')}/resourceGroups/${call.param('group')}/providers/${type}/${call.param('name')}`.toLowerCase();
  const found = resources.find(({ id }) => id.toLowerCase() === wanted);
  if (found) return { json: found };
  throw resourceNotFound(type, call.lastName, call.param('group'));
}
