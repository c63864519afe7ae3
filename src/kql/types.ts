export type KqlType =
  | 'string'
  | 'int'
  | 'long'
  | 'real'
  | 'decimal'
  | 'bool'
  | 'datetime'
  | 'timespan'
  | 'guid'
  | 'dynamic';

export interface KqlColumn {
  name: string;
  type: KqlType;
}

export interface TableSchema {
  name: string;
  columns: readonly KqlColumn[];
}

/**
 * A table with its rows. A row may hold dates as ISO text or `Date`, timespans as Kusto text, and
 * dynamic values as parsed JSON; a missing property is null (of a string column: empty).
 * Hidden property `$ingestionTime` is what `ingestion_time()` returns.
 * A query that reads a table twice needs rows that can be iterated twice (an array, not a generator).
 */
export interface Table extends TableSchema {
  rows: Iterable<Record<string, unknown>>;
}

export interface Diagnostic {
  severity: 'error' | 'warning' | 'suggestion';
  code: string;
  message: string;
  start: number;
  length: number;
}

/** What a `render` at the end of a query asked for. */
export interface Visualization {
  chart: string;
  properties: Record<string, string>;
}

/**
 * Rows hold what the Logs API sends: datetimes as ISO text, timespans as `d.hh:mm:ss`, dynamic
 * values as JSON values, numbers (a long beyond 2^53 as bigint), booleans, null.
 */
export interface QueryResult {
  columns: KqlColumn[];
  rows: unknown[][];
  visualization?: Visualization;
}

export interface RunOptions {
  tables: Record<string, Table>;
  now: Date;
  /** As the Logs API's timespan: only rows whose TimeGenerated is in [from, to) are seen. */
  timespan?: { from: Date; to: Date };
}

export interface Kql {
  /** What Microsoft's parser and binder say against these tables; empty when the query is sound. */
  check(query: string, tables: readonly TableSchema[]): Diagnostic[];
  /** Runs the query; throws KqlError for a mistake, and by name for what is not implemented. */
  run(query: string, options: RunOptions): QueryResult;
}
