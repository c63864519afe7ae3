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
  on(app, ground, 'DELETE', `${many}/:setting`, { family, action: `${type}/delete` }, (call) => {
    const cluster = clusterOf(call);
    const found = find(call);
    cluster.diagnosticSettings = cluster.diagnosticSettings.filter((each) => each !== found);
    return { status: found ? 200 : 204 };
  });
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
  refuseMixed(properties.logs ?? []);
  refuseTwice(
    properties,
    cluster.diagnosticSettings.filter((each) => each !== old),
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

/** https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings#category-groups */
function refuseMixed(logs: readonly Json[]): void {
  const enabled = logs.filter((log) => log.enabled);
  if (enabled.some((log) => log.categoryGroup) && enabled.some((log) => log.category))
    throw new ArmError(
      400,
      'BadRequest',
      'Diagnostic settings cannot contain both category and categoryGroup.',
    );
}

/** One sink takes a category of a resource from one setting alone. */
function refuseTwice(properties: Json, others: readonly Json[]): void {
  const sink = String(properties.workspaceId ?? '').toLowerCase();
  if (sink === '') return;
  for (const other of others) {
    if (String(other.properties.workspaceId ?? '').toLowerCase() !== sink) continue;
    const taken = enabledCategories(other.properties);
    const twice = enabledCategories(properties).find((category) => taken.includes(category));
    if (twice)
      throw new ArmError(
        409,
        'Conflict',
        `Data sink '${properties.workspaceId}' is already used in diagnostic setting '${other.name}' for category '${twice}'. Data sinks can't be reused in different settings on the same category for the same resource.`,
      );
  }
}

function enabledCategories({ logs = [] }: Json): string[] {
  return logs
    .filter((log: Json) => log.enabled && log.category)
    .map(({ category }: Json) => String(category));
}
