import { failing, forAll, listed } from '../../combine.ts';
import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { azAks, manual, shellWord } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { network, subnetsOf } from '../../network.ts';
import { poolsOf } from '../../pools.ts';
import type { Node } from '../../read.ts';
import { aksDocs, azqr } from '../../references.ts';
import type { Evidence } from '../../types.ts';

/** Ways out that a firewall or nothing at all controls. */
const restricted = ['userdefinedrouting', 'none', 'block'];
const gateways = ['managednatgateway', 'managednatgatewayv2', 'userassignednatgateway'];
const isolated = ['none', 'block'];

function leadsToFirewall(route: Node): boolean {
  return (
    route.word('properties.nextHopType').value === 'virtualappliance' &&
    route.text('properties.nextHopIpAddress').value !== undefined
  );
}

function judgeSubnet(look: Look) {
  return (subnet: Node): { ok: boolean; evidence: Evidence[] } => {
    const id = subnet.text('properties.routeTable.id');
    const table = id.value && look.resource('routeTables', id.value);
    if (!table) return { ok: false, evidence: [id.evidence] };
    const routes = table.children('properties.routes');
    const standard = (routes.value ?? []).find(
      (route) => route.text('properties.addressPrefix').value === '0.0.0.0/0',
    );
    return {
      ok: standard !== undefined && leadsToFirewall(standard),
      evidence: [id.evidence, routes.evidence],
    };
  };
}

/**
 * In a network that AKS made, Azure refuses routes of one's own.
 * https://learn.microsoft.com/azure/aks/egress-outboundtype#updating-outboundtype-after-cluster-creation
 */
function closeWayOut(look: Look) {
  const ownNetwork = poolsOf(look).every((pool) => pool.text('vnetSubnetID').value !== undefined);
  return ownNetwork
    ? {
        steps:
          'Plan the route and the firewall first: nodes that cannot reach what AKS needs stop working. Scale sets and a Standard load balancer are needed.',
        commands: [azAks(look, 'update', '--outbound-type userDefinedRouting')],
        set: { [network.outbound]: 'userDefinedRouting' },
      }
    : {
        steps:
          'AKS made the network, and allows no routes of your own in it. Either close the way out altogether, after giving the nodes a registry to start from (AKS-NET-012), or rebuild the cluster in a network with a firewall.',
        commands: [azAks(look, 'update', '--outbound-type none')],
        set: { [network.outbound]: 'none' },
      };
}

export const checks = [
  defineCheck({
    id: 'AKS-NET-010',
    title: 'Traffic leaves by a way that is controlled',
    group: 'NET',
    severity: 'high',
    why: 'Where pods reach the whole Internet, a taken one fetches its tools, reports to its master and sends out data, and nothing on the way asks.',
    needs: ['managedCluster'],
    references: [azqr('aks-012'), aksDocs('limit-egress-traffic')],
    evaluate({ cluster }) {
      const outbound = cluster.word(network.outbound);
      const type = outbound.value ?? '';
      if (restricted.includes(type))
        return pass(
          type === 'userdefinedrouting'
            ? 'Traffic leaves by routes of your own; where they lead is AKS-NET-011.'
            : 'Azure gives the nodes no way out.',
          outbound.evidence,
        );
      if (gateways.includes(type))
        return pass(
          'Traffic leaves by a NAT gateway: from one address, but to anywhere. A firewall would limit it.',
          outbound.evidence,
        );
      return fail('Traffic leaves by the load balancer, to anywhere.', outbound.evidence);
    },
    fix: manual(closeWayOut),
  }),
  defineCheck({
    id: 'AKS-NET-011',
    title: 'Own routes lead to a firewall',
    group: 'NET',
    severity: 'high',
    why: 'Routing of one’s own looks like control. Where the route for everything leads straight to the Internet, or is missing, nothing checks what leaves.',
    needs: ['managedCluster'],
    uses: ['virtualNetworks', 'routeTables'],
    references: [aksDocs('limit-egress-traffic')],
    evaluate(look) {
      const outbound = look.cluster.word(network.outbound);
      if (outbound.value !== 'userdefinedrouting')
        return notApplicable('The cluster has no routes of its own.', outbound.evidence);
      return forAll({
        objects: subnetsOf(look).map(({ subnet }) => subnet),
        ask: judgeSubnet(look),
        nothing: fail('The nodes have no route table.', outbound.evidence),
        failed: (names) =>
          `The route for 0.0.0.0/0 leads to no firewall, or is missing: ${listed(names)}.`,
        passed: 'Everything that leaves goes to a firewall.',
      });
    },
    fix: manual((look) => ({
      steps:
        'Point the route for 0.0.0.0/0 to the firewall’s private address, after its rules let through what AKS needs.',
      commands: failing(
        subnetsOf(look).map(({ subnet }) => subnet),
        judgeSubnet(look),
      ).flatMap((subnet) => {
        const id = subnet.text('properties.routeTable.id').value;
        const [, subscription, group, name] =
          /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/.*\/([^/]+)$/i.exec(id ?? '') ?? [];
        if (!subscription || !group || !name) return [];
        return [
          `az network route-table route create --subscription ${shellWord(subscription)} --resource-group ${shellWord(group)} --route-table-name ${shellWord(name)} --name to-firewall --address-prefix 0.0.0.0/0 --next-hop-type VirtualAppliance --next-hop-ip-address "<firewall address>"`,
        ];
      }),
    })),
  }),
  defineCheck({
    id: 'AKS-NET-012',
    title: 'Isolated nodes start from a registry of your own',
    group: 'NET',
    severity: 'low',
    why: 'Nodes without a way out that still fetch their parts from the Internet do not start, and somebody opens the way in a hurry.',
    needs: ['managedCluster'],
    references: [aksDocs('network-isolated')],
    evaluate({ cluster }) {
      const outbound = cluster.word(network.outbound);
      if (!isolated.includes(outbound.value ?? ''))
        return notApplicable('The nodes have a way out.', outbound.evidence);
      const source = cluster.word('properties.bootstrapProfile.artifactSource');
      const registry = cluster.text('properties.bootstrapProfile.containerRegistryId');
      const evidence = [source.evidence, registry.evidence, outbound.evidence] as const;
      return source.value === 'cache' && registry.value
        ? pass('The nodes start from a registry of your own.', ...evidence)
        : fail(
            'The nodes have no way out and no registry of their own to start from.',
            ...evidence,
          );
    },
    fix: manual((look) => ({
      steps:
        'Prepare a Premium registry with a private endpoint and a cache rule for mcr.microsoft.com, then name it. The nodes need a new image afterwards.',
      commands: [
        azAks(
          look,
          'update',
          '--bootstrap-artifact-source Cache --bootstrap-container-registry-resource-id "<registry id>"',
        ),
        azAks(look, 'upgrade', '--node-image-only'),
      ],
      set: {
        'properties.bootstrapProfile.artifactSource': 'Cache',
        'properties.bootstrapProfile.containerRegistryId': '<registry id>',
      },
    })),
  }),
];
