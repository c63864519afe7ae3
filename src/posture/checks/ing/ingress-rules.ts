import type { KubernetesObject } from '../../../kubernetes/objects.ts';
import { defineCheck, notApplicable } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { judgeObjects, nameOfObject, type Offence } from '../../offenders.ts';
import { azurePolicy, cis, kubescape } from '../../references.ts';
import { soundObjects } from '../../sound-objects.ts';
import { isUserNamespace } from '../../system-namespaces.ts';

const mostCommands = 3;

/** Of a challenge that a certificate authority sets: it lives for minutes, and has to be plain. */
const solver = 'acme.cert-manager.io/http01-solver';

/** What brings TLS along without `spec.tls`. */
const tlsAnnotations = [
  'appgw.ingress.kubernetes.io/appgw-ssl-certificate',
  'nginx.ingress.kubernetes.io/ssl-passthrough',
];

function userIngresses(look: Look): KubernetesObject[] {
  return soundObjects(look, 'ingresses').items.filter(
    ({ metadata }) =>
      isUserNamespace(look, metadata.namespace) && metadata.labels?.[solver] !== 'true',
  );
}

/** Hosts without a certificate; an entry without hosts is for all of them. */
function plainHosts(one: KubernetesObject): Offence[] {
  const object = nameOfObject(one);
  const annotations = one.metadata.annotations ?? {};
  if (tlsAnnotations.some((key) => !['', 'false', undefined].includes(annotations[key]))) return [];
  const tls: { hosts?: string[] }[] = one.spec?.tls ?? [];
  if (tls.length === 0) return [{ object, path: 'spec.tls', value: null }];
  const covered = tls.flatMap(({ hosts }) => hosts ?? []);
  if (tls.some(({ hosts }) => (hosts ?? []).length === 0)) return [];
  const rules: { host?: string }[] = one.spec?.rules ?? [];
  return rules.flatMap(({ host }, index) =>
    host && !covers(covered, host)
      ? [{ object, path: `spec.rules[${index}].host`, value: host }]
      : [],
  );
}

function covers(certified: readonly string[], host: string): boolean {
  return certified.includes(host) || certified.includes(host.replace(/^[^.]+/, '*'));
}

/** Listeners of HTTP, unless all that hangs on them leads elsewhere. */
function plainListeners(gateway: KubernetesObject, routes: readonly KubernetesObject[]): Offence[] {
  const listeners: { name?: string; protocol?: string }[] = gateway.spec?.listeners ?? [];
  return listeners.flatMap(({ name, protocol }, index) => {
    if (protocol !== 'HTTP') return [];
    const attached = routes.filter((route) => isAttached(route, gateway, name));
    if (attached.length > 0 && attached.every(onlyRedirects)) return [];
    return [
      { object: nameOfObject(gateway), path: `spec.listeners[${index}].protocol`, value: protocol },
    ];
  });
}

function isAttached(
  { metadata, spec }: KubernetesObject,
  gateway: KubernetesObject,
  listener: string | undefined,
): boolean {
  const parents: { name?: string; namespace?: string; sectionName?: string }[] =
    spec?.parentRefs ?? [];
  return parents.some(
    ({ name, namespace = metadata.namespace, sectionName }) =>
      name === gateway.metadata.name &&
      namespace === gateway.metadata.namespace &&
      (sectionName === undefined || sectionName === listener),
  );
}

function onlyRedirects({ spec }: KubernetesObject): boolean {
  const rules: { filters?: { type?: string; requestRedirect?: { scheme?: string } }[] }[] =
    spec?.rules ?? [];
  return (
    rules.length > 0 &&
    rules.every(({ filters }) =>
      (filters ?? []).some(
        ({ type, requestRedirect }) =>
          type === 'RequestRedirect' && requestRedirect?.scheme === 'https',
      ),
    )
  );
}

function userGateways(look: Look): KubernetesObject[] {
  return soundObjects(look, 'gateways').items.filter(({ metadata }) =>
    isUserNamespace(look, metadata.namespace),
  );
}

function unnamedHosts(one: KubernetesObject): Offence[] {
  const object = nameOfObject(one);
  const rules: { host?: string }[] = one.spec?.rules ?? [];
  return [
    ...(one.spec?.defaultBackend && rules.length === 0
      ? [{ object, path: 'spec.defaultBackend', value: one.spec.defaultBackend as unknown }]
      : []),
    ...rules.flatMap(({ host }, index) =>
      !host || host.startsWith('*')
        ? [{ object, path: `spec.rules[${index}].host`, value: host ?? null }]
        : [],
    ),
  ];
}

/** Routes of any namespace, and secrets of a whole namespace for others. */
function wideListeners(gateway: KubernetesObject): Offence[] {
  const listeners: { allowedRoutes?: { namespaces?: { from?: string } } }[] =
    gateway.spec?.listeners ?? [];
  return listeners.flatMap(({ allowedRoutes }, index) =>
    allowedRoutes?.namespaces?.from === 'All'
      ? [
          {
            object: nameOfObject(gateway),
            path: `spec.listeners[${index}].allowedRoutes.namespaces.from`,
            value: 'All',
          },
        ]
      : [],
  );
}

