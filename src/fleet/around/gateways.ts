/** The gateways in front of a cluster, and their web application firewalls. */
import type { AzureReader, ReadOptions } from '../../azure/reader.ts';
import { listBelow, listResources, readResource } from '../../azure/resources.ts';
import { planeReading } from '../plane-reading.ts';
import type { Json } from '../snapshot.ts';
import { eachById } from './each-by-id.ts';

const controllerType = 'Microsoft.ServiceNetworking/trafficControllers';
const policyType = 'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies';

/** The add-on's profile; its key is written in any case. */
function ingressAddon(cluster: Json): Json {
  const addons = Object.entries<Json>(cluster?.properties?.addonProfiles ?? {});
  return addons.find(([key]) => key.toLowerCase() === 'ingressapplicationgateway')?.[1];
}

/** The gateway that the ingress add-on steers; none where it is off. */
export function gatewayIds(cluster: Json): Json[] {
  const { enabled, config } = ingressAddon(cluster) ?? {};
  if (!enabled) return [];
  return [config?.effectiveApplicationGatewayId ?? config?.applicationGatewayId];
}

export function firewallPolicyIds(gateways: Record<string, Json | null>): Json[] {
  return Object.values(gateways).flatMap((one) => one?.properties?.firewallPolicy?.id ?? []);
}

/** A traffic controller with what stands below it: to which subnets it is bound, and its policies. */
async function whole(reader: AzureReader, controller: Json, options: ReadOptions): Promise<Json> {
  const below = (name: string) =>
    listBelow(reader, controllerType, { id: controller.id, below: `/${name}` }, options);
  const [associations, securityPolicies] = await Promise.all([
    below('associations'),
    below('securityPolicies'),
  ]);
  return { ...controller, associations, securityPolicies };
}

export const gatewayReadings = [
  planeReading({
    plane: 'applicationGateways',
    title: 'application gateway',
    permission: 'Microsoft.Network/applicationGateways/read',
    after: ['managedCluster'],
    read: (reader, _ref, options, { managedCluster }) =>
      eachById(gatewayIds(managedCluster), (id) =>
        readResource(reader, 'Microsoft.Network/applicationGateways', { id }, options),
      ),
  }),
  planeReading({
    plane: 'trafficControllers',
    title: 'Application Gateways for Containers',
    permission: `${controllerType}/read`,
    async read(reader, { subscriptionId }, options) {
      const all = await listResources(reader, controllerType, { subscriptionId }, options);
      return Promise.all(all.map((controller) => whole(reader, controller, options)));
    },
  }),
  planeReading({
    plane: 'firewallPolicies',
    title: 'web application firewall policies',
    permission: `${policyType}/read`,
    after: ['applicationGateways'],
    read: (reader, _ref, options, { applicationGateways }) =>
      eachById(firewallPolicyIds(applicationGateways), (id) =>
        readResource(reader, policyType, { id }, options),
      ),
  }),
];
