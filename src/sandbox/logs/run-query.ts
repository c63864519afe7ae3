/** Runs a query over the tables of a workspace and answers as the Logs API does. */
import { KqlError } from '../../kql/error.ts';
import { loadKql } from '../../kql/index.ts';
import type { TableSchema } from '../../kql/types.ts';
import type { Json } from '../fleet/wire.ts';
import { badArgument, insufficientAccess, queryError } from './errors.ts';
import type { Row } from './rows.ts';
import { schemas, type TableName, tableNames } from './schemas.ts';
import type { Window } from './sources.ts';
import type { LogWorkspaces } from './workspaces.ts';

/** https://learn.microsoft.com/azure/azure-monitor/service-limits#log-queries-and-language */
const mostRows = 500_000;

interface Asked {
  workspaces: LogWorkspaces;
  workspace: Json;
  query: string;
  window: Window | undefined;
  now: Date;
  /** Rights may end at a table. https://learn.microsoft.com/azure/azure-monitor/logs/manage-access#set-table-level-read-access */
  mayRead(table: TableName): boolean;
}

/**
 * The body of the answer; undefined where the tables that it reads have never had a row, which is answered 204.
 * @throws LogsError 400, 403
 */
export async function runQuery({
  workspaces,
  workspace,
  query,
  window,
  now,
  mayRead,
}: Asked): Promise<Json> {
  const kql = await loadKql();
  const read = new Set<TableName>();
  const tables = Object.fromEntries(
    tableNames.map((name) => {
      const rows: Iterable<Row> = {
        [Symbol.iterator]() {
          read.add(name);
          if (!mayRead(name)) throw insufficientAccess();
          if (!window && workspaces.plan(workspace, name) !== 'Analytics')
            throw badArgument({
              code: 'TimespanRequired',
              message: `Table '${name}' has the plan ${workspaces.plan(workspace, name)}: a query of it needs a timespan in the request`,
            });
          const everything = { from: 0, until: now.getTime() + 1 };
          return workspaces.rows(workspace, name, window ?? everything)[Symbol.iterator]();
        },
      };
      return [name, { ...(schemas.get(name) as TableSchema), rows }];
    }),
  );
  const result = ran(() => kql.run(query, { tables, now }), query);
  const isEmpty = read.size > 0 && ![...read].some((name) => workspaces.hasData(workspace, name));
  if (isEmpty) return undefined;
  const rows = result.rows.slice(0, mostRows);
  return {
    tables: [
      {
        name: 'PrimaryResult',
        columns: result.columns,
        rows: rows.map((row) => row.map((cell, index) => wire(cell, result.columns[index]?.type))),
      },
    ],
    ...(rows.length < result.rows.length && { error: partialError(limitMessage) }),
  };
}

function ran<T>(work: () => T, query: string): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof KqlError ? queryError(error, query) : error;
  }
}

/** Dynamic values travel as the text of their JSON, bare words without quotes. */
function wire(cell: unknown, type: string | undefined): unknown {
  if (typeof cell === 'bigint') return cell.toString();
  if (type !== 'dynamic' || cell === null || typeof cell === 'string') return cell ?? null;
  return JSON.stringify(cell);
}

export const limitMessage = `The results of this query exceed the set limit of ${mostRows} records.`;

/** What stands beside the rows that there are. */
export function partialError(message: string): Json {
  return {
    code: 'PartialError',
    message: 'There were some errors when processing your query.',
    details: [
      {
        code: 'EngineError',
        message: 'Something went wrong processing your query on the server.',
        innererror: { code: '-2133196797', message, severity: 2, severityName: 'Error' },
      },
    ],
  };
}
