/** What holds a cluster to the rules from outside: policies, locks, safeguards, and the record of what was done. */
import { listActivityLog } from '../../azure/activity-log.ts';
import {
  listLocks,
  listPolicyAssignments,
  listPolicyExemptions,
} from '../../azure/authorization.ts';
import { readDeploymentSafeguards } from '../../azure/clusters.ts';
import { planeReading } from '../plane-reading.ts';
import { rowsOf } from './rows-of.ts';

/** https://learn.microsoft.com/azure/governance/policy/samples/resource-graph-samples */
const policyStatesQuery = `policyresources
| where type =~ 'microsoft.policyinsights/policystates'
| where tostring(properties.resourceType) =~ 'microsoft.containerservice/managedclusters'
| project id, name, resourceId = tostring(properties.resourceId),
    complianceState = tostring(properties.complianceState),
    policyDefinitionId = tostring(properties.policyDefinitionId),
    policyAssignmentId = tostring(properties.policyAssignmentId)
| order by id asc`;

const states = 'Microsoft.PolicyInsights/policyStates/queryResults/read';

export const governanceReadings = [
  planeReading({
    plane: 'policyAssignments',
    title: 'policy assignments',
    permission: 'Microsoft.Authorization/policyAssignments/read',
    read: (reader, { id }, options) => listPolicyAssignments(reader, id, options),
  }),
  planeReading({
    plane: 'policyExemptions',
    title: 'policy exemptions',
    permission: 'Microsoft.Authorization/policyExemptions/read',
    read: (reader, { id }, options) => listPolicyExemptions(reader, id, options),
  }),
  planeReading({
    plane: 'policyStates',
    title: 'policy compliance',
    permission: states,
    read: (reader, cluster, options) =>
      rowsOf({
        reader,
        query: policyStatesQuery,
        subscriptions: [cluster.subscriptionId],
        keep: ({ resourceId }) => String(resourceId).toLowerCase() === cluster.id.toLowerCase(),
        cluster,
        permission: states,
        options,
      }),
  }),
  planeReading({
    plane: 'locks',
    title: 'locks of the subscription',
    permission: 'Microsoft.Authorization/locks/read',
    read: (reader, { id }, options) => listLocks(reader, id, options),
  }),
  planeReading({
    plane: 'deploymentSafeguards',
    title: 'deployment safeguards',
    permission: 'Microsoft.ContainerService/deploymentSafeguards/read',
    read: (reader, { id }, options) => readDeploymentSafeguards(reader, id, options),
  }),
  planeReading({
    plane: 'activityLog',
    title: 'activity log',
    permission: 'Microsoft.Insights/eventtypes/values/read',
    read: (reader, { id }, options) => listActivityLog(reader, id, options),
  }),
];
