/** What the stand-in serves of Log Analytics. */
import { row, type Served } from '../azure/coverage-row.ts';

const workspace =
  '/subscriptions/:subscription/resourcegroups/:group/providers/microsoft.operationalinsights/workspaces/:workspace';

export const logsCoverage: Served[] = [
  row(
    'Log Analytics',
    'POST',
    '/v1/workspaces/:workspace/query',
    "runs KQL over AKSAudit, AKSAuditAdmin, AKSControlPlane, AzureDiagnostics, AzureActivity, ContainerLogV2, InsightsMetrics, KubeEvents and KubeNodeInventory, over the request's timespan; Kusto's error bodies, 204 without data, tables of the Basic plan, rows that arrive late, 200 queries in 30 s",
    'KQL that the evaluator does not know is refused by name; no queue of more than five queries, no GET, no batches, no queries across workspaces; the rows of a diagnostic setting go when it is taken away',
  ),
  row(
    'Log Analytics',
    'GET',
    `${workspace}/tables`,
    'tables of a workspace with plan and retention',
  ),
  row('Log Analytics', 'GET', `${workspace}/tables/:table`, 'one table'),
  row('Sandbox', 'GET', '/sandbox/logs/faults', 'faults of queries that wait'),
  row(
    'Sandbox',
    'POST',
    '/sandbox/logs/faults',
    'asks for a fault of queries: partial, throttled, invalid, denied, timeout, slow, empty',
  ),
  row('Sandbox', 'DELETE', '/sandbox/logs/faults', 'clears them'),
  row(
    'Sandbox',
    'POST',
    '/sandbox/logs/workspaces/:workspace',
    'sets how long rows are on their way, and the plans of tables',
  ),
  row(
    'Sandbox',
    'POST',
    '/sandbox/logs/workspaces/:workspace/tables/:table',
    'puts rows into a table, late ones too',
  ),
  row('Sandbox', 'GET', '/sandbox/logs/stories', 'what can happen in a cluster'),
  row('Sandbox', 'POST', '/sandbox/logs/stories/:story', 'makes it happen now'),
];
