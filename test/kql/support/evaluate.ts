import { beforeAll } from 'vitest';
import { loadKql } from '../../../src/kql/index.ts';
import type { Kql, QueryResult, Table } from '../../../src/kql/types.ts';

/** The moment that now() gives in these tests. */
const now = new Date('2026-11-24T12:34:56.789Z');

let kql: Kql;

/** Loads the parser once for a test file. */
export function loadBefore(): void {
  beforeAll(async () => {
    kql = await loadKql();
  });
}

/** Runs a query over tables, by default none. */
export function run(query: string, tables: Record<string, Table> = {}): QueryResult {
  return kql.run(query, { tables, now });
}

/** The value of one scalar expression. */
export function evaluate(expression: string): unknown {
  return run(`print x = ${expression}`).rows[0]?.[0];
}

/** The rows of a query as objects. */
export function objects(
  query: string,
  tables: Record<string, Table> = {},
): Record<string, unknown>[] {
  const { columns, rows } = run(query, tables);
  return rows.map((row) => Object.fromEntries(columns.map((each, i) => [each.name, row[i]])));
}
