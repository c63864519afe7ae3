/** What stands in front of a cluster's services. */
import type { Trait } from './builder.ts';
import type { Json } from './wire.ts';

/** An application gateway that the cluster's add-on steers, with a firewall that blocks or only watches. */
export function applicationGateway(mode: 'Prevention' | 'Detection'): Trait {
  return (cluster) => {
    const { id: clusterId, name: clusterName, location, properties } = cluster.managedCluster;
    const group = `${clusterId.split('/providers/')[0]}/providers/Microsoft.Network`;
    const name = `agw-${clusterName}`;
    const id = `${group}/applicationGateways/${name}`;
    const policyType = 'ApplicationGatewayWebApplicationFirewallPolicies';
    const policyId = `${group}/${policyType}/waf-${clusterName}`;
    const config = { applicationGatewayName: name, effectiveApplicationGatewayId: id };
    properties.addonProfiles.ingressApplicationGateway = { enabled: true, config };
    cluster.around.push(gateway(id, location, policyId), {
      id: policyId,
      name: `waf-${clusterName}`,
      type: `Microsoft.Network/${policyType}`,
      location,
      properties: {
        provisioningState: 'Succeeded',
        policySettings: { state: 'Enabled', mode, requestBodyCheck: true },
        managedRules: {
          managedRuleSets: [{ ruleSetType: 'Microsoft_DefaultRuleSet', ruleSetVersion: '2.1' }],
        },
      },
    });
  };
}

function gateway(id: string, location: string, policyId: string): Json {
  return {
    id,
    name: id.split('/').at(-1),
    type: 'Microsoft.Network/applicationGateways',
    location,
    properties: {
      provisioningState: 'Succeeded',
      operationalState: 'Running',
      sku: { name: 'WAF_v2', tier: 'WAF_v2', family: 'Generation_1' },
      firewallPolicy: { id: policyId },
    },
  };
}

/** The ingress of the application routing add-on, open to the Internet. */
export const publicIngress: Trait = (cluster) => {
  cluster.managedCluster.properties.ingressProfile = {
    webAppRouting: { enabled: true, nginx: { defaultIngressControllerType: 'External' } },
  };
};

/** The Istio add-on. With a vault its certificates come from the team's own authority. */
export function istio(revisions: string[], { vault }: { vault?: string } = {}): Trait {
  return (cluster) => {
    const group = cluster.managedCluster.id.split('/providers/')[0];
    const keyVaultId = `${group}/providers/Microsoft.KeyVault/vaults/${vault}`;
    const plugin = {
      keyVaultId,
      certObjectName: 'ca-cert',
      keyObjectName: 'ca-key',
      rootCertObjectName: 'root-cert',
      certChainObjectName: 'cert-chain',
    };
    cluster.managedCluster.properties.serviceMeshProfile = {
      mode: 'Istio',
      istio: { revisions, ...(vault && { certificateAuthority: { plugin } }) },
    };
  };
}
