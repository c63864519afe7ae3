/** Subscriptions, and what the caller may do at a scope. */
import { ArmError } from '../errors.ts';
import { maySee } from '../principals.ts';
import { type App, type Call, clusterOf, type Ground, on, page } from '../route.ts';

const family = 'subscriptions';
const read = { family, action: 'Microsoft.Resources/subscriptions/read' } as const;
const permissions = 'providers/microsoft.authorization/permissions';

export function subscriptionRoutes(app: App, ground: Ground): void {
  const { subscriptions } = ground.state;
  on(app, ground, 'GET', '/subscriptions', read, (call) => {
    const seen = subscriptions.filter(({ subscriptionId }) =>
      maySee(call.principal, subscriptionId),
    );
    return page(call, seen, '/subscriptions');
  });
  on(app, ground, 'GET', '/subscriptions/:subscription', read, (call) => {
    const id = call.param('subscription');
    const found = subscriptions.find(({ subscriptionId }) => subscriptionId === id);
    if (found) return { json: found };
    throw new ArmError(404, 'SubscriptionNotFound', `The subscription '${id}' could not be found.`);
  });
  const group = '/subscriptions/:subscription/resourcegroups/:group';
  const cluster = `${group}/providers/microsoft.containerservice/managedclusters/:cluster`;
  const may = {
    family: 'authorization',
    action: 'Microsoft.Authorization/permissions/read',
  } as const;
  on(app, ground, 'GET', `/subscriptions/:subscription/${permissions}`, may, granted);
  on(app, ground, 'GET', `${group}/${permissions}`, may, granted);
  on(app, ground, 'GET', `${cluster}/${permissions}`, may, (call) => {
    clusterOf(call);
    return granted(call);
  });
}

function granted({ principal }: Call) {
  const { actions } = principal;
  return {
    json: { value: [{ actions, notActions: [], dataActions: [], notDataActions: [] }] },
  };
}
