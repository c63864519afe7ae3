import { isClusterId, parseClusterId } from '../azure/clusters.ts';
import { createCredential } from '../azure/credential.ts';
import { createLogsReader } from '../azure/logs.ts';
import { type AzureReader, createAzureReader } from '../azure/reader.ts';
import { rerouting, sandboxPace } from '../azure/rerouting.ts';
import { loadSettings } from '../config/settings.ts';
import { auditLogReading } from '../fleet/audit-log/read.ts';
import { type FleetRow, fleetQuery } from '../fleet/fleet-query.ts';
import { oncePerRun } from '../fleet/once-per-run.ts';
import { fleetReader, readFleet } from '../fleet/read-fleet.ts';
import type { ClusterRef, Snapshot } from '../fleet/snapshot.ts';
import { takeSnapshot } from '../fleet/take-snapshot.ts';
import { CliError, type Io } from './define.ts';
import { meansMany, pickClusters } from './pick-clusters.ts';
import { kubernetesConfig } from './posture-input.ts';
import { directInside } from './serve/inside.ts';

/**
 * Reads clusters from Azure, each told to `onSnapshot` and forgotten; no words mean all. No database is needed.
 * Clusters that are named come in the order of their names; many come as they are read.
 * @param onSnapshot gets also the reader of this run, for what no plane holds
 * @param onFailure told of one of many that came to nothing by a fault of ours; the others go on.
 * @throws CliError, SettingsError, AzureError
 */
export async function readFromAzure(
  io: Io,
  words: readonly string[],
  onSnapshot: (snapshot: Snapshot, reader: AzureReader) => void | Promise<void>,
  onFailure: (cluster: ClusterRef, error: unknown) => void = rethrow,
): Promise<void> {
  const settings = loadSettings({ env: io.env, roles: [] });
  const { reader: credential } = createCredential(settings, io.env);
  const common = {
    credential,
    cloud: settings.AZURE_CLOUD,
    ...(settings.SANDBOX_AZURE_URL && {
      httpClient: rerouting(settings.SANDBOX_AZURE_URL),
      pace: sandboxPace,
    }),
  };
  const reader = createAzureReader(common);
  const logs = createLogsReader(common);
  const { signal, now } = io;
  const inside = directInside(settings, await kubernetesConfig(io), { reader, credential, now });
  const rows: FleetRow[] = await reader.resourceGraph(fleetQuery, {
    subscriptions: settings.AZURE_SUBSCRIPTIONS,
    signal,
  });
  const fleet = rows.filter(({ id }) => isClusterId(id));
  if (fleet.length === 0)
    throw new CliError(
      'Azure shows this identity no AKS cluster; it needs the role Reader on them, or AZURE_SUBSCRIPTIONS names the wrong subscriptions',
      { exitCode: 3 },
    );
  const known = fleet.map(refOf);
  const kubeletIdentities = identitiesOf(fleet);
  const say = (text: string) => io.isTTY && io.stderr(`${text}\n`);
  if (!meansMany(words)) {
    const shared = oncePerRun(reader);
    const clusters = pickClusters(known, words);
    const auditLog = auditLogReading({ logs, reader: shared, clusters, now });
    const shareable = { reader: shared, now, kubeletIdentities, inside, auditLog, signal };
    for (const cluster of clusters) {
      say(`reading ${cluster.name}…`);
      await onSnapshot(await takeSnapshot({ ...shareable, cluster }), shared);
    }
    return;
  }
  const clusters = words.length === 0 ? known : pickClusters(known, words);
  let done = 0;
  const shared = fleetReader(reader, clusters);
  await readFleet({
    reader: shared,
    clusters,
    now,
    kubeletIdentities,
    inside,
    logs,
    signal,
    async onSnapshot(snapshot) {
      await onSnapshot(snapshot, shared);
      done += 1;
      say(`${done} of ${clusters.length} read: ${snapshot.cluster.name}`);
    },
    onFailure: async (cluster, error) => onFailure(cluster, error),
  });
}

function rethrow(_cluster: ClusterRef, error: unknown): never {
  throw error;
}

function refOf({ id, name, location, tags }: FleetRow): ClusterRef {
  const { subscriptionId, resourceGroup } = parseClusterId(id);
  return { id, name, resourceGroup, subscriptionId, location, tags: tags ?? {} };
}

function identitiesOf(rows: readonly FleetRow[]): Record<string, string[]> {
  const users = new Map<string, string[]>();
  for (const { id, kubeletIdentity } of rows) {
    const key = kubeletIdentity?.toLowerCase();
    if (key) users.set(key, [...(users.get(key) ?? []), id]);
  }
  return Object.fromEntries(users);
}
