import { forAll, listed } from '../../combine.ts';
import { defineCheck, pass, unknown } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { subnetsOf } from '../../network.ts';
import type { Node } from '../../read.ts';
import { aksDocs } from '../../references.ts';

/** Outbound types for which AKS itself makes the way out. */
const ownWay = ['loadbalancer', 'managednatgateway', 'managednatgatewayv2'];

function nodeSubnets(look: Look): Node[] {
  return subnetsOf(look).map(({ subnet }) => subnet);
}

/** A private subnet, a gateway or a route: then Azure gives no address by default. */
function judge(subnet: Node) {
  const byDefault = subnet.flag('properties.defaultOutboundAccess');
  const gateway = subnet.text('properties.natGateway.id');
  const routes = subnet.text('properties.routeTable.id');
  return {
    ok: byDefault.value === false || gateway.value !== undefined || routes.value !== undefined,
    evidence: [byDefault.evidence, gateway.evidence, routes.evidence],
  };
}

export const checks = [
  defineCheck({
    id: 'AKS-EOL-005',
    title: 'Nodes do not rely on default outbound access',
    group: 'EOL',
    severity: 'low',
    why: 'Azure’s implicit address is shared, changes without notice and is being withdrawn: traffic leaves by a way that nobody watches.',
    needs: ['managedCluster'],
    uses: ['virtualNetworks'],
    references: [
      aksDocs('egress-outboundtype'),
      {
        system: 'Microsoft Learn',
        id: 'default-outbound-access',
        url: 'https://learn.microsoft.com/azure/virtual-network/ip-services/default-outbound-access',
      },
    ],
    evaluate(look) {
      const type = look.cluster.word('properties.networkProfile.outboundType');
      if (type.value === undefined)
        return unknown('By which way nodes leave is not known.', type.evidence);
      if (ownWay.includes(type.value)) return pass('AKS makes the way out itself.', type.evidence);
      return forAll({
        objects: nodeSubnets(look),
        ask: judge,
        nothing: unknown('In which subnets the nodes are is not known.', type.evidence),
        failed: (networks) =>
          `Only Azure’s implicit address leads out of a subnet of ${listed([...new Set(networks)])}.`,
        passed: 'Every subnet of the nodes has a way out of its own, or none.',
      });
    },
    fix: manual((look) => ({
      steps:
        'Give the subnets a NAT gateway or a route to a firewall, or make them private where nothing may leave.',
      commands: nodeSubnets(look)
        .filter((subnet) => !judge(subnet).ok)
        .map(
          (subnet) =>
            `az network vnet subnet update --ids ${shellWord(subnet.text('id').value ?? '')} --default-outbound-access false`,
        ),
    })),
  }),
];
