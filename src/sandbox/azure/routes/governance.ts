/** What holds clusters to the rules: roles, policies, locks, safeguards and extensions. */
import type { Json } from '../../fleet/wire.ts';
import { ArmError, resourceNotFound } from '../errors.ts';
import { type App, type Call, clusterOf, type Ground, on } from '../route.ts';

const subscription = '/subscriptions/:subscription';
const group = `${subscription}/resourcegroups/:group`;
const cluster = `${group}/providers/microsoft.containerservice/managedclusters/:cluster`;
const authorization = 'Microsoft.Authorization';

export function governanceRoutes(app: App, ground: Ground): void {
  const atCluster = (type: string) => `${cluster}/providers/${type.toLowerCase()}`;

  const roles = `${authorization}/roleAssignments`;
  const rolesNeed = { family: 'roleAssignments', action: `${roles}/read` } as const;
  on(app, ground, 'GET', atCluster(roles), rolesNeed, (call) => {
    if (call.query('$filter') !== 'atScope()')
      throw new ArmError(
        400,
        'UnsupportedQuery',
        `The filter '${call.query('$filter') ?? ''}' is not supported. Supported filters are either 'atScope()' or 'principalId eq '{value}'', of which the sandbox knows the first.`,
      );
    return { json: { value: above(call, roles) } };
  });
  for (const family of ['policyAssignments', 'policyExemptions'] as const) {
    const type = `${authorization}/${family}`;
    on(app, ground, 'GET', atCluster(type), { family, action: `${type}/read` }, (call) => ({
      json: { value: above(call, type) },
    }));
  }

  const locks = `${authorization}/locks`;
  on(
    app,
    ground,
    'GET',
    `${subscription}/providers/${locks.toLowerCase()}`,
    { family: 'locks', action: `${locks}/read` },
    (call) => ({
      json: { value: below(call, locks, `/subscriptions/${call.param('subscription')}`) },
    }),
  );

  const safeguards = 'Microsoft.ContainerService/deploymentSafeguards';
  on(
    app,
    ground,
    'GET',
    `${atCluster(safeguards)}/default`,
    { family: 'deploymentSafeguards', action: `${safeguards}/read` },
    (call) => {
      const [found] = below(call, safeguards, clusterOf(call).id);
      if (found) return { json: found };
      throw resourceNotFound(safeguards, 'default', call.param('group'));
    },
  );

  for (const name of ['extensions', 'fluxConfigurations']) {
    const type = `Microsoft.KubernetesConfiguration/${name}`;
    const needs = { family: 'kubernetesConfiguration', action: `${type}/read` } as const;
    on(app, ground, 'GET', atCluster(type), needs, (call) => ({
      json: { value: below(call, type, clusterOf(call).id) },
    }));
  }
}

const ofType = ({ ground }: Call, type: string): Json[] =>
  ground.state.around.filter((each) => each.type.toLowerCase() === type.toLowerCase());

/** Those that were made at the cluster or at a scope above it. */
function above(call: Call, type: string): Json[] {
  const id = `${clusterOf(call).id.toLowerCase()}/`;
  return ofType(call, type).filter((each) => {
    const scope = String(each.id).toLowerCase().split(`/providers/${type.toLowerCase()}/`)[0];
    const isGroupOfSubscriptions = scope?.includes('/managementgroups/');
    return isGroupOfSubscriptions || id.startsWith(`${scope}/`);
  });
}

function below(call: Call, type: string, scope: string): Json[] {
  return ofType(call, type).filter(({ id }) =>
    String(id).toLowerCase().startsWith(`${scope.toLowerCase()}/`),
  );
}
