import type { PodSpec, Workload } from '../../../kubernetes/objects.ts';
import { listed } from '../../../posture/combine.ts';
import type { LiveCluster } from '../../live-cluster.ts';
import type { Plan } from '../../types.ts';
import { foundIn } from './inside.ts';
import type { Work } from './plan.ts';

const mostNames = 5;

/** Who may need what is closed. Numbers of pods are left out: they move, and a plan with others is another plan. */
export function warningsFor(live: LiveCluster, work: readonly Work[]): Plan['warnings'] {
  const closed = new Set(
    work.flatMap(({ namespace, workloads }) => workloads.map((name) => `${namespace}/${name}`)),
  );
  const needing = (foundIn(live).planes.workloads ?? []).flatMap((workload) => {
    const { kind, metadata } = workload;
    if (!closed.has(`${metadata.namespace}/${kind}/${metadata.name}`)) return [];
    const why = whyNeeded(workload);
    return why ? [`${kind} ${metadata.namespace}/${metadata.name} (${why})`] : [];
  });
  const general = `Pods of ${listed(work.map(({ namespace }) => namespace))} that get tokens of a node’s identity stop getting them: give them a workload identity first.`;
  if (needing.length === 0) return [{ level: 'warning', text: general }];
  const more = needing.length - mostNames;
  const names = [...needing.slice(0, mostNames), ...(more > 0 ? [`${more} more`] : [])];
  return [
    {
      level: 'danger',
      mustConfirm: true,
      text: `${general} These look as if they needed them: ${listed(names)}.`,
    },
  ];
}

/**
 * Signs that a workload asks the metadata service for tokens.
 * https://learn.microsoft.com/azure/aks/workload-identity-migrate-from-pod-identity
 */
function whyNeeded({ podLabels, spec }: Workload): string | undefined {
  if (podLabels.aadpodidbinding) return `label aadpodidbinding ${podLabels.aadpodidbinding}`;
  if (podLabels['azure.workload.identity/use'] === 'true') return undefined;
  return setsClientId(spec) ? 'AZURE_CLIENT_ID without workload identity' : undefined;
}

function setsClientId({ containers, initContainers = [] }: PodSpec): boolean {
  return [...containers, ...initContainers].some(({ env = [] }) =>
    env.some(({ name }) => name === 'AZURE_CLIENT_ID'),
  );
}
