/** Links that open Log Analytics in Azure's portal with a query in it. */
import { gzipSync } from 'node:zlib';

/** Of a button's address: https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const longestUrl = 3000;

interface Asked {
  /** `https://portal.azure.com`, or that of another cloud. */
  portal: string;
  /** Resource id. */
  workspaceId: string;
  /** From is included, to is not. */
  window: { from: string; to: string };
}

/**
 * The address under which the portal opens with a query; null where it is longer than Slack takes.
 *
 * The query is zipped by gzip, in base64, and encoded twice for the address, as in the portal's own links:
 * https://learn.microsoft.com/azure/azure-monitor/logs/kql-machine-learning-azure-monitor#create-time-series
 * https://github.com/microsoft/BCTech/blob/master/samples/AppInsights/HTML/README.md
 */
export function logAnalyticsLink({ query, ...asked }: Asked & { query: string }): string | null {
  const zipped = gzipSync(query, { level: 9 }).toString('base64');
  const url = link(asked, `/q/${encodeURIComponent(encodeURIComponent(zipped))}`);
  return url.length > longestUrl ? null : url;
}

/** The workspace's Logs without a query, over the same time. */
export function emptyLogAnalyticsLink(asked: Asked): string {
  return link(asked, '');
}

function link({ portal, workspaceId, window }: Asked, query: string): string {
  const timespan = encodeURIComponent(`${window.from}/${window.to}`);
  const blade = `${portal}/#blade/Microsoft_Azure_Monitoring_Logs/LogsBlade`;
  return `${blade}/resourceId/${encodeURIComponent(workspaceId)}/source/LogsBlade.AnalyticsShareLinkToQuery${query}/timespan/${timespan}`;
}
