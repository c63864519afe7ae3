/** Where a caller asks how a long-running operation goes on. */
import { ArmError } from '../errors.ts';
import { type Operation, operationStatus } from '../operations.ts';
import { type App, type Call, type Ground, on } from '../route.ts';

const location =
  '/subscriptions/:subscription/providers/microsoft.containerservice/locations/:location';
const family = 'aks';
const bucket = 'getOperation';

export function operationRoutes(app: App, ground: Ground): void {
  on(
    app,
    ground,
    'GET',
    `${location}/operations/:operation`,
    { family, action: 'Microsoft.ContainerService/locations/operations/read', bucket },
    (call) => {
      const operation = existing(call);
      const headers = operation.status === 'InProgress' ? pause(operation) : undefined;
      return { json: operationStatus(operation), headers };
    },
  );
  on(
    app,
    ground,
    'GET',
    `${location}/operationresults/:operation`,
    { family, action: 'Microsoft.ContainerService/locations/operationresults/read', bucket },
    (call) => {
      const operation = existing(call);
      const { cluster, pool, status } = operation;
      if (status === 'InProgress') return { status: 202, headers: pause(operation) };
      const { view, viewPool } = ground.state;
      return { json: pool ? viewPool(cluster, pool) : view(cluster) };
    },
  );
}

function existing(call: Call): Operation {
  const operation = call.ground.operations.find(call.param('operation'));
  if (operation?.cluster.subscriptionId === call.param('subscription')) return operation;
  throw new ArmError(
    404,
    'NotFound',
    `The entity was not found: operation '${call.param('operation')}'.`,
    { flat: true },
  );
}

function pause({ startedAt, endsAt }: Operation): Record<string, string> {
  const seconds = Math.floor((endsAt - startedAt.getTime()) / 2000);
  return { 'retry-after': String(Math.min(seconds, 20)) };
}
