/**
 * NetworkPolicy and GlobalNetworkPolicy of projectcalico.org: which of them may select a pod. What they
 * then let through depends on their order and on tiers, and is not worked out here.
 * https://docs.tigera.io/calico/latest/reference/resources/networkpolicy#selectors
 */
import type { KubernetesObject } from '../../kubernetes/objects.ts';
import { nameOfObject } from '../offenders.ts';
import { every, not, type Sure, sure } from './sure.ts';
import type { Asked } from './types.ts';

type Direction = 'Ingress' | 'Egress';

/** Names of those that select the pod, or may, in this direction. */
export function calicoPoliciesOn(
  policies: readonly KubernetesObject[],
  { pod, namespaceLabels }: Pick<Asked, 'pod' | 'namespaceLabels'>,
  direction: Direction,
): string[] {
  return policies
    .filter(({ metadata, spec }) => {
      if (metadata.namespace && metadata.namespace !== pod.namespace) return false;
      if (!directionsOf(spec).includes(direction)) return false;
      const labels = { 'projectcalico.org/namespace': pod.namespace, ...pod.labels };
      const ofNamespace = {
        'projectcalico.org/name': pod.namespace,
        ...namespaceLabels.get(pod.namespace),
      };
      const chosen = every(
        chooses(spec?.selector, labels),
        chooses(spec?.namespaceSelector, ofNamespace),
        spec?.serviceAccountSelector ? 'unclear' : 'yes',
      );
      return chosen !== 'no';
    })
    .map((policy) => `Calico’s ${nameOfObject(policy)}`);
}

/** Left out, they follow from the rules: Ingress unless there are rules for egress alone. */
function directionsOf(spec: { types?: Direction[]; ingress?: unknown[]; egress?: unknown[] }) {
  if (spec?.types && spec.types.length > 0) return spec.types;
  const egress = (spec?.egress ?? []).length > 0;
  const ingress = (spec?.ingress ?? []).length > 0 || !egress;
  return [...(ingress ? ['Ingress'] : []), ...(egress ? ['Egress'] : [])];
}

/** The common selectors, joined by `&&`; what is none of them is unclear. */
function chooses(selector: string | undefined, labels: Record<string, string>): Sure {
  const text = (selector ?? '').trim();
  if (text === '') return 'yes';
  if (/[()]/.test(text.replaceAll(/\b(all|has|global)\([^()]*\)/g, '')) || text.includes('||'))
    return 'unclear';
  return every(...text.split('&&').map((term) => holds(term.trim(), labels)));
}

function holds(term: string, labels: Record<string, string>): Sure {
  if (term === 'all()') return 'yes';
  const has = /^(!?)\s*has\(\s*([^\s()]+)\s*\)$/.exec(term);
  if (has) {
    const found = sure(Object.hasOwn(labels, has[2] ?? ''));
    return has[1] ? not(found) : found;
  }
  const equal = /^([^\s=!]+)\s*(==|!=)\s*(?:'([^']*)'|"([^"]*)")$/.exec(term);
  if (!equal) return 'unclear';
  const [, key = '', operator, single, double] = equal;
  const found = sure(Object.hasOwn(labels, key) && labels[key] === (single ?? double));
  return operator === '!=' ? not(found) : found;
}
