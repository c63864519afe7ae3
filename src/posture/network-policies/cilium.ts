/**
 * CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy, layers 3 and 4.
 * https://docs.cilium.io/en/stable/security/policy/language/
 *
 * An address that is neither a pod’s nor a node’s belongs to the entity `world`, the metadata service
 * included: “allowing to world is identical to allowing to CIDR 0.0.0.0/0”.
 */
import type { KubernetesObject } from '../../kubernetes/objects.ts';
import { nameOfObject } from '../offenders.ts';
import { type LabelOf, type LabelSelector, selects } from './selectors.ts';
import { every, not, type Sure, some, sure } from './sure.ts';
import type { Asked, PolicyAnswer, RuleAnswer } from './types.ts';

interface PortRule {
  ports?: { port?: string | number; endPort?: number; protocol?: string }[];
  [more: string]: unknown;
}

interface CidrRule {
  cidr?: string;
  except?: string[];
}

interface EgressRule {
  toCIDR?: string[];
  toCIDRSet?: CidrRule[];
  toEntities?: string[];
  toEndpoints?: LabelSelector[];
  toPorts?: PortRule[];
  [more: string]: unknown;
}

/** One rule of a policy: `spec`, or an entry of `specs`. */
export interface CiliumSpec {
  endpointSelector?: LabelSelector;
  ingress?: object[];
  ingressDeny?: object[];
  egress?: EgressRule[];
  egressDeny?: EgressRule[];
  enableDefaultDeny?: { ingress?: boolean; egress?: boolean };
}

/** Peers that name something else than addresses: which ones these are is known when traffic flows. */
const undecided = ['toFQDNs', 'toServices', 'toGroups', 'toRequires'];
const peers = ['toCIDR', 'toCIDRSet', 'toEntities', 'toEndpoints', 'toNodes', ...undecided];

export function askCiliumPolicy(policy: KubernetesObject, asked: Asked): PolicyAnswer[] {
  return specsOf(policy).flatMap(({ spec, at }) => {
    const selected = chooses(policy, spec, asked);
    const { egress = [], egressDeny = [] } = spec;
    if (selected === 'no' || egress.length + egressDeny.length === 0) return [];
    const name = nameOfObject(policy);
    const answers = (rules: EgressRule[], list: string): RuleAnswer[] =>
      rules.map((rule, index) => ({
        rule: `${name} ${at}${list}[${index}]`,
        matches: every(selected, matches(rule, asked)),
      }));
    return [
      {
        policy: name,
        isolates: every(selected, sure(spec.enableDefaultDeny?.egress ?? true)),
        allows: answers(egress, 'egress'),
        denies: answers(egressDeny, 'egressDeny'),
      },
    ];
  });
}

/** With the place of each, for those who read the policy. */
export function specsOf({ spec, specs }: KubernetesObject): { spec: CiliumSpec; at: string }[] {
  return [
    ...(spec ? [{ spec, at: '' }] : []),
    ...(specs ?? []).map((one: CiliumSpec, index: number) => ({
      spec: one,
      at: `specs[${index}].`,
    })),
  ];
}

/** A policy without an endpoint selector is about nodes. */
export function chooses(
  { metadata }: KubernetesObject,
  { endpointSelector }: CiliumSpec,
  { pod, namespaceLabels }: Pick<Asked, 'pod' | 'namespaceLabels'>,
): Sure {
  if (!endpointSelector) return 'no';
  if (metadata.namespace && metadata.namespace !== pod.namespace) return 'no';
  return selects(endpointSelector, ciliumLabels(pod, namespaceLabels));
}

const namespaceLabel = 'io.cilium.k8s.namespace.labels.';

/** Labels as Cilium sees them: the pod’s own, and some that it makes. */
function ciliumLabels(pod: Asked['pod'], namespaceLabels: Asked['namespaceLabels']): LabelOf {
  return (key) => {
    if (/^reserved[:.]/.test(key)) return { value: undefined };
    // Only a colon ends a source: `k8s.example.com/team` is a label like any other.
    const name = key.replace(/^(?:k8s|any):/, '');
    if (name === 'io.kubernetes.pod.namespace') return { value: pod.namespace };
    if (name === 'io.cilium.k8s.policy.serviceaccount')
      return pod.serviceAccountName === undefined ? 'unclear' : { value: pod.serviceAccountName };
    if (name === 'io.cilium.k8s.policy.cluster') return 'unclear';
    if (name.startsWith(namespaceLabel)) {
      const labels = namespaceLabels.get(pod.namespace);
      return labels ? { value: labels[name.slice(namespaceLabel.length)] } : 'unclear';
    }
    return { value: Object.hasOwn(pod.labels, name) ? pod.labels[name] : undefined };
  };
}

/** Without peers a rule is about every address, if it names ports; an empty rule is about nothing. */
function matches(rule: EgressRule, asked: Asked): Sure {
  const named = peers.filter((peer) => Array.isArray(rule[peer]));
  const hasPorts = (rule.toPorts ?? []).length > 0;
  if (named.length === 0) return hasPorts ? fits(rule.toPorts, asked) : 'no';
  const { holds } = asked.ranges;
  const reached = some(
    ...(rule.toCIDR ?? []).map((cidr) => holds(cidr, asked.address)),
    ...(rule.toCIDRSet ?? []).map((set) => isIn(set, asked)),
    ...(rule.toEntities ?? []).map((entity) => sure(isOutside(entity, asked.address))),
    ...(rule.toEndpoints ?? []).map(isWorld),
    ...undecided.map((peer) => (named.includes(peer) ? 'unclear' : 'no')),
  );
  return every(reached, fits(rule.toPorts, asked));
}

/** A set may name a group of ranges instead, which is an object of its own. */
function isIn({ cidr, except = [] }: CidrRule, asked: Asked): Sure {
  const { holds } = asked.ranges;
  const excluded = some(...except.map((range) => holds(range, asked.address)));
  return every(holds(cidr, asked.address), not(excluded));
}

function isOutside(entity: string, address: string): boolean {
  const family = address.includes(':') ? 'world-ipv6' : 'world-ipv4';
  return ['all', 'world', family].includes(entity);
}

/** Selectors of endpoints choose pods, unless they name the entity by its reserved label. */
function isWorld({ matchLabels = {}, matchExpressions = [] }: LabelSelector): Sure {
  const keys = [...Object.keys(matchLabels), ...matchExpressions.map(({ key }) => key)];
  if (!keys.some((key) => /^reserved[:.]world/.test(key))) return 'no';
  return keys.length === 1 && matchExpressions.length === 0 ? 'yes' : 'unclear';
}

/** Port 0 is every port. What looks into the traffic lets some of it through, and nobody can tell what. */
function fits(rules: PortRule[] | undefined, asked: Asked): Sure {
  if (!rules || rules.length === 0) return 'yes';
  return some(
    ...rules.map(({ ports = [], ...more }): Sure => {
      const fitting = ports.length === 0 || ports.some((port) => isPort(port, asked));
      if (!fitting) return 'no';
      return ['rules', 'serverNames', 'listener'].some((key) => more[key]) ? 'unclear' : 'yes';
    }),
  );
}

function isPort(
  {
    port,
    endPort,
    protocol = 'ANY',
  }: { port?: string | number; endPort?: number; protocol?: string },
  asked: Asked,
): boolean {
  if (!['ANY', '', asked.protocol].includes(protocol.toUpperCase())) return false;
  const first = Number(port ?? 0);
  return first === 0 || (first <= asked.port && asked.port <= (endPort || first));
}
