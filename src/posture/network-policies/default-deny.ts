/** Whether a new pod of a namespace would be closed until a policy opens it. Pure. */
import type { KubernetesObject } from '../../kubernetes/objects.ts';
import { nameOfObject } from '../offenders.ts';
import { isBaseline, isSubject } from './admin.ts';
import { calicoPoliciesOn } from './calico.ts';
import { type CiliumSpec, chooses, specsOf } from './cilium.ts';
import { directionsOf, type Peer, type Port } from './kubernetes.ts';
import { holdEverything } from './ranges.ts';
import { selectsAll } from './selectors.ts';
import type { Policies } from './types.ts';

export type Direction = 'Ingress' | 'Egress';

/** `wide` names rules for every pod that let everything through, which undo it. */
export interface DefaultDeny {
  verdict: 'closed' | 'open' | 'unknown';
  because: string[];
}

type Read = Pick<
  Policies,
  'networkPolicies' | 'ciliumPolicies' | 'calicoPolicies' | 'adminPolicies' | 'namespaceLabels'
>;

/** Asked of a pod without labels: what selects that one selects every pod. */
export function defaultDeny(namespace: string, direction: Direction, read: Read): DefaultDeny {
  const pod = { namespace, labels: {} };
  const asked = { pod, namespaceLabels: read.namespaceLabels };
  const own = read.networkPolicies.filter(
    (policy) =>
      policy.metadata.namespace === namespace &&
      directionsOf(policy).includes(direction) &&
      selectsAll(policy.spec?.podSelector),
  );
  const wide = own.flatMap((policy) =>
    wideRules(policy, direction, { exceptions: true }).map(
      (rule) => `${nameOfObject(policy)} ${rule}`,
    ),
  );
  const forAll = read.ciliumPolicies.flatMap((policy) =>
    specsOf(policy)
      .filter(({ spec }) => chooses(policy, spec, asked) === 'yes' && choosesByNamespace(spec))
      .map((one) => ({ policy, ...one })),
  );
  wide.push(
    ...forAll.flatMap(({ policy, spec, at }) =>
      wideCiliumRules(spec, direction, { exceptions: true }).map(
        (rule) => `${nameOfObject(policy)} ${at}${rule}`,
      ),
    ),
  );
  if (wide.length > 0) return { verdict: 'open', because: wide };
  const cilium = forAll.filter(({ spec }) => isolates(spec, direction)).map(({ policy }) => policy);
  const baseline = read.adminPolicies.filter(
    (policy) =>
      isBaseline(policy) && isSubject(policy, asked) === 'yes' && deniesAll(policy, direction),
  );
  const found = [...own, ...cilium, ...baseline].map(nameOfObject);
  if (found.length > 0) return { verdict: 'closed', because: found };
  const calico = calicoPoliciesOn(read.calicoPolicies, asked, direction);
  return calico.length > 0
    ? { verdict: 'unknown', because: calico }
    : { verdict: 'open', because: [] };
}

/**
 * Rules that let everything through: `{}`, or every address at every port, be it in several ranges.
 * @param exceptions whether every address but a few counts as well.
 */
export function wideRules(
  policy: KubernetesObject,
  direction: Direction,
  { exceptions }: { exceptions: boolean },
): string[] {
  const [list, peers] = direction === 'Ingress' ? ['ingress', 'from'] : ['egress', 'to'];
  const rules: Record<string, unknown>[] = policy.spec?.[list] ?? [];
  return wideAmong(
    rules.map((rule, index) => {
      const from = (rule[peers] ?? []) as Peer[];
      return {
        at: `${list}[${index}]`,
        everyPort: ((rule.ports ?? []) as Port[]).length === 0,
        everybody: from.length === 0,
        ranges: from.flatMap(({ ipBlock }) =>
          exceptions || (ipBlock?.except ?? []).length === 0 ? [ipBlock?.cidr] : [],
        ),
      };
    }),
  );
}

/** As those of a NetworkPolicy: to everybody or every address, at every port. */
export function wideCiliumRules(
  spec: CiliumSpec,
  direction: Direction,
  { exceptions }: { exceptions: boolean },
): string[] {
  const list = direction === 'Ingress' ? 'ingress' : 'egress';
  const way = direction === 'Ingress' ? 'from' : 'to';
  const rules = (spec[list] ?? []) as Record<string, unknown[] | undefined>[];
  return wideAmong(
    rules.map((rule, index) => {
      const entities = rule[`${way}Entities`] ?? [];
      const sets = (rule[`${way}CIDRSet`] ?? []) as { cidr?: string; except?: string[] }[];
      return {
        at: `${list}[${index}]`,
        everyPort: (rule.toPorts ?? []).length === 0,
        // https://docs.cilium.io/en/stable/security/policy/language/#entities-based
        everybody: entities.includes('all') || entities.includes('world'),
        ranges: [
          ...(rule[`${way}CIDR`] ?? []),
          ...sets.flatMap(({ cidr, except = [] }) =>
            exceptions || except.length === 0 ? [cidr] : [],
          ),
        ],
      };
    }),
  );
}

interface ReadRule {
  at: string;
  everyPort: boolean;
  everybody: boolean;
  ranges: unknown[];
}

/** Each that is wide by itself; else those that are so together. */
function wideAmong(rules: readonly ReadRule[]): string[] {
  const open = rules.filter(({ everyPort }) => everyPort);
  const alone = open.filter(({ everybody, ranges }) => everybody || holdEverything(ranges));
  if (alone.length > 0) return alone.map(({ at }) => at);
  const parts = open.filter(({ ranges }) => ranges.length > 0);
  return holdEverything(parts.flatMap(({ ranges }) => ranges)) ? parts.map(({ at }) => at) : [];
}

/** A pod with labels must be chosen as well: only the namespace may be asked for. */
function choosesByNamespace({ endpointSelector }: CiliumSpec): boolean {
  const keys = [
    ...Object.keys(endpointSelector?.matchLabels ?? {}),
    ...(endpointSelector?.matchExpressions ?? []).map(({ key }) => key),
  ];
  return keys.every((key) =>
    /^((k8s|any)[:.])?io\.(kubernetes\.pod\.namespace$|cilium\.k8s\.namespace\.labels\.)/.test(key),
  );
}

function isolates(spec: CiliumSpec, direction: Direction): boolean {
  const [list, denying, key] =
    direction === 'Ingress'
      ? (['ingress', 'ingressDeny', 'ingress'] as const)
      : (['egress', 'egressDeny', 'egress'] as const);
  const concerned = (spec[list] ?? []).length + (spec[denying] ?? []).length > 0;
  return concerned && (spec.enableDefaultDeny?.[key] ?? true);
}

/** The first rule that is about every namespace, or for egress every address: later ones are not asked. */
function deniesAll({ spec }: KubernetesObject, direction: Direction): boolean {
  const rules: { action?: string; ports?: unknown[]; from?: object[]; to?: object[] }[] =
    (direction === 'Ingress' ? spec?.ingress : spec?.egress) ?? [];
  const first = rules.find(({ ports, from, to }) => {
    const everyPort = (ports ?? []).length === 0;
    const everyone = (from ?? to ?? []).some(
      (peer) =>
        ('namespaces' in peer && selectsAll(peer.namespaces as object)) ||
        ('networks' in peer && holdEverything(peer.networks as string[])),
    );
    return everyPort && everyone;
  });
  return first?.action === 'Deny';
}
