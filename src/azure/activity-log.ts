import { activityLogApiVersion } from './api-versions.ts';
import { clusterId, parseClusterId } from './clusters.ts';
import type { Json } from './json.ts';
import type { AzureReader, ReadOptions } from './reader.ts';

/** Azure keeps the log for 90 days; a day less leaves room for the clocks. */
export const activityLogDays = 89;

/** What was done to a cluster through Azure’s own API in the last 89 days, or tried. */
export function listActivityLog(
  reader: AzureReader,
  id: string,
  { now, ...options }: ReadOptions & { now: Date },
): Promise<Json[]> {
  const name = parseClusterId(id);
  const from = new Date(now.getTime() - activityLogDays * 24 * 60 * 60 * 1000);
  const filter = [
    `eventTimestamp ge '${from.toISOString()}'`,
    `eventTimestamp le '${now.toISOString()}'`,
    `resourceUri eq '${clusterId(name)}'`,
  ].join(' and ');
  const path = `/subscriptions/${name.subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values`;
  return reader.list(path, activityLogApiVersion, { ...options, filter });
}
