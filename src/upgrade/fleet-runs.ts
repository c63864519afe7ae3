/** Update runs of Azure Kubernetes Fleet Manager that a cluster belongs to: two hands on one upgrade are one too many. */
import { fleetManagerApiVersion } from '../azure/api-versions.ts';
import { AzureError } from '../azure/errors.ts';
import { allows, readPermissions } from '../azure/permissions.ts';
import type { AzureReader } from '../azure/reader.ts';
import type { ClusterRef, Json } from '../fleet/snapshot.ts';

export type FleetRuns =
  | { kind: 'known'; fleets: string[]; runs: { fleet: string; name: string; state: string }[] }
  | { kind: 'unknown'; reason: string };

/** A constant: nothing that a person or Azure said is ever put into it. */
const query = `resources
| where type =~ 'Microsoft.ContainerService/fleets'
| project id, name
| order by id asc`;

const needed = ['', '/members', '/updateRuns'].map(
  (part) => `Microsoft.ContainerService/fleets${part}/read`,
);

/** Only those that are under way. https://learn.microsoft.com/azure/kubernetes-fleet/update-orchestration */
const underWay = new Set(['Running', 'Stopping', 'Pending']);

export async function readFleetRuns(
  reader: AzureReader,
  cluster: Pick<ClusterRef, 'id' | 'subscriptionId'>,
): Promise<FleetRuns> {
  try {
    // Resource Graph leaves out what may not be read, without a word.
    const rights = await readPermissions(reader, `/subscriptions/${cluster.subscriptionId}`);
    const missing = needed.find((action) => !allows(rights, action));
    if (missing)
      return {
        kind: 'unknown',
        reason: `the reading identity lacks ${missing} in its subscription`,
      };
    const fleets = await reader.resourceGraph(query, {});
    const names: string[] = [];
    const runs: { fleet: string; name: string; state: string }[] = [];
    for (const fleet of fleets) {
      const members = await reader.list(`${fleet.id}/members`, fleetManagerApiVersion);
      if (!members.some((member) => isOf(member, cluster.id))) continue;
      names.push(String(fleet.name));
      for (const run of await reader.list(`${fleet.id}/updateRuns`, fleetManagerApiVersion)) {
        const state = String(run?.properties?.status?.status?.state ?? 'unknown');
        if (underWay.has(state))
          runs.push({ fleet: String(fleet.name), name: String(run.name), state });
      }
    }
    return { kind: 'known', fleets: names, runs };
  } catch (error) {
    if (error instanceof AzureError) return { kind: 'unknown', reason: error.message };
    throw error;
  }
}

function isOf(member: Json, clusterId: string): boolean {
  return String(member?.properties?.clusterResourceId).toLowerCase() === clusterId.toLowerCase();
}
