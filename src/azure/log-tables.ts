import { workspacesApiVersion } from './api-versions.ts';
import { AzureError } from './errors.ts';
import type { QueryPlan } from './logs-lanes.ts';
import type { AzureReader, ReadOptions } from './reader.ts';
import { checkedWorkspaceId } from './workspaces.ts';

export interface LogTable {
  name: string;
  /** Basic and Auxiliary tables are cheaper to fill, and refuse much of what Analytics tables answer. */
  plan: 'Analytics' | 'Basic' | 'Auxiliary';
  /** How many days may be queried. */
  retentionInDays: number | undefined;
  /** How many days are kept, an archive included. */
  totalRetentionInDays: number | undefined;
}

const tableName = /^[A-Za-z0-9_-]{1,63}$/;

/**
 * A table of a Log Analytics workspace, or null where Azure says that there is none.
 * https://learn.microsoft.com/rest/api/loganalytics/tables/get
 * @throws AzureError, `invalid` for a name that is none
 */
export async function readLogTable(
  reader: AzureReader,
  workspaceId: string,
  name: string,
  options?: ReadOptions,
): Promise<LogTable | null> {
  const workspace = checkedWorkspaceId(workspaceId);
  if (!tableName.test(name))
    throw new AzureError('invalid', `"${name.slice(0, 100)}" is not the name of a table`, {
      mayHaveArrived: false,
    });
  try {
    const path = `${workspace}/tables/${name}`;
    const { properties } = (await reader.get(path, workspacesApiVersion, options)).json;
    return {
      name,
      plan: properties?.plan ?? 'Analytics',
      retentionInDays: properties?.retentionInDays,
      totalRetentionInDays: properties?.totalRetentionInDays,
    };
  } catch (error) {
    if (error instanceof AzureError && error.kind === 'not-found') return null;
    throw error;
  }
}

/**
 * How queries of a table have to be asked. Who may query a table need not be allowed to read its settings: it is then
 * taken for the usual plan.
 * @throws AzureError
 */
export async function readQueryPlan(
  reader: AzureReader,
  workspaceId: string,
  table: string,
  options?: ReadOptions,
): Promise<QueryPlan> {
  // The legacy table has no other plan.
  if (table === 'AzureDiagnostics') return 'Analytics';
  try {
    const found = await readLogTable(reader, workspaceId, table, options);
    return !found || found.plan === 'Analytics' ? 'Analytics' : 'Basic';
  } catch (error) {
    if (error instanceof AzureError && error.kind === 'denied') return 'Analytics';
    throw error;
  }
}
