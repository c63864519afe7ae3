import { defineCheck, type Finding, fail, notApplicable, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { type Node, NotKnown, type Seen } from '../../read.ts';
import { aksDocs } from '../../references.ts';
import { ingress } from './_ingress.ts';

function gatewayId({ cluster }: Look): Seen<string> {
  const effective = cluster.text(`${ingress.gateway}.config.effectiveApplicationGatewayId`);
  return effective.value
    ? effective
    : cluster.text(`${ingress.gateway}.config.applicationGatewayId`);
}

function gatewayOf(look: Look): Node {
  const id = gatewayId(look);
  const found = id.value && look.resource('applicationGateways', id.value);
  if (found) return found;
  throw new NotKnown(
    id.value
      ? `Not known: Azure has no gateway ${id.value.split('/').at(-1)}, which the add-on names.`
      : 'Not known: which gateway the add-on steers.',
    id.evidence,
  );
}

/** The firewall by a policy, which goes before the older settings on the gateway itself. */
function firewall(look: Look, gateway: Node): Finding {
  const tier = gateway.word('properties.sku.tier');
  if (tier.value !== 'waf_v2')
    return fail(`The gateway ${gateway.object} has no web application firewall.`, tier.evidence);
  const policyId = gateway.text('properties.firewallPolicy.id');
  const policy = policyId.value && look.resource('firewallPolicies', policyId.value);
  const own = 'properties.webApplicationFirewallConfiguration';
  const enabled = policy
    ? policy.word('properties.policySettings.state')
    : gateway.flag(`${own}.enabled`);
  const mode = policy
    ? policy.word('properties.policySettings.mode')
    : gateway.word(`${own}.firewallMode`);
  const evidence = [tier.evidence, policyId.evidence, enabled.evidence, mode.evidence] as const;
  if (enabled.value !== true && enabled.value !== 'enabled')
    return fail(`The firewall of ${gateway.object} is off.`, ...evidence);
  return mode.value === 'prevention'
    ? pass(`The firewall of ${gateway.object} blocks what it finds.`, ...evidence)
    : fail(`The firewall of ${gateway.object} only watches.`, ...evidence);
}

export const checks = [
  defineCheck({
    id: 'AKS-ING-002',
    title: 'Firewall of the ingress gateway blocks',
    group: 'ING',
    severity: 'high',
    why: 'A firewall that only watches writes down how a known hole was used. Without one, the first filter is the application itself.',
    needs: ['managedCluster'],
    uses: ['applicationGateways', 'firewallPolicies'],
    references: [
      aksDocs('concepts-network-ingress'),
      {
        system: 'Microsoft Learn',
        id: 'waf-overview',
        url: 'https://learn.microsoft.com/azure/web-application-firewall/ag/ag-overview',
      },
    ],
    evaluate(look) {
      const enabled = look.cluster.flag(`${ingress.gateway}.enabled`);
      return enabled.value
        ? firewall(look, gatewayOf(look))
        : notApplicable('The ingress controller for Application Gateway is off.', enabled.evidence);
    },
    fix: manual((look) => {
      const gateway = gatewayOf(look);
      const policyId = gateway.text('properties.firewallPolicy.id').value;
      return {
        steps:
          'Look at what the firewall has found in the last weeks and exclude what is no attack, then let it block. A gateway of the tier Standard_v2 becomes WAF_v2 with the policy; a v1 gateway has to be replaced.',
        commands: policyId
          ? [
              `az network application-gateway waf-policy policy-setting update --ids ${shellWord(policyId)} --state Enabled --mode Prevention`,
            ]
          : [],
      };
    }),
  }),
];
