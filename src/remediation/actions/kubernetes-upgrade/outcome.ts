/** What has become of a step: Azure's word, and then that of the nodes and of what runs on them. */
import { judgeNodes, nodeStatesOf } from '../../../fleet/node-health.ts';
import type { Json, Snapshot } from '../../../fleet/snapshot.ts';
import type { Work } from '../../../upgrade/works.ts';
import type { StepOutcome } from '../../clients.ts';
import type { LiveCluster } from '../../live-cluster.ts';
import type { Plan } from '../../types.ts';
import { type Baseline, shorterThan } from './baseline.ts';
import type { Beside } from './read.ts';

interface Seen {
  state: string;
  running: string;
  wished: string;
  error?: string;
  /** How many a pool has at the least; an autoscaler may take some away at any moment. */
  nodes?: number;
}

export function outcomeOf(plan: Plan, live: LiveCluster, work: Work): StepOutcome {
  const { state, running, wished, error, nodes = 0 } = seenOf(live, work);
  const what = work.pool === null ? 'The control plane' : `Pool ${work.pool}`;
  if (state === 'gone')
    return { kind: 'failed', problem: { code: 'gone', message: `${what} is no longer there.` } };
  const beside = live.beside as Beside;
  if (state !== 'Succeeded' && state !== 'Failed' && state !== 'Canceled') {
    const held = beside.kind === 'busy' ? beside.held : null;
    const why = held
      ? ` At this moment no pod may be taken away by ${held}, so nodes with such a pod are not emptied.`
      : '';
    return { kind: 'running', note: `${what} is ${state}.${why}` };
  }
  // An operation on something else of the cluster: what runs there is looked at when it has ended.
  if (beside.kind === 'busy')
    return { kind: 'running', note: 'Another operation runs on the cluster.' };
  if (state !== 'Succeeded' && wished === work.to) {
    const ended = state === 'Canceled' ? 'was stopped' : 'failed';
    const message = `The upgrade of ${what.toLowerCase()} to ${work.to} ${ended}${error ? `: ${error}` : ''}.`;
    return { kind: 'failed', problem: { code: 'upgrade-failed', message } };
  }
  if (running !== work.to) return { kind: 'not-begun' };
  return healthAfter(plan, beside.snapshot, { ...work, nodes });
}

function seenOf({ document, pools }: LiveCluster, { pool }: Work): Seen {
  if (pool === null) {
    const { provisioningState, currentKubernetesVersion, kubernetesVersion, status } =
      document?.properties ?? {};
    return {
      ...{ state: String(provisioningState), running: String(currentKubernetesVersion) },
      ...{ wished: String(kubernetesVersion), error: status?.provisioningError?.message },
    };
  }
  const found: Json = pools.find(({ name }) => name === pool);
  if (!found) return { state: 'gone', running: '', wished: '' };
  const { provisioningState, currentOrchestratorVersion, orchestratorVersion, status } =
    found.properties ?? {};
  const { count = 0, enableAutoScaling } = found.properties ?? {};
  return {
    ...{ state: String(provisioningState), running: String(currentOrchestratorVersion) },
    ...{ wished: String(orchestratorVersion), error: status?.provisioningError?.message },
    nodes: enableAutoScaling ? Math.min(Number(count), 1) : Number(count),
  };
}

/** The nodes say how they are and at which version, and the workloads whether they have come back. */
function healthAfter(
  plan: Plan,
  { planes }: Snapshot,
  { pool, to, nodes }: Work & { nodes: number },
): StepOutcome {
  const there = pool === null ? `the control plane runs ${to}` : `pool ${pool} is at ${to}`;
  if (plan.inputs.nodesAreRead !== true)
    return { kind: 'done', note: `${there} by Azure’s word alone` };
  const baseline = plan.baseline as Baseline;
  const wanted = pool === null ? {} : { pool, version: to, atLeast: nodes };
  const health = judgeNodes(nodeStatesOf(planes.nodes), { ...wanted, except: baseline.nodes });
  if (health.kind !== 'healthy')
    return { kind: 'running', note: `Azure says that ${there}, but: ${health.sentence}` };
  if (planes.workloads.state === 'unreadable')
    return {
      kind: 'running',
      note: `Whether the workloads are back cannot be read: ${planes.workloads.reason}.`,
    };
  const shorter = shorterThan(baseline, planes.workloads.value);
  if (shorter)
    return { kind: 'running', note: `The nodes are well; not as ready as before: ${shorter}.` };
  const well = `${health.sentence.replace(/\.$/, '')}, workloads as ready as before`;
  return { kind: 'done', note: pool === null ? `${there}; ${well}` : well };
}