function wideGrants(grant: KubernetesObject): Offence[] {
  const to: { kind?: string; name?: string }[] = grant.spec?.to ?? [];
  return to.flatMap(({ kind, name }, index) =>
    kind === 'Secret' && !name
      ? [{ object: nameOfObject(grant), path: `spec.to[${index}]`, value: 'every Secret' }]
      : [],
  );
}

function edit(look: Look, objects: readonly KubernetesObject[]): string[] {
  return objects
    .slice(0, mostCommands)
    .map(({ kind, metadata }) =>
      kubectl(
        look,
        'edit',
        kind.toLowerCase(),
        shellWord(metadata.name),
        inNamespace(metadata.namespace ?? ''),
      ),
    );
}

export const checks = [
  defineCheck({
    id: 'AKS-ING-005',
    title: 'Ingress and gateways use TLS',
    group: 'ING',
    severity: 'high',
    why: 'Unencrypted, passwords, tokens and sessions can be read and changed by whoever sits on the way.',
    needs: ['ingresses', 'gateways', 'httpRoutes'],
    references: [azurePolicy('1a5b4dca'), cis('5.4.5'), kubescape('C-0245'), kubescape('C-0263')],
    evaluate(look) {
      const plane = soundObjects(look, 'ingresses');
      const routes = soundObjects(look, 'httpRoutes').items;
      const [ingresses, gateways] = [userIngresses(look), userGateways(look)];
      return judgeObjects(plane, {
        asked: ingresses.length + gateways.length,
        offences: [
          ...ingresses.flatMap(plainHosts),
          ...gateways.flatMap((gateway) => plainListeners(gateway, routes)),
        ],
        failed: (names, number) =>
          `${number === 1 ? 'One takes' : `${number} take`} plain HTTP: ${names}.`,
        passed: 'Every ingress and gateway uses TLS.',
        nothing: notApplicable('There is no ingress and no gateway.', plane.evidence),
      });
    },
    fix: manual((look) => ({
      steps:
        'Give each host a certificate (`spec.tls` of an Ingress, a listener of the protocol HTTPS), by cert-manager or from a vault, and let plain HTTP do nothing but redirect.',
      commands: edit(look, [
        ...userIngresses(look).filter((one) => plainHosts(one).length > 0),
        ...userGateways(look).filter(
          (one) => plainListeners(one, soundObjects(look, 'httpRoutes').items).length > 0,
        ),
      ]),
    })),
  }),
  defineCheck({
    id: 'AKS-ING-008',
    title: 'Every ingress rule names its host',
    group: 'ING',
    severity: 'medium',
    why: 'A rule without a host, or with a wildcard, answers for names that nobody meant, and can take over those of another team.',
    needs: ['ingresses'],
    references: [azurePolicy('d8c942c6')],
    evaluate(look) {
      const plane = soundObjects(look, 'ingresses');
      const ingresses = userIngresses(look);
      return judgeObjects(plane, {
        asked: ingresses.length,
        offences: ingresses.flatMap(unnamedHosts),
        failed: (names, number) =>
          `${number === 1 ? 'An ingress answers' : `${number} ingresses answer`} for any host or a wildcard: ${names}.`,
        passed: 'Every rule of every ingress names its host.',
        nothing: notApplicable('There is no ingress outside system namespaces.', plane.evidence),
      });
    },
    fix: manual((look) => ({
      steps: 'Name each host in a rule of its own, and take default backends out.',
      commands: edit(
        look,
        userIngresses(look).filter((one) => unnamedHosts(one).length > 0),
      ),
    })),
  }),
  defineCheck({
    id: 'AKS-ING-010',
    title: 'Gateways take routes of known namespaces',
    group: 'ING',
    severity: 'medium',
    why: 'A listener for routes of every namespace lets any team publish under any host, and a grant for every Secret lends out every certificate.',
    needs: ['gateways', 'referenceGrants'],
    references: [],
    evaluate(look) {
      const plane = soundObjects(look, 'gateways');
      const gateways = userGateways(look);
      const grants = soundObjects(look, 'referenceGrants').items.filter(({ metadata }) =>
        isUserNamespace(look, metadata.namespace),
      );
      return judgeObjects(plane, {
        asked: gateways.length + grants.length,
        offences: [...gateways.flatMap(wideListeners), ...grants.flatMap(wideGrants)],
        failed: (names, number) =>
          `${number === 1 ? 'One is' : `${number} are`} open to every namespace or for every Secret: ${names}.`,
        passed: 'Every gateway and every grant names whom it is for.',
        nothing: notApplicable('There is no gateway outside system namespaces.', plane.evidence),
      });
    },
    fix: manual((look) => ({
      steps:
        'Set `allowedRoutes.namespaces.from` to `Same`, or to `Selector` with a label that only the platform team may set; name each Secret in a grant.',
      commands: edit(
        look,
        userGateways(look).filter((one) => wideListeners(one).length > 0),
      ),
    })),
  }),
];
