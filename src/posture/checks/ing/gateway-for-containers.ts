import type { KubernetesObject } from '../../../kubernetes/objects.ts';
import { forAll, listed } from '../../combine.ts';
import { defineCheck, type Finding, notApplicable } from '../../define-check.ts';
import { manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { networksOf } from '../../network.ts';
import { judgeObjects, nameOfObject } from '../../offenders.ts';
import { type Node, NotKnown } from '../../read.ts';
import { soundObjects } from '../../sound-objects.ts';

const learn = 'https://learn.microsoft.com/azure/application-gateway/for-containers';
const gatewayClass = 'azure-alb-external';

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

function inAzure(look: Look): Finding {
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
}

function gatewaysOf(look: Look): KubernetesObject[] {
  return soundObjects(look, 'gateways').items.filter(
    ({ spec }) => spec?.gatewayClassName === gatewayClass,
  );
}

/** A policy that names sections covers those listeners alone; one for a route covers that route alone. */
function isProtected(gateway: KubernetesObject, look: Look): boolean {
  const firewalls = soundObjects(look, 'gatewayFirewallPolicies').items;
  const { namespace } = gateway.metadata;
  const targets = firewalls.flatMap(({ metadata, spec }) =>
    spec?.targetRef?.kind === 'Gateway' &&
    spec.targetRef.name === gateway.metadata.name &&
    (spec.targetRef.namespace ?? metadata.namespace) === namespace
      ? [spec.targetRef as { sectionNames?: string[] }]
      : [],
  );
  const listeners: { name?: string }[] = gateway.spec?.listeners ?? [];
  return (
    targets.some(({ sectionNames }) => (sectionNames ?? []).length === 0) ||
    (listeners.length > 0 &&
      listeners.every(({ name }) =>
        targets.some(({ sectionNames }) => sectionNames?.includes(name ?? '')),
      ))
  );
}

function unprotected(look: Look): KubernetesObject[] {
  return gatewaysOf(look).filter((gateway) => !isProtected(gateway, look));
}

function inCluster(look: Look): Finding {
  const plane = soundObjects(look, 'gateways');
  return judgeObjects(plane, {
    asked: gatewaysOf(look).length,
    offences: unprotected(look).map((gateway) => ({
      object: nameOfObject(gateway),
      path: 'WebApplicationFirewallPolicy',
      value: null,
    })),
    failed: (names) => `No firewall policy covers all of ${names}.`,
    passed: 'A firewall policy covers every gateway for containers.',
    nothing: notApplicable(
      'The cluster has no Gateway for Application Gateway for Containers.',
      plane.evidence,
    ),
  });
}

export const checks = [
  defineCheck({
    id: 'AKS-ING-003',
    title: 'Application Gateway for Containers has a firewall',
    group: 'ING',
    severity: 'high',
    why: 'Without a firewall policy the gateway hands every request on as it came: the first filter against known attacks is the application itself.',
    needs: ['managedCluster'],
    uses: ['trafficControllers', 'virtualNetworks', 'gateways', 'gatewayFirewallPolicies'],
    references: [
      {
        system: 'Microsoft Learn',
        id: 'web-application-firewall',
        url: `${learn}/web-application-firewall`,
      },
    ],
    // Azure shows policies without what they are for; where a policy is for the whole gateway, nothing else matters.
    evaluate(look) {
      if (!look.wasRead('gateways') || !look.wasRead('gatewayFirewallPolicies'))
        return inAzure(look);
      const seen = inCluster(look);
      if (seen.outcome !== 'fail' || !look.wasRead('trafficControllers')) return seen;
      const azure = inAzure(look);
      return azure.outcome === 'pass' ? azure : seen;
    },
    fix: manual((look) => {
      const open = look.wasRead('gateways') ? unprotected(look) : [];
      return {
        steps: `Create a firewall policy that blocks, and name it in a WebApplicationFirewallPolicy for each Gateway${open.length > 0 ? ` (${open.slice(0, 3).map(nameOfObject).join(', ')})` : ''}: ${learn}/how-to-waf-gateway-api.`,
        commands: [],
      };
    }),
  }),
];
