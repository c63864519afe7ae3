/** What runs on the nodes as far as Azure knows it: node images, images with holes, extensions, backups. */
import {
  listExtensions,
  listFluxConfigurations,
  readPoolUpgradeProfile,
} from '../../azure/clusters.ts';
import { planeReading } from '../plane-reading.ts';
import type { Json } from '../snapshot.ts';
import { rowsOf } from './rows-of.ts';

/**
 * Findings in images that run: only these name the cluster.
 * https://learn.microsoft.com/azure/defender-for-cloud/subassessment-rest-api
 */
const imageFindingsQuery = `securityresources
| where type =~ 'microsoft.security/assessments/subassessments'
| where isnotempty(tostring(properties.additionalData.clusterDetails.clusterResourceId))
| project id, name, cve = tostring(properties.id), code = tostring(properties.status.code),
    clusterId = tostring(properties.additionalData.clusterDetails.clusterResourceId),
    severity = tostring(properties.additionalData.vulnerabilityDetails.severity),
    fixStatus = tostring(properties.additionalData.softwareDetails.fixStatus),
    fixedVersion = tostring(properties.additionalData.softwareDetails.fixedVersion),
    repository = tostring(properties.additionalData.artifactDetails.repositoryName),
    digest = tostring(properties.additionalData.artifactDetails.digest)
| order by id asc`;

/** https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources */
const backupsQuery = `recoveryservicesresources
| where type =~ 'microsoft.dataprotection/backupvaults/backupinstances'
| project id, name, sourceId = tostring(properties.dataSourceInfo.resourceID),
    state = tostring(properties.currentProtectionState)
| order by id asc`;

const findingsRead = 'Microsoft.Security/assessments/subAssessments/read';
const backupsRead = 'Microsoft.DataProtection/backupVaults/backupInstances/read';

const same = (left: unknown, right: string) => String(left).toLowerCase() === right.toLowerCase();

export const workloadReadings = [
  planeReading({
    plane: 'poolUpgradeProfiles',
    title: 'upgrade profiles of the node pools',
    permission: 'Microsoft.ContainerService/managedClusters/agentPools/upgradeProfiles/read',
    after: ['managedCluster'],
    async read(reader, { id }, options, { managedCluster }) {
      const pools: Json[] = managedCluster?.properties?.agentPoolProfiles ?? [];
      const read = async ({ name }: Json): Promise<[string, Json]> => {
        const pool = String(name);
        return [pool.toLowerCase(), await readPoolUpgradeProfile(reader, { id, pool }, options)];
      };
      return Object.fromEntries(await Promise.all(pools.map(read)));
    },
  }),
  planeReading({
    plane: 'imageFindings',
    title: 'findings of Defender in running images',
    permission: findingsRead,
    read: (reader, cluster, options) =>
      rowsOf({
        reader,
        query: imageFindingsQuery,
        subscriptions: [cluster.subscriptionId],
        keep: ({ clusterId }) => same(clusterId, cluster.id),
        cluster,
        permission: findingsRead,
        options,
      }),
  }),
  planeReading({
    plane: 'backupInstances',
    title: 'backups',
    permission: backupsRead,
    read: (reader, cluster, options) =>
      rowsOf({
        reader,
        query: backupsQuery,
        keep: ({ sourceId }) => same(sourceId, cluster.id),
        cluster,
        permission: backupsRead,
        options,
      }),
  }),
  planeReading({
    plane: 'extensions',
    title: 'extensions of the cluster',
    permission: 'Microsoft.KubernetesConfiguration/extensions/read',
    read: (reader, { id }, options) => listExtensions(reader, id, options),
  }),
  planeReading({
    plane: 'fluxConfigurations',
    title: 'Flux configurations',
    permission: 'Microsoft.KubernetesConfiguration/fluxConfigurations/read',
    read: (reader, { id }, options) => listFluxConfigurations(reader, id, options),
  }),
];
