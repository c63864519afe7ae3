/** What stands around the clusters as resources of its own and is only read: networks, gateways, vaults, plans. */

import { coreUsages } from '../../fleet/quota.ts';
import type { Family } from '../api-versions.ts';
import { resourceNotFound } from '../errors.ts';
import { type App, type Call, type Ground, on } from '../route.ts';

interface Kind {
  type: string;
  family: Family;
  /** Where it is listed; everything is served one by one. */
  listed?: 'in its group' | 'in its subscription';
}

const subscription = '/subscriptions/:subscription';
const group = `${subscription}/resourcegroups/:group`;
const gateways = 'Microsoft.ServiceNetworking/trafficControllers';

const kinds: Kind[] = [
  { type: 'Microsoft.Network/virtualNetworks', family: 'network', listed: 'in its group' },
  { type: 'Microsoft.Network/networkSecurityGroups', family: 'network', listed: 'in its group' },
  { type: 'Microsoft.Network/routeTables', family: 'network' },
  { type: 'Microsoft.Network/loadBalancers', family: 'network', listed: 'in its group' },
  { type: 'Microsoft.Network/applicationGateways', family: 'network' },
  {
    type: 'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies',
    family: 'network',
  },
  { type: gateways, family: 'trafficControllers', listed: 'in its subscription' },
  { type: 'Microsoft.KeyVault/vaults', family: 'keyVault' },
  { type: 'Microsoft.ContainerRegistry/registries', family: 'registries' },
];

export function aroundRoutes(app: App, ground: Ground): void {
  for (const { type, family, listed } of kinds) {
    const needs = { family, action: `${type}/read` } as const;
    const below = `providers/${type.toLowerCase()}`;
    on(app, ground, 'GET', `${group}/${below}/:name`, needs, one(type));
    const scope = listed === 'in its group' ? group : subscription;
    if (listed) on(app, ground, 'GET', `${scope}/${below}`, needs, all(type));
  }
  for (const child of ['associations', 'securityPolicies']) {
    const type = `${gateways}/${child}`;
    const path = `${group}/providers/${gateways}/:name/${child}`.toLowerCase();
    const needs = { family: 'trafficControllers', action: `${type}/read` } as const;
    on(app, ground, 'GET', path, needs, all(type));
  }
  const fleets = 'Microsoft.ContainerService/fleets';
  for (const child of ['members', 'updateRuns']) {
    const type = `${fleets}/${child}`;
    const path = `${group}/providers/${fleets}/:name/${child}`.toLowerCase();
    on(app, ground, 'GET', path, { family: 'fleets', action: `${type}/read` }, all(type));
  }
  const identities = 'Microsoft.ManagedIdentity/userAssignedIdentities';
  const credentials = `${identities}/federatedIdentityCredentials`;
  on(
    app,
    ground,
    'GET',
    `${group}/providers/${identities}/:name/federatedIdentityCredentials`.toLowerCase(),
    { family: 'managedIdentity', action: `${credentials}/read` },
    all(credentials),
  );
  on(
    app,
    ground,
    'GET',
    `${subscription}/providers/microsoft.compute/locations/:location/usages`,
    { family: 'computeUsages', action: 'Microsoft.Compute/locations/usages/read' },
    () => ({ json: { value: coreUsages() } }),
  );
  const key = `${group}/providers/microsoft.keyvault/vaults/:vault/keys/:name`;
  const keys = 'Microsoft.KeyVault/vaults/keys';
  on(app, ground, 'GET', key, { family: 'keyVault', action: `${keys}/read` }, one(keys));
  on(
    app,
    ground,
    'GET',
    `${key}/versions/:version`,
    { family: 'keyVault', action: `${keys}/versions/read` },
    one(`${keys}/versions`),
  );
  const plans = 'Microsoft.Security/pricings';
  on(
    app,
    ground,
    'GET',
    `${subscription}/providers/${plans.toLowerCase()}/:name`,
    { family: 'securityPricings', action: `${plans}/read` },
    one(plans),
  );
}

function one(type: string) {
  return (call: Call) => {
    const found = call.ground.state.around.find(({ id }) => id.toLowerCase() === call.path);
    if (found) return { json: found };
    throw resourceNotFound(type, call.lastName, call.param('group'));
  };
}

/** Those of the type that lie below the scope in the path. */
function all(type: string) {
  return (call: Call) => {
    const [scope = ''] = call.path.split('/providers/');
    const parent = type.split('/').length > 2 ? call.path : scope;
    const value = call.ground.state.around.filter(
      (each) =>
        each.type.toLowerCase() === type.toLowerCase() &&
        each.id.toLowerCase().startsWith(`${parent}/`),
    );
    return { json: { value } };
  };
}
