/** The Logs API: one route, on another host than Resource Manager's, and so on a path of its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { resourceNotFound } from '../azure/errors.ts';
import { mayDo, maySee } from '../azure/principals.ts';
import { type App, type Ground, known, on } from '../azure/route.ts';
import type { Json } from '../fleet/wire.ts';
import { badArgument, insufficientAccess, LogsError, throttled } from './errors.ts';
import type { LogFault, LogFaults } from './faults.ts';
import type { QueryLimits } from './limits.ts';
import { limitMessage, partialError, runQuery } from './run-query.ts';
import { schemas, type TableName, tableNamed, tableNames } from './schemas.ts';
import { parseTimespan } from './timespan.ts';
import type { LogWorkspaces } from './workspaces.ts';

export interface Logs {
  workspaces: LogWorkspaces;
  faults: LogFaults;
  limits: QueryLimits;
}

const querying = 'Microsoft.OperationalInsights/workspaces/query';

export function logRoutes(app: App, ground: Ground, { workspaces, faults, limits }: Logs): void {
  app.post('/v1/workspaces/:workspace/query', async (c) => {
    const principal = known(c, ground);
    limits.count(principal.objectId);
    const workspace = workspaces.find(c.req.param('workspace'));
    if (workspace?.properties.customerId !== c.req.param('workspace'))
      throw new LogsError(404, 'PathNotFoundError', 'The requested path does not exist');
    const { query, timespan } = (c.get('body') ?? {}) as { query?: unknown; timespan?: unknown };
    if (typeof query !== 'string' || query.trim() === '')
      throw badArgument({ code: 'QueryValidationError', message: 'Query must not be empty' });
    const fault = faults.take({ workspace: workspace.name, query });
    if (fault?.kind === 'slow') await sleep(fault.milliseconds);
    const subscription = workspace.id.split('/')[2];
    const isDenied = !mayDo(principal, `${querying}/read`) || !maySee(principal, subscription);
    if (isDenied || fault?.kind === 'denied') throw insufficientAccess(fault?.message);
    if (fault) refuse(fault);
    if (fault?.kind === 'empty') return c.body(null, 204);

    const now = ground.clock();
    const window = parseTimespan(timespan, now.getTime());
    const mayRead = (table: TableName) => mayDo(principal, `${querying}/${table}/read`);
    const body = await runQuery({ workspaces, workspace, query, window, now, mayRead });
    if (body === undefined) return c.body(null, 204);
    return c.json(fault?.kind === 'partial' ? halved(body, fault) : body);
  });
  tableRoutes(app, ground, workspaces);
}

/** @throws LogsError for the faults that are refusals */
function refuse({ kind, message, retryAfterSeconds }: LogFault): void {
  if (kind === 'throttled')
    throw throttled(message ?? 'The request is throttled.', retryAfterSeconds);
  if (kind === 'timeout') throw new LogsError(504, 'GatewayTimeout', message ?? 'Gateway timeout');
  if (kind === 'invalid')
    throw badArgument({
      code: 'SemanticError',
      message: 'A semantic error occurred.',
      innererror: {
        code: 'SEM0100',
        message:
          message ?? "'where' operator: Failed to resolve scalar expression named 'Annotations'",
      },
    });
}

function halved(body: Json, { message = limitMessage }: LogFault): Json {
  const [table] = body.tables;
  const rows = table.rows.slice(0, Math.ceil(table.rows.length / 2));
  return { tables: [{ ...table, rows }], error: partialError(message) };
}

/** The tables as Resource Manager shows them. https://learn.microsoft.com/rest/api/loganalytics/tables/get */
function tableRoutes(app: App, ground: Ground, workspaces: LogWorkspaces): void {
  const type = 'Microsoft.OperationalInsights/workspaces/tables';
  const path = `/subscriptions/:subscription/resourcegroups/:group/providers/microsoft.operationalinsights/workspaces/:workspace/tables`;
  const needs = { family: 'workspaces', action: `${type}/read` } as const;
  const shown = (workspace: Json, table: TableName): Json => {
    const plan = workspaces.plan(workspace, table);
    const total = workspace.properties.retentionInDays;
    return {
      id: `${workspace.id}/tables/${table}`,
      name: table,
      properties: {
        plan,
        retentionInDays: plan === 'Analytics' ? total : 30,
        totalRetentionInDays: total,
        archiveRetentionInDays: plan === 'Analytics' ? 0 : Math.max(0, total - 30),
        provisioningState: 'Succeeded',
        schema: {
          name: table,
          tableType: 'Microsoft',
          standardColumns: schemas.get(table)?.columns,
        },
      },
    };
  };
  on(app, ground, 'GET', path, needs, ({ param }) => {
    const workspace = workspaces.find(param('workspace'));
    if (!workspace) throw resourceNotFound(type, param('workspace'), param('group'));
    return { json: { value: tableNames.map((name) => shown(workspace, name)) } };
  });
  on(app, ground, 'GET', `${path}/:table`, needs, ({ param, lastName }) => {
    const workspace = workspaces.find(param('workspace'));
    const table = tableNamed(lastName);
    if (workspace && table) return { json: shown(workspace, table) };
    throw resourceNotFound(type, `${param('workspace')}/${lastName}`, param('group'));
  });
}
