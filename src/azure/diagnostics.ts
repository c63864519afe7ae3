import { activityLogAlertsApiVersion, diagnosticSettingsApiVersion } from './api-versions.ts';
import { clusterId, parseClusterId } from './clusters.ts';
import type { Json } from './json.ts';
import type { AzureReader, ReadOptions } from './reader.ts';

/** Which logs of a cluster are sent where. */
export function listDiagnosticSettings(
  reader: AzureReader,
  id: string,
  options?: ReadOptions,
): Promise<Json[]> {
  const path = `${clusterId(parseClusterId(id))}/providers/Microsoft.Insights/diagnosticSettings`;
  return reader.list(path, diagnosticSettingsApiVersion, options);
}

/** The alerts on the activity log of a cluster's subscription. */
export function listActivityLogAlerts(
  reader: AzureReader,
  id: string,
  options?: ReadOptions,
): Promise<Json[]> {
  const path = `/subscriptions/${parseClusterId(id).subscriptionId}/providers/Microsoft.Insights/activityLogAlerts`;
  return reader.list(path, activityLogAlertsApiVersion, options);
}
