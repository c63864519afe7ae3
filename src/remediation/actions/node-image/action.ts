import { aksApiVersion } from '../../../azure/api-versions.ts';
import type { Call } from '../../clients.ts';
import { readinessOf } from '../../cluster-state.ts';
import { defineStepwise } from '../../define-remediation.ts';
import type { LiveCluster } from '../../live-cluster.ts';
import type { Plan } from '../../types.ts';
import { outcomeOf } from './outcome.ts';
import { type Params, paramsSchema } from './params.ts';
import { actionId, planImages, poolOf, type Work, worksOf } from './plan.ts';
import { readBeside } from './read.ts';

/** Nodes of the newest image, pool by pool. */
export const remediation = defineStepwise<Params>({
  id: actionId,
  title: 'Node image',
  summary:
    'Brings the newest node image to the pools that are behind, one pool after the other; stops where nodes do not come back.',
  risk: 'high',
  params: paramsSchema,
  permissions: {
    azure: [
      'Microsoft.ContainerService/managedClusters/read',
      'Microsoft.ContainerService/managedClusters/listClusterUserCredential/action',
      'Microsoft.ContainerService/managedClusters/agentPools/read',
      'Microsoft.ContainerService/managedClusters/agentPools/upgradeProfiles/read',
      'Microsoft.ContainerService/managedClusters/agentPools/upgradeNodeImageVersion/action',
      'Microsoft.ContainerService/managedClusters/agentPools/abort/action',
      'Microsoft.ContainerService/locations/operations/read',
      'Microsoft.ContainerService/locations/operationresults/read',
      'Microsoft.Network/publicIPAddresses/read',
      'Microsoft.Network/publicIPPrefixes/read',
    ],
    kubernetes: [],
  },
  /** Code says which channel there is, and no template names an image. */
  inTemplate: () => false,
  judge: () => ({}),
  read: readBeside,
  plan: planImages,
  check(plan, live, step) {
    const { pool } = workAt(plan, step);
    if (!poolOf(live, pool)) return { code: 'gone', message: `Pool ${pool} is no longer there.` };
    const readiness = readinessOf(live);
    return readiness.kind === 'not-now' ? { ...readiness.problem, wait: true } : null;
  },
  call: (plan, live, step) => post(live, workAt(plan, step), 'upgradeNodeImageVersion'),
  outcome: (plan, live, step) => outcomeOf(plan, live, workAt(plan, step)),
  abort: (plan, live, step) => post(live, workAt(plan, step), 'abort'),
  /** The older image has the holes that the newer closes. */
  rollback: () => null,
});

function workAt(plan: Plan, step: number): Work {
  const work = worksOf(plan)[step];
  if (!work) throw new Error(`${plan.action} has no step ${step + 1}`);
  return work;
}

/** Neither takes an etag: what has become of it is told by the pool and its nodes. */
function post({ cluster }: LiveCluster, { pool }: Work, action: string): Call {
  return {
    ...{ to: 'azure', method: 'POST', apiVersion: aksApiVersion },
    path: `${cluster.id}/agentPools/${pool}/${action}`,
  };
}
