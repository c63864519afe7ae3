/**
 * AdminNetworkPolicy, BaselineAdminNetworkPolicy and their successor ClusterNetworkPolicy.
 * https://network-policy-api.sigs.k8s.io/api-overview/
 */
import type { KubernetesObject } from '../../kubernetes/objects.ts';
import { nameOfObject } from '../offenders.ts';
import { type LabelSelector, labelsOf, selects } from './selectors.ts';
import { every, type Sure, some, sure } from './sure.ts';
import type { Asked } from './types.ts';

interface AdminPort {
  portNumber?: { protocol?: string; port?: number };
  portRange?: { protocol?: string; start?: number; end?: number };
  namedPort?: string;
}

interface Range {
  number?: number;
  range?: { start?: number; end?: number };
}

/** One entry of `protocols`: `{ tcp: { destinationPort: { number: 80 } } }`. */
type ProtocolRule = Record<string, { destinationPort?: Range } | undefined> & {
  destinationNamedPort?: unknown;
};

interface AdminRule {
  action?: string;
  to?: Record<string, unknown>[];
  ports?: AdminPort[];
  protocols?: ProtocolRule[];
}

/** A rule that may be about the question, in the order in which rules are asked. */
export interface OrderedRule {
  rule: string;
  action: 'Allow' | 'Deny' | 'Pass';
  matches: Sure;
}

/** Those before network policies, and those after; each in its order. */
export function adminRules(
  policies: readonly KubernetesObject[],
  asked: Asked,
): { before: OrderedRule[]; after: OrderedRule[] } {
  const ordered = policies.toSorted(
    (left, right) =>
      (left.spec?.priority ?? 0) - (right.spec?.priority ?? 0) ||
      left.metadata.name.localeCompare(right.metadata.name, 'en'),
  );
  const rulesOf = (wanted: boolean) =>
    ordered
      .filter((policy) => isBaseline(policy) === wanted)
      .flatMap((policy) => ask(policy, asked));
  return { before: rulesOf(false), after: rulesOf(true) };
}

export function isBaseline({ kind, spec }: KubernetesObject): boolean {
  return kind === 'BaselineAdminNetworkPolicy' || spec?.tier === 'Baseline';
}

function ask(policy: KubernetesObject, asked: Asked): OrderedRule[] {
  const chosen = isSubject(policy, asked);
  if (chosen === 'no') return [];
  const rules: AdminRule[] = policy.spec?.egress ?? [];
  return rules.flatMap((rule, index) => {
    const matches = every(chosen, reaches(rule, asked), fits(rule, asked));
    return matches === 'no'
      ? []
      : [
          {
            rule: `${nameOfObject(policy)} egress[${index}]`,
            action: actionOf(rule),
            matches:
              actionOf(rule) === rule.action || rule.action === 'Accept' ? matches : 'unclear',
          },
        ];
  });
}

/** The successor writes Accept for Allow. */
function actionOf({ action }: AdminRule): OrderedRule['action'] {
  return action === 'Deny' || action === 'Pass' ? action : 'Allow';
}

/** `subject` chooses whole namespaces, or pods in them. */
export function isSubject(
  { spec }: KubernetesObject,
  { pod, namespaceLabels }: Pick<Asked, 'pod' | 'namespaceLabels'>,
): Sure {
  const subject: {
    namespaces?: LabelSelector;
    pods?: { namespaceSelector?: LabelSelector; podSelector?: LabelSelector };
  } = spec?.subject ?? {};
  const ofNamespace = labelsOf({
    'kubernetes.io/metadata.name': pod.namespace,
    ...namespaceLabels.get(pod.namespace),
  });
  if (subject.namespaces) return selects(subject.namespaces, ofNamespace);
  if (!subject.pods) return 'unclear';
  return every(
    selects(subject.pods.namespaceSelector, ofNamespace),
    selects(subject.pods.podSelector, labelsOf(pod.labels)),
  );
}

/** Namespaces and pods are never an address outside; nodes and names may be. */
function reaches({ to = [] }: AdminRule, asked: Asked): Sure {
  return some(
    ...to.map((peer): Sure => {
      if (Array.isArray(peer.networks))
        return some(...peer.networks.map((range) => asked.ranges.holds(range, asked.address)));
      return 'namespaces' in peer || 'pods' in peer ? 'no' : 'unclear';
    }),
  );
}

function fits({ ports = [], protocols = [] }: AdminRule, asked: Asked): Sure {
  if (ports.length + protocols.length === 0) return 'yes';
  const inRange = (first: number | undefined, last: number | undefined) =>
    first === undefined || (first <= asked.port && asked.port <= (last ?? first));
  return sure(
    ports.some(({ portNumber, portRange }) => {
      const named = portNumber ?? portRange;
      if (!named || (named.protocol ?? 'TCP') !== asked.protocol) return false;
      return portRange
        ? inRange(portRange.start, portRange.end)
        : inRange(portNumber?.port, portNumber?.port);
    }) ||
      protocols.some((protocol) => {
        const found = protocol[asked.protocol.toLowerCase()];
        const port = found?.destinationPort;
        return (
          found !== undefined &&
          inRange(port?.number ?? port?.range?.start, port?.number ?? port?.range?.end)
        );
      }),
  );
}
