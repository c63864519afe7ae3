import { isClusterId, parseClusterId } from '../azure/clusters.ts';
import { createCredential } from '../azure/credential.ts';
import { createAzureReader } from '../azure/reader.ts';
import { rerouting } from '../azure/rerouting.ts';
import { loadSettings } from '../config/settings.ts';
import { type FleetRow, fleetQuery } from '../fleet/fleet-query.ts';
import { oncePerRun } from '../fleet/once-per-run.ts';
import type { ClusterRef, Snapshot } from '../fleet/snapshot.ts';
import { takeSnapshot } from '../fleet/take-snapshot.ts';
import { CliError, type Io } from './define.ts';
import { pickClusters } from './pick-clusters.ts';

/** So many clusters are read at once: Azure counts requests by subscription. */
const atOnce = 4;

/**
 * Reads clusters from Azure; no names mean all. No database is needed for that.
 * @throws CliError, SettingsError, AzureError
 */
export async function snapshotsFromAzure(io: Io, names: readonly string[]): Promise<Snapshot[]> {
  const settings = loadSettings({ env: io.env, roles: [] });
  const reader = createAzureReader({
    credential: createCredential(settings, io.env).reader,
    cloud: settings.AZURE_CLOUD,
    httpClient: settings.SANDBOX_AZURE_URL ? rerouting(settings.SANDBOX_AZURE_URL) : undefined,
  });
  const signal = io.signal;
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
  const wanted = names.length === 0 ? known : pickClusters(known, names);
  const kubeletIdentities = identitiesOf(fleet);
  const shared = oncePerRun(reader);
  const snapshots: Snapshot[] = [];
  for (let start = 0; start < wanted.length; start += atOnce) {
    const batch = wanted.slice(start, start + atOnce);
    if (io.isTTY) io.stderr(`reading ${batch.map(({ name }) => name).join(', ')}…\n`);
    snapshots.push(
      ...(await Promise.all(
        batch.map((cluster) =>
          takeSnapshot({ reader: shared, cluster, now: io.now, kubeletIdentities, signal }),
        ),
      )),
    );
  }
  return snapshots;
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
