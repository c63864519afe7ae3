import type { AlertValue } from '../forbidden/alerts/types.ts';
import type { LogSource } from '../forbidden/types.ts';
import { lastLogSource } from '../store/log-sources.ts';
import type { SlackDeps } from './context.ts';
import { logAnalyticsLink } from './log-analytics-link.ts';
import { logQueries } from './log-queries.ts';
import { showCallsOf } from './show-calls.ts';

const minuteMs = 60_000;

/**
 * The address under which Log Analytics shows the calls of an alert; null where no look has found its log yet, or
 * where the query is too long for an address.
 */
export async function alertLogsUrl(
  { db, portal }: Pick<SlackDeps, 'db' | 'portal'>,
  alert: AlertValue,
): Promise<string | null> {
  const source = (await lastLogSource(db, alert.cluster.id)) as LogSource | null;
  if (!source) return null;
  const { clusterIds, wanted, since } = showCallsOf(alert);
  const [asked] = logQueries(wanted, [{ source, clusterIds }]);
  // By the minute, so that the last call is within it.
  const until = new Date(Date.parse(alert.lastCallAt) + minuteMs).toISOString();
  return asked ? logAnalyticsLink({ ...asked, portal, window: { from: since, to: until } }) : null;
}
