import { defineCheck, notApplicable, unknown } from '../../define-check.ts';
import { manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { aksDocs, kubescape } from '../../references.ts';
import { ingress } from './_ingress.ts';

/** Frontends of load balancers that have a public address and let traffic in. */
function publicFrontends(look: Look) {
  return look
    .list('loadBalancers')
    .items.flatMap(
      (balancer) => balancer.children('properties.frontendIPConfigurations').value ?? [],
    )
    .map((frontend) => ({
      address: frontend.text('properties.publicIPAddress.id'),
      rules: frontend.children('properties.loadBalancingRules'),
    }))
    .filter(({ address, rules }) => address.value && (rules.value ?? []).length > 0);
}

export const checks = [
  defineCheck({
    id: 'AKS-ING-004',
    title: 'What faces the Internet has a firewall in front',
    group: 'ING',
    severity: 'medium',
    why: 'A service with a public address of its own meets every scanner directly: known attacks reach it before its patch does.',
    needs: ['managedCluster', 'loadBalancers'],
    references: [kubescape('C-0256'), aksDocs('concepts-network-ingress')],
    evaluate(look) {
      const { evidence } = look.list('loadBalancers');
      const gateway = look.cluster.flag(`${ingress.gateway}.enabled`);
      const open = publicFrontends(look);
      if (open.length > 0)
        return unknown(
          `${open.length === 1 ? 'One public address lets' : `${open.length} public addresses let`} traffic in. Whether Front Door or a gateway with a firewall stands in front is seen only together with the cluster’s objects.`,
          evidence,
          ...open.map(({ address }) => address.evidence),
        );
      return notApplicable(
        gateway.value
          ? 'No load balancer faces the Internet; the gateway in front is AKS-ING-002.'
          : 'No load balancer faces the Internet.',
        evidence,
        gateway.evidence,
      );
    },
    fix: manual(() => ({
      steps:
        'Make the service internal and put an Application Gateway with a firewall, or Front Door Premium by private link, in front of it.',
      commands: [],
    })),
  }),
];
