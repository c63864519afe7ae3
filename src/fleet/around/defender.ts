/** What Microsoft Defender for Cloud does for a cluster, and what it has found. */
import { readContainersPlan } from '../../azure/security.ts';
import { planeReading } from '../plane-reading.ts';
import type { ClusterRef, Json } from '../snapshot.ts';
import { rowsOf } from './rows-of.ts';

/**
 * Resource Graph spells the properties of alerts with capitals.
 * https://learn.microsoft.com/azure/defender-for-cloud/resource-graph-samples
 */
const alertsQuery = `securityresources
| where type =~ 'microsoft.security/locations/alerts'
| where tostring(properties.Status) =~ 'Active'
| project id, name, title = tostring(properties.AlertDisplayName),
    severity = tostring(properties.Severity), status = tostring(properties.Status),
    resources = tostring(properties.ResourceIdentifiers), link = tostring(properties.AlertUri)
| order by id asc`;

const assessmentsQuery = `securityresources
| where type =~ 'microsoft.security/assessments'
| where id contains '/providers/microsoft.containerservice/managedclusters/'
| project id, name, title = tostring(properties.displayName),
    code = tostring(properties.status.code), cause = tostring(properties.status.cause),
    severity = tostring(properties.metadata.severity)
| order by id asc`;

/** Does the list of resources, as text, name the cluster or something below it? */
function names({ resources }: Json, { id }: ClusterRef): boolean {
  const text = String(resources).toLowerCase();
  const wanted = `"${id.toLowerCase()}`;
  return text.includes(`${wanted}"`) || text.includes(`${wanted}/`);
}

export const defenderReadings = [
  planeReading({
    plane: 'containersPlan',
    title: 'plan Defender for Containers',
    permission: 'Microsoft.Security/pricings/read',
    read: (reader, { id }, options) => readContainersPlan(reader, id, options),
  }),
  planeReading({
    plane: 'securityAlerts',
    title: 'alerts of Defender',
    permission: 'Microsoft.Security/locations/alerts/read',
    read: (reader, cluster, options) =>
      rowsOf({
        reader,
        query: alertsQuery,
        subscriptions: [cluster.subscriptionId],
        keep: (row) => names(row, cluster),
        cluster,
        permission: 'Microsoft.Security/locations/alerts/read',
        options,
      }),
  }),
  planeReading({
    plane: 'securityAssessments',
    title: 'recommendations of Defender',
    permission: 'Microsoft.Security/assessments/read',
    read: (reader, cluster, options) =>
      rowsOf({
        reader,
        query: assessmentsQuery,
        subscriptions: [cluster.subscriptionId],
        keep: ({ id }) => String(id).toLowerCase().startsWith(`${cluster.id.toLowerCase()}/`),
        cluster,
        permission: 'Microsoft.Security/assessments/read',
        options,
      }),
  }),
];
