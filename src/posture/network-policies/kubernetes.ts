/** NetworkPolicy of networking.k8s.io/v1: https://kubernetes.io/docs/concepts/services-networking/network-policies/ */
import type { KubernetesObject } from '../../kubernetes/objects.ts';
import { nameOfObject } from '../offenders.ts';
import { labelsOf, selects } from './selectors.ts';
import { every, not, type Sure, some, sure } from './sure.ts';
import type { Asked, PolicyAnswer } from './types.ts';

export interface Peer {
  ipBlock?: { cidr?: string; except?: string[] | null };
}

export interface Port {
  protocol?: string | null;
  port?: number | string;
  endPort?: number;
}

/** A policy that does not concern egress, or does not select the pod, answers nothing. */
export function askNetworkPolicy(policy: KubernetesObject, asked: Asked): PolicyAnswer | undefined {
  if (!directionsOf(policy).includes('Egress')) return undefined;
  const selected = selects(policy.spec?.podSelector, labelsOf(asked.pod.labels));
  if (selected === 'no') return undefined;
  const name = nameOfObject(policy);
  const rules: { to?: Peer[]; ports?: Port[] }[] = policy.spec?.egress ?? [];
  return {
    policy: name,
    isolates: selected,
    allows: rules.map(({ to, ports }, index) => ({
      rule: `${name} egress[${index}]${whyWide(to)}`,
      matches: every(selected, reaches(to, asked), fits(ports, asked)),
    })),
    denies: [],
  };
}

/** Left out, it is Ingress, and Egress where there are rules for it; the API server writes it down, a file may not. */
export function directionsOf({ spec }: KubernetesObject): string[] {
  if (Array.isArray(spec?.policyTypes) && spec.policyTypes.length > 0) return spec.policyTypes;
  return (spec?.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

function whyWide(to: Peer[] | undefined): string {
  return (to ?? []).length === 0 ? ' (no "to")' : '';
}

/** Selectors choose pods, never an address outside the cluster. */
function reaches(to: Peer[] | undefined, asked: Asked): Sure {
  if (!to || to.length === 0) return 'yes';
  return some(...to.map(({ ipBlock }) => (ipBlock ? isIn(ipBlock, asked) : 'no')));
}

/** A file may say null where nothing is meant, here and below. */
function isIn({ cidr, except }: NonNullable<Peer['ipBlock']>, asked: Asked): Sure {
  const excluded = some(...(except ?? []).map((range) => asked.ranges.holds(range, asked.address)));
  return every(asked.ranges.holds(cidr, asked.address), not(excluded));
}

/** A port by name is one of a pod, and no address outside has any. */
function fits(ports: Port[] | undefined, asked: Asked): Sure {
  if (!ports || ports.length === 0) return 'yes';
  return sure(
    ports.some(({ protocol, port, endPort }) => {
      if ((protocol ?? 'TCP') !== asked.protocol) return false;
      if (port === undefined || port === null) return true;
      const first = Number(port);
      return first <= asked.port && asked.port <= (endPort ?? first);
    }),
  );
}
