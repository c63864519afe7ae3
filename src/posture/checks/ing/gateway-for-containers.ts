import { forAll, listed } from '../../combine.ts';
import { defineCheck, notApplicable } from '../../define-check.ts';
import { manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { networksOf } from '../../network.ts';
import { type Node, NotKnown } from '../../read.ts';

const learn = 'https://learn.microsoft.com/azure/application-gateway/for-containers';

/** The gateways that are bound to a subnet of the nodes' networks. */
function bound(look: Look): Node[] {
  const networks = networksOf(look);
  return look.list('trafficControllers').items.filter((controller) =>
    (controller.children('associations').value ?? []).some((association) => {
      const subnet = association.word('properties.subnet.id').value;
      return networks.has(subnet?.split('/subnets/')[0] ?? '');
    }),
  );
}

/** A policy on the gateway covers everything; single ones cover what the cluster's objects say. */
function isCovered(controller: Node) {
  const whole = controller.text('properties.securityPolicyConfigurations.wafSecurityPolicy.id');
  const policies = controller.children('securityPolicies');
  const firewalls = (policies.value ?? []).filter(
    (policy) => policy.text('properties.wafPolicy.id').value,
  );
  if (!whole.value && firewalls.length > 0)
    throw new NotKnown(
      `Which hosts of ${controller.object} its firewall policies cover is seen only in the cluster’s objects.`,
      policies.evidence,
    );
  return { ok: whole.value !== undefined, evidence: [whole.evidence, policies.evidence] };
}

export const checks = [
  defineCheck({
    id: 'AKS-ING-003',
    title: 'Application Gateway for Containers has a firewall',
    group: 'ING',
    severity: 'high',
    why: 'Without a firewall policy the gateway hands every request on as it came: the first filter against known attacks is the application itself.',
    needs: ['managedCluster'],
    uses: ['trafficControllers', 'virtualNetworks'],
    references: [
      {
        system: 'Microsoft Learn',
        id: 'web-application-firewall',
        url: `${learn}/web-application-firewall`,
      },
    ],
    evaluate(look) {
      const { evidence } = look.list('trafficControllers');
      return forAll({
        objects: bound(look),
        ask: isCovered,
        nothing: notApplicable(
          'No Application Gateway for Containers of the subscription is bound to the nodes’ network.',
          evidence,
        ),
        failed: (names) => `No firewall policy: ${listed(names)}.`,
        passed: 'A firewall policy covers all that comes in.',
      });
    },
    fix: manual(() => ({
      steps: `Create a firewall policy that blocks, and name it in a WebApplicationFirewallPolicy for each Gateway: ${learn}/how-to-waf-gateway-api.`,
      commands: [],
    })),
  }),
];
