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

/**
 * What was done through Azure’s own API to resources of one kind in a subscription, `from` and `to` included: the log
 * of a cluster alone leaves out what was done to the scopes above it.
 * https://learn.microsoft.com/rest/api/monitor/activity-logs/list
 */
export function listProviderActivity(
  reader: AzureReader,
  {
    subscriptionId,
    provider,
    from,
    to,
  }: {
    subscriptionId: string;
    provider: 'Microsoft.Authorization' | 'Microsoft.ContainerService';
    from: Date;
    to: Date;
  },
  options?: ReadOptions,
): Promise<Json[]> {
  const filter = [
    `eventTimestamp ge '${from.toISOString()}'`,
    `eventTimestamp le '${to.toISOString()}'`,
    `resourceProvider eq '${provider}'`,
  ].join(' and ');
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values`;
  return reader.list(path, activityLogApiVersion, { ...options, filter });
}
