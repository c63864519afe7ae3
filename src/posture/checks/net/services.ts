import type { KubernetesObject } from '../../../kubernetes/objects.ts';
import { defineCheck, type Finding, notApplicable, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { judgeObjects, nameOfObject, type Offence, withUnclear } from '../../offenders.ts';
import { azurePolicy, kubescape, trivy } from '../../references.ts';
import { isPublic, openness } from '../../services.ts';
import { soundObjects } from '../../sound-objects.ts';
import { isUserNamespace } from '../../system-namespaces.ts';

const mostCommands = 3;

function userServices(look: Look, type?: string): KubernetesObject[] {
  return soundObjects(look, 'services').items.filter(
    ({ metadata, spec }) =>
      isUserNamespace(look, metadata.namespace) && (type === undefined || spec?.type === type),
  );
}

/** One question of services: what about each is wrong. */
function ask(
  look: Look,
  services: readonly KubernetesObject[],
  offences: (service: KubernetesObject) => Offence[],
  words: { failed: (names: string, count: number) => string; passed: string; nothing: string },
): Finding {
  const plane = soundObjects(look, 'services');
  return judgeObjects(plane, {
    asked: services.length,
    offences: services.flatMap(offences),
    failed: words.failed,
    passed: words.passed,
    nothing: notApplicable(words.nothing, plane.evidence),
  });
}

function patches(
  look: Look,
  services: readonly KubernetesObject[],
  patch: (service: KubernetesObject) => object,
): string[] {
  return services
    .slice(0, mostCommands)
    .map((service) =>
      kubectl(
        look,
        'patch service',
        shellWord(service.metadata.name),
        inNamespace(service.metadata.namespace ?? ''),
        `--type merge --patch ${shellWord(JSON.stringify(patch(service)))}`,
      ),
    );
}

function openServices(look: Look): KubernetesObject[] {
  return userServices(look, 'LoadBalancer').filter(
    (service) => isPublic(service) && openness(service).verdict === 'open',
  );
}

function badPorts(look: Look, service: KubernetesObject): Offence[] {
  const ports: { port?: number }[] = service.spec?.ports ?? [];
  return ports.flatMap(({ port }, index) =>
    port !== undefined && !look.config.allowedServicePorts.includes(port)
      ? [{ object: nameOfObject(service), path: `spec.ports[${index}].port`, value: port }]
      : [],
  );
}

function claimed(look: Look, service: KubernetesObject): Offence[] {
  const addresses: string[] = service.spec?.externalIPs ?? [];
  return addresses.flatMap((address, index) =>
    look.config.allowedExternalIps.includes(address)
      ? []
      : [{ object: nameOfObject(service), path: `spec.externalIPs[${index}]`, value: address }],
  );
}

export const checks = [
  defineCheck({
    id: 'AKS-NET-020',
    title: 'Public services restricted to known addresses',
    group: 'NET',
    severity: 'high',
    why: 'A service of the type LoadBalancer gets a public address unless told otherwise: from then on the whole Internet tries its ports.',
    needs: ['services'],
    references: [azurePolicy('3fc4dc25'), kubescape('C-0256')],
    evaluate(look) {
      const plane = soundObjects(look, 'services');
      const services = userServices(look, 'LoadBalancer').filter(isPublic);
      const finding = ask(
        look,
        services,
        (service) => {
          const { verdict, path, value } = openness(service);
          return verdict === 'open' ? [{ object: nameOfObject(service), path, value }] : [];
        },
        {
          failed: (names, number) =>
            `${number === 1 ? 'A service is' : `${number} services are`} open to the whole Internet: ${names}.`,
          passed: 'Every public service names who may reach it.',
          nothing: 'No service outside system namespaces has a public load balancer.',
        },
      );
      const others = services.filter((service) => openness(service).verdict === 'unclear');
      return withUnclear(finding, {
        offences: others.map((service) => ({
          object: nameOfObject(service),
          ...openness(service),
        })),
        message: (names) =>
          `Another load balancer than Azure’s serves ${names}: who reaches it is not known.`,
        plane,
      });
    },
    fix: manual((look) => ({
      steps:
        'Make services internal that nobody outside needs; the address changes. For the others name the ranges that may come in, and put what is meant for everyone behind a gateway with a firewall (AKS-ING-004).',
      commands: patches(look, openServices(look), () => ({
        metadata: {
          annotations: { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' },
        },
      })),
    })),
  }),
  defineCheck({
    id: 'AKS-NET-021',
    title: 'No services on ports of the nodes',
    group: 'NET',
    severity: 'medium',
    why: 'A NodePort opens on every node, past ingress and its firewall: whoever reaches the nodes’ network reaches the service.',
    needs: ['services'],
    references: [],
    evaluate: (look) =>
      ask(
        look,
        userServices(look),
        (service) =>
          service.spec?.type === 'NodePort'
            ? [{ object: nameOfObject(service), path: 'spec.type', value: 'NodePort' }]
            : [],
        {
          failed: (names, number) =>
            `${number === 1 ? 'A service opens' : `${number} services open`} ports of every node: ${names}.`,
          passed: 'No service opens ports of the nodes.',
          nothing: 'There are no services outside system namespaces.',
        },
      ),
    fix: manual((look) => ({
      steps: 'Make them ClusterIP and publish them by an ingress or a gateway.',
      commands: patches(look, userServices(look, 'NodePort'), () => ({
        spec: { type: 'ClusterIP' },
      })),
    })),
  }),
  defineCheck({
    id: 'AKS-NET-022',
    title: 'No services that claim external addresses',
    group: 'NET',
    severity: 'high',
    why: 'Whoever may write a service can claim any address by externalIPs, and gets what pods send there: CVE-2020-8554, which has no patch.',
    needs: ['services'],
    references: [azurePolicy('d46c275d'), trivy('KSV-0108'), kubescape('C-0283')],
    evaluate(look) {
      const plane = soundObjects(look, 'services');
      return judgeObjects(plane, {
        asked: plane.items.length,
        offences: plane.items.flatMap((service) => claimed(look, service)),
        failed: (names, number) =>
          `${number === 1 ? 'A service claims' : `${number} services claim`} external addresses: ${names}.`,
        passed: 'No service claims external addresses.',
        nothing: pass('There are no services.', plane.evidence),
      });
    },
    fix: manual((look) => ({
      steps:
        'Take `externalIPs` out; a load balancer or an ingress gives an address that Azure vouches for. List addresses that are meant in `allowedExternalIps`.',
      commands: patches(
        look,
        soundObjects(look, 'services').items.filter((service) => claimed(look, service).length > 0),
        () => ({ spec: { externalIPs: null } }),
      ),
    })),
  }),
  defineCheck({
    id: 'AKS-NET-023',
    title: 'Services listen on allowed ports',
    group: 'NET',
    severity: 'low',
    why: 'A port that nobody expects is one that no firewall rule and no alert was written for.',
    needs: ['services'],
    references: [azurePolicy('233a2a17')],
    evaluate(look) {
      const plane = soundObjects(look, 'services');
      const { allowedServicePorts } = look.config;
      if (allowedServicePorts.length === 0)
        return notApplicable('No ports are configured (`allowedServicePorts`).', plane.evidence);
      return ask(look, userServices(look), (service) => badPorts(look, service), {
        failed: (names, number) =>
          `${number === 1 ? 'A service listens' : `${number} services listen`} on other ports than ${allowedServicePorts.join(', ')}: ${names}.`,
        passed: `Every service listens on ${allowedServicePorts.join(', ')}.`,
        nothing: 'There are no services outside system namespaces.',
      });
    },
    fix: manual(() => ({
      steps:
        'Move the service to an allowed port; pods may keep theirs, which `targetPort` names. Or add the port to `allowedServicePorts`.',
      commands: [],
    })),
  }),
];
