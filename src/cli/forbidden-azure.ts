import { isClusterId, parseClusterId } from '../azure/clusters.ts';
import { createCredential } from '../azure/credential.ts';
import { createLogsReader } from '../azure/logs.ts';
import { createAzureReader } from '../azure/reader.ts';
import { rerouting, sandboxPace } from '../azure/rerouting.ts';
import { loadSettings } from '../config/settings.ts';
import { type FleetRow, fleetQuery } from '../fleet/fleet-query.ts';
import { shortestName } from '../fleet/resolve.ts';
import type { Detection } from '../forbidden/define-detection.ts';
import { lookForCalls } from '../forbidden/look.ts';
import { type ForbiddenReport, reportOf } from '../forbidden/report.ts';
import { CliError, type Io } from './define.ts';
import { pickClusters } from './pick-clusters.ts';
import { forbiddenConfig } from './posture-input.ts';

const dayMs = 86_400_000;

/**
 * Asks the workspaces of clusters in Azure; no words mean all. No database is needed, so nothing is compared with
 * what was usual before.
 * @throws CliError, SettingsError, ConfigError, AzureError
 */
export async function forbiddenInAzure(
  io: Io,
  words: readonly string[],
  { sinceMs = dayMs, detections }: { sinceMs?: number; detections?: readonly Detection[] },
): Promise<{ report: ForbiddenReport; exitCode: 0 | 3 }> {
  const settings = loadSettings({ env: io.env, roles: [] });
  const config = await forbiddenConfig(io);
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
  const { signal, now } = io;
  const rows: FleetRow[] = await reader.resourceGraph(fleetQuery, {
    subscriptions: settings.AZURE_SUBSCRIPTIONS,
    signal,
  });
  const known = rows
    .filter(({ id }) => isClusterId(id))
    .map(({ id, name, location, tags }) => {
      const { subscriptionId, resourceGroup } = parseClusterId(id);
      return { id, name, resourceGroup, subscriptionId, location, tags: tags ?? {} };
    });
  if (known.length === 0)
    throw new CliError(
      'Azure shows this identity no AKS cluster; it needs the role Reader on them, or AZURE_SUBSCRIPTIONS names the wrong subscriptions',
      { exitCode: 3 },
    );
  const clusters = words.length === 0 ? known : pickClusters(known, words);
  const to = now();
  const window = { from: new Date(to.getTime() - sinceMs), to };
  const logs = createLogsReader(common);
  const looks = await lookForCalls({
    reader,
    logs,
    clusters,
    window,
    now,
    config,
    detections,
    around: true,
    signal,
  });
  const names = new Map(
    clusters.map((cluster) => [cluster.id.toLowerCase(), shortestName(known, cluster)]),
  );
  const report = reportOf(looks, {
    window: { from: window.from.toISOString(), to: to.toISOString() },
    withDetections: detections !== undefined,
    nameOf: (id) => names.get(id) ?? id,
  });
  const failed = looks.filter(({ problem }) => problem !== null);
  for (const { clusterId, problem } of failed)
    io.stderr(`drawbridge: ${names.get(clusterId) ?? clusterId}: ${problem?.message}\n`);
  return { report, exitCode: failed.length > 0 ? 3 : 0 };
}
