import { readCluster } from '../../azure/clusters.ts';
import type { AzureReader } from '../../azure/reader.ts';
import { type FleetRow, fleetQuery } from '../../fleet/fleet-query.ts';
import { explained } from '../../fleet/inside.ts';
import { type KubernetesConfig, reachOf } from '../../fleet/kubernetes-config.ts';
import type { ClusterRef, Json } from '../../fleet/snapshot.ts';
import type { KubernetesConnection } from '../../kubernetes/connection.ts';
import { KubernetesError } from '../../kubernetes/errors.ts';
import { missingRights } from '../../kubernetes/missing-rights.ts';
import { type Finding, probe, type Said } from './finding.ts';

const topic = 'Kubernetes, reading';
/** A cluster that hides takes its time. */
const usuallyWithinMs = 90_000;
const mostLooked = 5;

/** One API server is reached as the reading identity, which may list there what the checks look at. */
export async function probeKubernetes({
  reader,
  config,
  subscriptions,
  connect,
  withinMs = usuallyWithinMs,
}: {
  reader: AzureReader;
  config: KubernetesConfig;
  subscriptions?: readonly string[];
  connect(cluster: ClusterRef, managedCluster: Json): Promise<KubernetesConnection>;
  withinMs?: number;
}): Promise<Finding[]> {
  if (!config.read)
    return [
      {
        topic,
        outcome: 'ok',
        says: 'What is in clusters is not read: CONFIG_FILE turns it off, and checks that need it are unknown',
      },
    ];
  const failing = {
    says: 'No API server could be read',
    todo: 'Check the network, and the rights of the identity of AZURE_CLIENT_ID.',
  };
  return probe({ topic, ...failing, withinMs }, async () => {
    const rows: FleetRow[] = await reader.resourceGraph(fleetQuery, { subscriptions });
    // The probe of Azure says so where there is none.
    if (rows.length === 0) return [];
    const clusters = rows.map(refOf).filter((cluster) => reachOf(config, cluster) === undefined);
    const { one, others } = await oneToTry(reader, clusters);
    if (!one)
      return [
        {
          outcome: 'unknown',
          says: `No cluster could be tried from here: ${others.join(', ') || 'all are behind a reach'}`,
          todo: 'Run `drawbridge doctor --role worker` where the worker of that reach runs, or look at the report of a cluster: it says why.',
        },
      ];
    const { cluster, managedCluster } = one;
    let connection: KubernetesConnection | undefined;
    try {
      connection = await connect(cluster, managedCluster);
      return [judge(cluster.name, await missingRights(connection))];
    } catch (thrown) {
      const error = explained(thrown, cluster, managedCluster);
      if (!(error instanceof KubernetesError)) throw error;
      return [{ outcome: 'problem', says: error.message, todo: error.help }];
    } finally {
      connection?.close();
    }
  });
}

function judge(name: string, missing: readonly string[]): Said {
  if (missing.length === 0)
    return { outcome: 'ok', says: `In ${name} it may list all that checks look at` };
  const todo =
    'Apply deploy/kubernetes-cluster-role.yaml there, and bind it to the object id of the identity.';
  // That right may be left out on purpose.
  if (missing.join() === 'secrets')
    return {
      outcome: 'ok',
      says: `In ${name} it may list all that checks look at but secrets, so the checks on those are unknown`,
    };
  return { outcome: 'problem', says: `In ${name} it may not list ${missing.join(', ')}`, todo };
}

/** The first cluster that should answer here, and why those before it were not tried. */
async function oneToTry(reader: AzureReader, clusters: readonly ClusterRef[]) {
  const others: string[] = [];
  for (const cluster of clusters.slice(0, mostLooked)) {
    const { json: managedCluster } = await readCluster(reader, cluster.id);
    const { powerState, aadProfile, apiServerAccessProfile } = managedCluster?.properties ?? {};
    if (powerState?.code === 'Stopped') others.push(`${cluster.name} is stopped`);
    else if (aadProfile?.managed !== true) others.push(`${cluster.name} does not use Entra ID`);
    else if (apiServerAccessProfile?.enablePrivateCluster)
      others.push(`${cluster.name} is private`);
    else return { one: { cluster, managedCluster }, others };
  }
  return { one: undefined, others };
}

function refOf({ id, name, location, subscriptionId, tags }: FleetRow): ClusterRef {
  const resourceGroup = id.split('/')[4] ?? '';
  return { id, name, resourceGroup, subscriptionId, location, tags: tags ?? {} };
}
