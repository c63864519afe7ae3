import { defineRemediation } from '../../define-remediation.ts';
import { clusterPut, comparePools, verifyWrite } from '../../guard.ts';
import { actionId } from './facts.ts';
import { judgeParams } from './judge.ts';
import { type Params, paramsSchema } from './params.ts';
import { planRanges } from './plan.ts';

/** Who may reach a cluster's API server over the Internet. */
export const remediation = defineRemediation<Params>({
  id: actionId,
  title: 'Authorized IP ranges',
  summary:
    'Adds, removes or replaces the address ranges that may reach the API server, for good or for a time.',
  risk: 'high',
  params: paramsSchema,
  permissions: {
    azure: [
      'Microsoft.ContainerService/managedClusters/read',
      'Microsoft.ContainerService/managedClusters/agentPools/read',
      'Microsoft.ContainerService/managedClusters/write',
      'Microsoft.ContainerService/locations/operations/read',
      'Microsoft.ContainerService/locations/operationresults/read',
      'Microsoft.Network/publicIPAddresses/read',
      'Microsoft.Network/publicIPPrefixes/read',
    ],
    kubernetes: [],
  },
  inTemplate: (params) => !('for' in params && params.for),
  judge: judgeParams,
  plan: planRanges,
  check: (_plan, live) => comparePools(live),
  apply: ({ changes }, live) => clusterPut(live, changes),
  verify: ({ changes }, madeFrom, after) => verifyWrite(madeFrom, after, changes),
  rollback: ({ inverse }) => (inverse ? paramsSchema.parse(inverse.params) : null),
});
