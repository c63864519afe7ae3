import type { QueryResultRow } from 'pg';
import type { Queryable } from './pool.ts';

/** What a jsonb column holds. The folder that fills it knows its type. */
// biome-ignore lint/suspicious/noExplicitAny: the store passes these values on without looking at them
export type Json = any;

/** A Slack user of a Slack team, as stored with everything that people ask for or decide. */
export interface StoredPerson {
  teamId: string;
  userId: string;
  name?: string;
}

/** All rows of a statement, their columns in camel case. */
export async function many<Row>(
  db: Queryable,
  sql: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const { rows } = await db.query<QueryResultRow>(sql, values);
  return rows.map((row) => camelCase<Row>(row));
}

/** The first row of a statement, or null. */
export async function one<Row>(
  db: Queryable,
  sql: string,
  values: unknown[] = [],
): Promise<Row | null> {
  const [row] = await many<Row>(db, sql, values);
  return row ?? null;
}

function camelCase<Row>(row: QueryResultRow): Row {
  const entries = Object.entries(row).map(([column, value]) => [
    column.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(entries) as Row;
}

/** JSON for a jsonb parameter: null stays SQL's null, and text is what PostgreSQL can keep. */
export function json(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'string') return storableText(inner);
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    if (Object.keys(inner).every((key) => storableText(key) === key)) return inner;
    return Object.fromEntries(
      Object.entries(inner).map(([key, item]) => [storableText(key), item]),
    );
  });
}

/** PostgreSQL refuses NUL and half a surrogate pair; both become U+FFFD. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** Which column a property is kept in, and whether as JSON. */
export type Columns<Properties> = {
  [Name in keyof Properties]-?: { column: string; json?: boolean };
};

/**
 * `column = $n` for each property that is set, its values appended to `values`.
 * The names come from `columns` alone, never from a caller's text.
 */
export function assignments<Properties extends object>(
  columns: Columns<Properties>,
  set: Partial<Properties>,
  values: unknown[],
): string {
  const parts: string[] = [];
  for (const name of Object.keys(columns) as (keyof Properties)[]) {
    if (!(name in set) || set[name] === undefined) continue;
    const { column, json: asJson } = columns[name];
    values.push(asJson ? json(set[name]) : set[name]);
    parts.push(`${column} = $${values.length}`);
  }
  return parts.join(', ');
}
