/** How the cluster stands in the network: groups NET, ING and MESH. */
import { ingress } from '../../checks/ing/_ingress.ts';
import { network as paths } from '../../network.ts';
import { choice, onOff, presence } from '../scalars.ts';
import { ofCluster, ofPools } from '../setting.ts';

export const network = [
  ofCluster({
    path: paths.plugin,
    title: 'Network plug-in',
    checks: ['AKS-NET-024', 'AKS-EOL-002'],
    scalar: choice({ ranks: { kubenet: 0, azure: 1 } }),
  }),
  ofCluster({
    path: 'properties.networkProfile.networkPluginMode',
    title: 'Mode of the network plug-in',
    checks: ['AKS-NET-024'],
    scalar: choice({ absent: 'none' }),
  }),
  ofCluster({
    path: paths.policy,
    title: 'Engine for network policies',
    checks: ['AKS-NET-001', 'AKS-EOL-001'],
    scalar: choice({ ranks: { none: 0, azure: 1, calico: 1, cilium: 1 }, absent: 'none' }),
  }),
  ofCluster({
    path: paths.dataplane,
    title: 'Data plane',
    checks: ['AKS-NET-001', 'AKS-NET-013'],
    scalar: choice({ absent: 'azure' }),
  }),
  ofCluster({
    path: paths.linkLocal,
    title: 'Metadata service for pods',
    checks: ['AKS-NET-003', 'AKS-NET-002'],
    // A preview: the released API leaves it out, whatever it is.
    scalar: choice({ ranks: { IMDS: 0, None: 1 } }),
  }),
  ofCluster({
    path: `${paths.advanced}.security.advancedNetworkPolicies`,
    title: 'Policies by name or request',
    checks: ['AKS-NET-013'],
    scalar: choice({ ranks: { None: 0, FQDN: 1, L7: 2 }, absent: 'None' }),
  }),
  ofCluster({
    path: `${paths.advanced}.security.transitEncryption.type`,
    title: 'Encryption between nodes',
    checks: ['AKS-NET-014', 'AKS-MESH-001'],
    scalar: choice({ ranks: { None: 0, WireGuard: 1 }, absent: 'None' }),
  }),
  ofCluster({
    path: paths.outbound,
    title: 'Way out',
    checks: ['AKS-NET-010', 'AKS-NET-011', 'AKS-EOL-005'],
    scalar: choice({
      ranks: {
        loadBalancer: 0,
        managedNATGateway: 0,
        managedNATGatewayV2: 0,
        userAssignedNATGateway: 0,
        userDefinedRouting: 1,
        none: 2,
        block: 2,
      },
      absent: 'loadBalancer',
    }),
  }),
  ofCluster({
    path: 'properties.bootstrapProfile.artifactSource',
    title: 'Where nodes start from',
    checks: ['AKS-NET-012'],
    scalar: choice({ ranks: { Direct: 0, Cache: 1 }, absent: 'Direct' }),
  }),
  ofPools({
    path: 'enableNodePublicIP',
    title: 'Public addresses of nodes',
    checks: ['AKS-NET-015'],
    scalar: onOff({ stronger: 'off' }),
  }),
  ofPools({
    path: 'vnetSubnetID',
    title: 'Network of the nodes',
    checks: ['AKS-NET-011', 'AKS-NET-016'],
    scalar: presence({ there: 'your own', none: 'made by AKS' }),
  }),
  ofCluster({
    path: paths.loadBalancer,
    title: 'Load balancer',
    checks: ['AKS-NET-019'],
    scalar: choice({ ranks: { Basic: 0, Standard: 1 }, absent: 'Standard' }),
  }),
  ofCluster({
    path: ingress.httpRouting,
    title: 'HTTP application routing add-on',
    checks: ['AKS-ING-001'],
    scalar: onOff({ stronger: 'off' }),
  }),
  ofCluster({
    path: `${ingress.gateway}.enabled`,
    title: 'Application Gateway ingress add-on',
    checks: ['AKS-ING-002'],
    scalar: { ...onOff({ stronger: 'on' }), compare: undefined },
  }),
  ofCluster({
    path: ingress.routing,
    title: 'Application routing add-on',
    checks: ['AKS-ING-006', 'AKS-ING-009'],
    scalar: { ...onOff({ stronger: 'off' }), compare: undefined },
  }),
  ofCluster({
    path: 'properties.serviceMeshProfile.mode',
    title: 'Service mesh',
    checks: ['AKS-MESH-001'],
    scalar: choice({ ranks: { Disabled: 0, Istio: 1 }, absent: 'Disabled' }),
  }),
];
