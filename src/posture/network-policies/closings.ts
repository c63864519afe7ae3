/** For each namespace the policy that closes an address to pods which reach it, or why none can be written. Pure. */
import type { KubernetesObject, PodRef } from '../../kubernetes/objects.ts';
import { nameOfObject } from '../offenders.ts';
import { closingPolicy } from './closing.ts';
import { preparePolicies } from './evaluate.ts';
import { type Endpoint, exposureTo, type NamespaceExposure } from './exposure.ts';
import { directionsOf } from './kubernetes.ts';
import type { LabelSelector } from './selectors.ts';
import { selectsAll } from './selectors.ts';
import type { Policies } from './types.ts';

export type Closing =
  | {
      kind: 'closes';
      namespace: string;
      policy: KubernetesObject;
      /** Workloads that it keeps from the address: `Deployment/web`. */
      workloads: string[];
      /** Workloads that other policies let reach it all the same, and which. */
      leftOpen: { workload: string; because: string[] }[];
    }
  | { kind: 'cannot'; namespace: string; why: string };

interface Asked {
  endpoints: readonly Endpoint[];
  pods: readonly PodRef[];
  policies: Policies;
  ipv6: boolean;
}

/** Only of namespaces in which pods reach one of the endpoints. */
export function closingsOf(asked: Asked): Closing[] {
  return exposed(asked, asked.policies)
    .filter(({ open }) => open.length > 0)
    .map((exposure) => closingOf(asked, exposure));
}

function closingOf(asked: Asked, { namespace, open, unclear }: NamespaceExposure): Closing {
  const { policies, endpoints, ipv6 } = asked;
  const { engine } = policies;
  const cannot = (why: string): Closing => ({ kind: 'cannot', namespace, why });
  const pods = asked.pods.filter((pod) => pod.namespace === namespace);
  const addresses = [...new Set(endpoints.map(({ address }) => address))];
  const policy = closingPolicy({ namespace, addresses, engine, ipv6 });
  // What Cilium denies is denied, whatever else there is; the others can only be allowed less.
  if (engine !== 'cilium') {
    const selected = selectorOfTheRest(policies.networkPolicies, namespace);
    if ('why' in selected) return cannot(selected.why);
    const other = otherKinds(policies, namespace);
    if (other)
      return cannot(`${other} applies there too, and what it would mean then is not known`);
    if (unclear.length > 0) {
      const because = [...new Set(unclear.flatMap((one) => one.because))].join('; ');
      return cannot(`what policies let through there cannot be decided: ${because}`);
    }
    // https://learn.microsoft.com/azure/aks/use-network-policies#network-policy-options-in-aks
    if (engine === 'azure' && pods.some(({ os }) => os === 'windows'))
      return cannot(
        'Azure NPM knows no exceptions of an address for Windows pods, which run there',
      );
    policy.spec.podSelector = selected.selector;
  }
  const after = exposed({ ...asked, pods }, withPolicy(policies, policy))[0];
  const still = new Map((after?.open ?? []).map((one) => [one.workload, one.because]));
  const names = [...new Set(open.map(({ workload }) => workload))];
  const workloads = names.filter((name) => !still.has(name));
  if (workloads.length === 0) {
    const because = [...new Set([...still.values()].flat())].join('; ');
    return cannot(`the policies that let them have to be narrowed: ${because}`);
  }
  return {
    ...{ kind: 'closes', namespace, policy, workloads },
    leftOpen: [...still].map(([workload, because]) => ({ workload, because })),
  };
}

function exposed({ endpoints, pods }: Asked, policies: Policies): NamespaceExposure[] {
  return exposureTo({ endpoints, pods, policies: preparePolicies(policies), except: [] });
}

function withPolicy(policies: Policies, policy: KubernetesObject): Policies {
  const plane = policy.kind === 'NetworkPolicy' ? 'networkPolicies' : 'ciliumPolicies';
  return { ...policies, [plane]: [...policies[plane], policy] };
}

/** Kinds beside NetworkPolicy that could mean something else once a pod is selected. */
function otherKinds(
  { engine, calicoPolicies, adminPolicies, heedsAdminPolicies }: Policies,
  namespace: string,
): string | undefined {
  const found = [
    ...(engine === 'calico' ? calicoPolicies : []),
    ...(heedsAdminPolicies === 'no' ? [] : adminPolicies),
  ].find(({ metadata }) => !metadata.namespace || metadata.namespace === namespace);
  return found && nameOfObject(found);
}

/**
 * Chooses exactly the pods that no policy for egress chooses. For one that is chosen already, a further policy
 * would open what is closed.
 */
function selectorOfTheRest(
  policies: readonly KubernetesObject[],
  namespace: string,
): { selector: LabelSelector } | { why: string } {
  const matchExpressions: NonNullable<LabelSelector['matchExpressions']> = [];
  for (const policy of policies) {
    if (policy.metadata.namespace !== namespace || !directionsOf(policy).includes('Egress'))
      continue;
    const selector: LabelSelector | undefined = policy.spec?.podSelector;
    const name = nameOfObject(policy);
    if (selectsAll(selector))
      return {
        why: `${name} chooses every pod, and what policies allow adds up: the one that lets them has to be narrowed`,
      };
    const wanted = [
      ...Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => ({
        ...{ key, operator: 'In', values: [value] },
      })),
      ...(selector?.matchExpressions ?? []),
    ];
    const [only, ...others] = wanted;
    const opposite = only && opposites[only.operator];
    if (!only || !opposite || others.length > 0)
      return {
        why: `${name} chooses its pods by several labels, so the others cannot be named exactly`,
      };
    const { key, values } = only;
    matchExpressions.push({ key, operator: opposite, ...(values && { values }) });
  }
  return { selector: matchExpressions.length > 0 ? { matchExpressions } : {} };
}

const opposites: Record<string, string> = {
  In: 'NotIn',
  NotIn: 'In',
  Exists: 'DoesNotExist',
  DoesNotExist: 'Exists',
};
