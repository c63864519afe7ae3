/** What is wrong with an admission webhook: whom the API server asks, and for whom it does not. */

import { hasLabels, selectsLabels } from '../../../kubernetes/label-selectors.ts';
import { fitsPattern } from '../../access/expected.ts';
import { isFromManifests } from '../../kubectl.ts';
import type { Look } from '../../look.ts';

// biome-ignore lint/suspicious/noExplicitAny: webhooks come as the wire has them
type Json = any;

export interface Problem {
  /** `ValidatingWebhookConfiguration guard` */
  object: string;
  path: string;
  value: unknown;
  say: string;
}

/**
 * Kept by AKS: https://learn.microsoft.com/azure/aks/faq and, for the add-on of Azure Policy,
 * https://learn.microsoft.com/azure/aks/use-azure-policy
 */
const ofAks = [
  'aks-node-mutating-webhook',
  'aks-node-validating-webhook',
  'aks-webhook-admission-controller',
];

/** Add-ons of it. Anybody may choose such a name, so whom they ask must be in the system. */
const ofAddOns = ['azure-policy-*', 'azure-wi-webhook-*'];

/** All webhooks but those of AKS: [name of the configuration, place, webhook]. */
export function webhooksIn({ objects }: Look) {
  return objects('webhookConfigurations').items.flatMap(({ kind, metadata, webhooks }) =>
    !Array.isArray(webhooks) || isOfAks(metadata.name, webhooks)
      ? []
      : webhooks.map((webhook: Json, index: number) => ({
          kind,
          name: metadata.name,
          object: `${kind} ${metadata.name}`,
          place: `webhooks[${index}]`,
          webhook,
        })),
  );
}

function isOfAks(name: string, webhooks: Json[]): boolean {
  if (ofAks.includes(name)) return true;
  return (
    ofAddOns.some((pattern) => fitsPattern(pattern, name)) &&
    webhooks.every((one) => {
      const { url, service } = one?.clientConfig ?? {};
      return url === undefined && service?.namespace === 'kube-system';
    })
  );
}

type WebhookAt = ReturnType<typeof webhooksIn>[number];

export function problemsOf(at: WebhookAt, look: Look): Problem[] {
  return [...clientProblems(at, look), ...exemptions(at, look)];
}

function clientProblems({ object, place, webhook }: WebhookAt, look: Look): Problem[] {
  const { url, service, caBundle } = webhook?.clientConfig ?? {};
  const path = `${place}.clientConfig`;
  if (typeof url === 'string') {
    const host = hostOf(url);
    const isKnown =
      host?.endsWith('.svc') ||
      look.config.webhookHosts.some((one) => fitsPattern(one, host ?? ''));
    const say = `sends what is written to ${host ?? 'an address outside'}`;
    return isKnown ? [] : [{ object, path: `${path}.url`, value: url, say }];
  }
  if (!service?.name) return [];
  // Files may lack what stands elsewhere, and the certificate is put in by a controller.
  if (isFromManifests(look.objects('webhookConfigurations'))) return [];
  const value = `${service.namespace}/${service.name}`;
  const state = stateOf(service, look);
  return [
    ...(state ? [{ object, path: `${path}.service`, value, say: `${state} (${value})` }] : []),
    ...(caBundle
      ? []
      : [
          {
            object,
            path: `${path}.caBundle`,
            value: null,
            say: 'names no authority for its certificate, so the API server cannot call it',
          },
        ]),
  ];
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

function stateOf({ name, namespace }: Json, look: Look): string | undefined {
  const found = look
    .objects('services')
    .items.find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
  if (!found) return 'asks a service that is not there';
  const { selector, type } = found.spec ?? {};
  if (type === 'ExternalName') return 'asks a service that leads outside';
  if (!selector || Object.keys(selector).length === 0) return undefined;
  return hasPods(namespace, selector, look) ? undefined : 'asks a service without ready pods';
}

/** By the workloads behind the service where they count what is ready, else by running pods. */
function hasPods(namespace: string, selector: Json, look: Look): boolean {
  if (look.wasRead('workloads')) {
    const behind = look
      .objects('workloads')
      .items.filter(
        ({ metadata, podLabels }) =>
          metadata.namespace === namespace && hasLabels(selector, podLabels),
      );
    const counted = behind.filter(({ ready }) => ready !== undefined);
    if (counted.length > 0) return counted.some(({ ready }) => ready !== 0);
    if (behind.length > 0) return true;
  }
  if (!look.wasRead('pods')) return true;
  return look
    .objects('pods')
    .items.some(
      (pod) =>
        pod.namespace === namespace &&
        hasLabels(selector, pod.labels) &&
        (pod.phase ?? 'Running') === 'Running',
    );
}

/** A webhook for all but some: the namespaces of users among these. One for chosen namespaces leaves none out. */
function exemptions({ kind, object, place, webhook }: WebhookAt, look: Look): Problem[] {
  const expressions: Json[] = Array.isArray(webhook?.namespaceSelector?.matchExpressions)
    ? webhook.namespaceSelector.matchExpressions
    : [];
  const leavingOut = expressions.filter(({ operator }) =>
    ['NotIn', 'DoesNotExist'].includes(operator),
  );
  if (kind !== 'ValidatingWebhookConfiguration' || leavingOut.length === 0) return [];
  const left = look
    .objects('namespaces')
    .items.map(({ metadata }) => metadata)
    .filter(
      ({ name, labels = {} }) =>
        !look.config.systemNamespaces.includes(name) &&
        name !== webhook?.clientConfig?.service?.namespace &&
        !selectsLabels(
          { matchExpressions: leavingOut },
          { 'kubernetes.io/metadata.name': name, ...labels },
        ),
    )
    .map(({ name }) => name);
  if (left.length === 0) return [];
  const names = `${left.slice(0, 3).join(', ')}${left.length > 3 ? ` and ${left.length - 3} more` : ''}`;
  return [
    {
      object,
      path: `${place}.namespaceSelector`,
      value: leavingOut,
      say: `leaves out ${names}`,
    },
  ];
}
