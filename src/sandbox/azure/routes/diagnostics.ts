/** Diagnostic settings of a cluster: where its logs go. */
import type { Json } from '../../fleet/wire.ts';
import { ArmError } from '../errors.ts';
import { type App, type Call, clusterOf, type Ground, on } from '../route.ts';

const type = 'Microsoft.Insights/diagnosticSettings';
const many =
  '/subscriptions/:subscription/resourcegroups/:group/providers/microsoft.containerservice/managedclusters/:cluster/providers/microsoft.insights/diagnosticsettings';
const family = 'diagnosticSettings';
/** https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings */
const mostSettings = 5;

export function diagnosticRoutes(app: App, ground: Ground): void {
  const read = { family, action: `${type}/read` } as const;
  on(app, ground, 'GET', many, read, (call) => ({
    json: { value: clusterOf(call).diagnosticSettings },
  }));
  on(app, ground, 'GET', `${many}/:setting`, read, (call) => {
    const found = find(call);
    if (found) return { json: found };
    throw new ArmError(
      404,
      'ResourceNotFound',
      `The Resource '${clusterOf(call).id}/providers/${type}/${call.lastName}' was not found.`,
    );
  });
  on(app, ground, 'PUT', `${many}/:setting`, { family, action: `${type}/write` }, replace);
}

function find(call: Call): Json | undefined {
  return clusterOf(call).diagnosticSettings.find(
    ({ name }) => name.toLowerCase() === call.param('setting'),
  );
}

/** Replaces the named setting entirely. */
function replace(call: Call) {
  const cluster = clusterOf(call);
  const { properties } = call.body ?? {};
  const destinations = [
    'workspaceId',
    'storageAccountId',
    'eventHubAuthorizationRuleId',
    'marketplacePartnerId',
  ];
  if (!destinations.some((key) => properties?.[key]))
    throw new ArmError(400, 'BadRequest', 'At least one data sink needs to be specified.');
  const old = find(call);
  if (!old && cluster.diagnosticSettings.length >= mostSettings)
    throw new ArmError(
      409,
      'Conflict',
      `A maximum of ${mostSettings} diagnostic settings can be created per resource.`,
    );
  const name = old?.name ?? call.lastName;
  const made = {
    id: `${cluster.id}/providers/microsoft.insights/diagnosticSettings/${name}`,
    name,
    type,
    location: null,
    properties,
  };
  cluster.diagnosticSettings = [...cluster.diagnosticSettings.filter((each) => each !== old), made];
  return { json: made };
}
