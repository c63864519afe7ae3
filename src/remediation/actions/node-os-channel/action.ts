import { aksApiVersion } from '../../../azure/api-versions.ts';
import { readinessOf } from '../../cluster-state.ts';
import { defineStepwise } from '../../define-remediation.ts';
import { clusterPut, comparePools } from '../../guard.ts';
import { type Params, paramsSchema } from './params.ts';
import { actionId, channelOf, planChannel } from './plan.ts';
import { readWindowOf } from './read.ts';

/** How the systems of nodes get their updates. */
export const remediation = defineStepwise<Params>({
  id: actionId,
  title: 'Node OS channel',
  summary:
    'Says how nodes get security updates: by patched images in a maintenance window, by themselves, or not at all.',
  risk: 'high',
  params: paramsSchema,
  permissions: {
    azure: [
      'Microsoft.ContainerService/managedClusters/read',
      'Microsoft.ContainerService/managedClusters/write',
      'Microsoft.ContainerService/managedClusters/agentPools/read',
      'Microsoft.ContainerService/managedClusters/maintenanceConfigurations/read',
      'Microsoft.ContainerService/locations/operations/read',
      'Microsoft.ContainerService/locations/operationresults/read',
      'Microsoft.Network/publicIPAddresses/read',
      'Microsoft.Network/publicIPPrefixes/read',
    ],
    kubernetes: [],
  },
  inTemplate: () => true,
  judge: () => ({}),
  read: readWindowOf,
  plan: planChannel,
  check(_plan, live) {
    const readiness = readinessOf(live);
    if (readiness.kind === 'not-now') return { ...readiness.problem, wait: true };
    if (readiness.kind === 'failed') return readiness.problem;
    // A cluster's PUT carries its pools, whose numbers have to be true.
    const moved = comparePools(live);
    return moved && { ...moved, wait: true };
  },
  call({ changes }, live) {
    const { method, path, body, ifMatch } = clusterPut(live, changes);
    return { ...{ to: 'azure', method, path, body, ifMatch }, apiVersion: aksApiVersion };
  },
  outcome({ changes: [change] }, { document }) {
    const state = String(document?.properties?.provisioningState);
    if (!['Succeeded', 'Failed', 'Canceled'].includes(state))
      return { kind: 'running', note: `The cluster is ${state}.` };
    const channel = channelOf(document);
    if (channel !== change?.after) return { kind: 'not-begun' };
    if (state === 'Succeeded') return { kind: 'done', note: `the cluster says ${channel}` };
    const said = document.properties.status?.provisioningError?.message;
    return {
      kind: 'failed',
      problem: {
        code: 'write-failed',
        message: `The cluster says ${channel}, but the write ended as ${state}${said ? `: ${said}` : ''}.`,
      },
    };
  },
  /** A write of this one property is over before anybody could stop it. */
  abort: () => null,
  rollback: ({ inverse }, done) =>
    done > 0 && inverse ? paramsSchema.parse(inverse.params) : null,
});
