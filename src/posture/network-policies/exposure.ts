/** Which pods network policies leave open to an address, namespace by namespace. Pure. */
import type { PodRef } from '../../kubernetes/objects.ts';
import { egressTo, type PreparedPolicies } from './evaluate.ts';
import { groupPods, type PodGroup } from './groups.ts';
import type { Protocol, Verdict } from './types.ts';

export interface Endpoint {
  address: string;
  port: number;
  protocol: Protocol;
}

/** https://learn.microsoft.com/azure/virtual-machines/instance-metadata-service */
export const metadataService: readonly Endpoint[] = [
  { address: '169.254.169.254', port: 80, protocol: 'TCP' },
];

/**
 * The host’s server for agents: HTTP, and its plug-in. Names are resolved by the same address, at port 53.
 * https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16
 */
export const wireServer: readonly Endpoint[] = [80, 32526].map((port) => ({
  address: '168.63.129.16',
  port,
  protocol: 'TCP',
}));

/** Pods of one workload that are judged alike. */
export interface ExposedPods {
  /** `Deployment/web` */
  workload: string;
  pods: number;
  /** One of them. */
  example: PodRef;
  /** Which of the endpoints it is about. */
  endpoints: Endpoint[];
  /** Rules that let them, or what cannot be decided. */
  because: string[];
}

export interface NamespaceExposure {
  namespace: string;
  open: ExposedPods[];
  unclear: ExposedPods[];
  /** No policy for pods applies to these. */
  hostNetwork: ExposedPods[];
  /** How many pods reach none of the endpoints. */
  closed: number;
}

/**
 * Every namespace that has pods, by name; a pod is open where one of the endpoints is.
 * @param except namespaces that are left out.
 */
export function exposureTo({
  endpoints,
  pods,
  policies,
  except,
}: {
  endpoints: readonly Endpoint[];
  pods: readonly PodRef[];
  policies: PreparedPolicies;
  except: readonly string[];
}): NamespaceExposure[] {
  const left = pods.filter(({ namespace }) => !except.includes(namespace));
  return [...Map.groupBy(groupPods(left), ({ namespace }) => namespace)]
    .map(([namespace, groups]) => {
      const judged = groups.map((group) => ({ group, ...judge(group, endpoints, policies) }));
      const onNode = judged.filter(({ group }) => group.pod.hostNetwork);
      const inside = judged.filter(({ group }) => !group.pod.hostNetwork);
      const those = (wanted: Verdict['verdict']) =>
        inside.filter(({ verdict }) => verdict === wanted);
      return {
        namespace,
        open: merge(those('open')),
        unclear: merge(those('unknown')),
        hostNetwork: merge(onNode),
        closed: those('closed').reduce((sum, { group }) => sum + group.pods, 0),
      };
    })
    .toSorted((left, right) => (left.namespace < right.namespace ? -1 : 1));
}

/** How many pods, in all of these. */
export function podsIn(exposed: readonly ExposedPods[]): number {
  return exposed.reduce((sum, { pods }) => sum + pods, 0);
}

function judge(
  { pod }: PodGroup,
  endpoints: readonly Endpoint[],
  policies: PreparedPolicies,
): Verdict & { endpoints: Endpoint[] } {
  const verdicts = endpoints.map((endpoint) => ({
    endpoint,
    ...egressTo({ pod, ...endpoint }, policies),
  }));
  for (const wanted of ['open', 'unknown', 'closed'] as const) {
    const found = verdicts.filter(({ verdict }) => verdict === wanted);
    if (found.length === 0) continue;
    const because = [...new Set(found.flatMap((one) => one.because))].toSorted();
    return { verdict: wanted, because, endpoints: found.map(({ endpoint }) => endpoint) };
  }
  return { verdict: 'closed', because: [], endpoints: [] };
}

/** Groups of one workload that are open for the same reason are one. */
function merge(
  judged: readonly { group: PodGroup; because: string[]; endpoints: Endpoint[] }[],
): ExposedPods[] {
  const merged = new Map<string, ExposedPods>();
  for (const { group, because, endpoints } of judged) {
    const key = JSON.stringify([group.workload, because, endpoints]);
    const known = merged.get(key);
    if (known) known.pods += group.pods;
    else
      merged.set(key, {
        workload: group.workload,
        pods: group.pods,
        example: group.pod,
        endpoints,
        because,
      });
  }
  return [...merged.values()].toSorted((left, right) => (left.workload < right.workload ? -1 : 1));
}
