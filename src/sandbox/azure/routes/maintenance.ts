/** Maintenance configurations: written at once, without a long-running operation. */
import type { Json } from '../../fleet/wire.ts';
import { invalidParameter, resourceNotFound } from '../errors.ts';
import { type App, type Call, clusterOf, type Ground, on } from '../route.ts';

const type = 'Microsoft.ContainerService/managedClusters/maintenanceConfigurations';
const many =
  '/subscriptions/:subscription/resourcegroups/:group/providers/microsoft.containerservice/managedclusters/:cluster/maintenanceconfigurations';
const names = ['default', 'aksManagedAutoUpgradeSchedule', 'aksManagedNodeOSUpgradeSchedule'];
const family = 'aks';
const bucket = 'other';

export function maintenanceRoutes(app: App, ground: Ground): void {
  const read = { family, bucket, action: `${type}/read` } as const;
  on(app, ground, 'GET', many, read, (call) => ({
    json: { value: clusterOf(call).maintenanceConfigurations },
  }));
  on(app, ground, 'GET', `${many}/:configuration`, read, (call) => {
    const found = find(call);
    if (found) return { json: found };
    throw resourceNotFound(
      type,
      `${call.param('cluster')}/${call.param('configuration')}`,
      call.param('group'),
    );
  });
  on(app, ground, 'PUT', `${many}/:configuration`, { ...read, action: `${type}/write` }, replace);
  on(
    app,
    ground,
    'DELETE',
    `${many}/:configuration`,
    { ...read, action: `${type}/delete` },
    (call) => {
      const cluster = clusterOf(call);
      const found = find(call);
      cluster.maintenanceConfigurations = cluster.maintenanceConfigurations.filter(
        (each) => each !== found,
      );
      return { status: found ? 200 : 204 };
    },
  );
}

function find(call: Call): Json | undefined {
  return clusterOf(call).maintenanceConfigurations.find(
    ({ name }) => name.toLowerCase() === call.param('configuration'),
  );
}

function replace(call: Call) {
  const cluster = clusterOf(call);
  const name = names.find((each) => each.toLowerCase() === call.param('configuration'));
  if (!name)
    throw invalidParameter(
      `Maintenance configuration name '${call.lastName}' is invalid. Allowed are ${names.join(', ')}.`,
      'maintenanceConfigurationName',
    );
  // https://learn.microsoft.com/azure/aks/planned-maintenance
  const hours = call.body?.properties?.maintenanceWindow?.durationHours;
  if (name !== 'default' && !(Number.isInteger(hours) && hours >= 4 && hours <= 24))
    throw invalidParameter(
      `The maintenance window's durationHours ${hours} is invalid: 4 to 24 are allowed.`,
      'maintenanceWindow.durationHours',
    );
  const old = find(call);
  const made = {
    id: `${cluster.id}/maintenanceConfigurations/${name}`,
    name,
    type,
    properties: call.body.properties,
  };
  cluster.maintenanceConfigurations = [
    ...cluster.maintenanceConfigurations.filter((each) => each !== old),
    made,
  ];
  return { status: old ? 200 : 201, json: made } as const;
}
