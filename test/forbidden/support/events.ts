import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Json } from '../../../src/fleet/snapshot.ts';
import { auditFileSchema, rowsOfFile } from '../../../src/forbidden/file-rows.ts';
import type { AuditTable } from '../../../src/forbidden/queries.ts';
import { loadKql } from '../../../src/kql/index.ts';
import { logTables } from '../../../src/kql/schemas.ts';
import type { TableSchema } from '../../../src/kql/types.ts';

export const clusterId =
  '/subscriptions/11111111-1111-1111-1111-111111111111/resourcegroups/rg-prod/providers/microsoft.containerservice/managedclusters/aks-prod';

export const auditTables: AuditTable[] = [
  'AKSAudit',
  'AKSAuditAdmin',
  'AzureDiagnostics',
  'AuditFile',
];

export function dataPath(file: string): string {
  return fileURLToPath(new URL(`../data/kube-audit/${file}`, import.meta.url));
}

export function linesOf(file: string): Json[] {
  return readFileSync(dataPath(file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

export function schemaOf(table: AuditTable): TableSchema {
  const found = [...logTables, auditFileSchema].find(({ name }) => name === table);
  if (!found) throw new Error(`no table ${table}`);
  return found;
}

/** An event as a row of a table. */
export function asRow(event: Json, table: AuditTable): Record<string, unknown> {
  const common = {
    TimeGenerated: event.stageTimestamp,
    _ResourceId: clusterId,
  };
  if (table === 'AzureDiagnostics')
    return { ...common, Category: 'kube-audit', log_s: `${JSON.stringify(event)}\n` };
  return {
    ...common,
    AuditId: event.auditID,
    Stage: event.stage,
    Verb: event.verb,
    User: event.user,
    SourceIps: event.sourceIPs,
    UserAgent: event.userAgent,
    ObjectRef: event.objectRef,
    ResponseStatus: event.responseStatus,
    ResponseObject: event.responseObject,
    RequestObject: event.requestObject,
    RequestUri: event.requestURI,
    Annotations: event.annotations,
    ...(table === 'AuditFile' && { ImpersonatedUser: event.impersonatedUser }),
  };
}

/** What a finished query answers over some rows of one table. */
export async function answer<R>(
  query: string,
  table: AuditTable,
  rows: Iterable<Record<string, unknown>>,
): Promise<R[]> {
  const kql = await loadKql();
  const result = kql.run(query, {
    tables: { [table]: { ...schemaOf(table), rows } },
    now: new Date('2026-11-24T00:00:00Z'),
  });
  return result.rows.map(
    (row) => Object.fromEntries(result.columns.map(({ name }, i) => [name, row[i]])) as R,
  );
}

/** The rows of a file of test data, as the command line reads them. */
export function fileRows(file: string): Record<string, unknown>[] {
  return [
    ...rowsOfFile(dataPath(file), ({ line, why }) => {
      throw new Error(`line ${line}: ${why}`);
    }),
  ];
}
