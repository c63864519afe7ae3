import type { KubernetesObject } from '../../../kubernetes/objects.ts';
import { defineCheck, type Finding, notApplicable, unknown } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { judgeObjects, nameOfObject, withUnclear } from '../../offenders.ts';
import { aksDocs, kubescape } from '../../references.ts';
import { internalAnnotation, isPublic, type Openness, openness } from '../../services.ts';
import { soundObjects } from '../../sound-objects.ts';
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

function byLoadBalancers(look: Look): Finding {
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
}

/** Addresses of Front Door, before which only Front Door can stand. */
const frontDoor = 'AzureFrontDoor.Backend';

type Judged = { service: KubernetesObject } & Openness;

function publicServices(look: Look): Judged[] {
  return soundObjects(look, 'services')
    .items.filter(isPublic)
    .map((service) => ({ service, ...openness(service) }));
}

function openOnes(look: Look): Judged[] {
  return publicServices(look).filter(({ verdict }) => verdict === 'open');
}

function byServices(look: Look): Finding {
  const plane = soundObjects(look, 'services');
  const all = publicServices(look);
  const offences = (judged: readonly Judged[]) =>
    judged.map(({ service, path, value }) => ({ object: nameOfObject(service), path, value }));
  const finding = judgeObjects(plane, {
    asked: all.length,
    offences: offences(openOnes(look)),
    failed: (names, number) =>
      `${number === 1 ? 'A service takes' : `${number} services take`} what the Internet sends, past any firewall: ${names}.`,
    passed: 'Every public service is closed to the Internet at large.',
    nothing: notApplicable('No service has a public load balancer.', plane.evidence),
  });
  // That Front Door stands in front is certain; whether it has a firewall is not.
  const behind = all.filter(
    ({ tags, verdict }) => verdict === 'restricted' && tags.includes(frontDoor),
  );
  const others = all.filter(({ verdict }) => verdict === 'unclear');
  return withUnclear(finding, {
    offences: offences([...behind, ...others]),
    message: (names) =>
      behind.length > 0
        ? `Front Door stands in front of ${names}; whether with a firewall is seen in Front Door alone.`
        : `Another load balancer than Azure’s serves ${names}: what stands in front is not known.`,
    plane,
  });
}

export const checks = [
  defineCheck({
    id: 'AKS-ING-004',
    title: 'What faces the Internet has a firewall in front',
    group: 'ING',
    severity: 'medium',
    why: 'A service with a public address of its own meets every scanner directly: known attacks reach it before its patch does.',
    needs: ['managedCluster'],
    uses: ['loadBalancers', 'services'],
    references: [kubescape('C-0256'), aksDocs('concepts-network-ingress')],
    evaluate: (look) => (look.wasRead('services') ? byServices(look) : byLoadBalancers(look)),
    fix: manual((look) => ({
      steps:
        'Make the service internal and put an Application Gateway with a firewall, or Front Door Premium by private link, in front of it. Only then does its public address go away.',
      commands: openOnes(look)
        .slice(0, 3)
        .map(({ service: { metadata } }) =>
          kubectl(
            look,
            'annotate service',
            shellWord(metadata.name),
            inNamespace(metadata.namespace ?? ''),
            `${internalAnnotation}=true`,
          ),
        ),
    })),
  }),
];
