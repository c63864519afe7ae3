import { AzureError } from './errors.ts';
import type { Json } from './json.ts';

interface LogsColumn {
  name: string;
  /** Kusto's name of the type: `string`, `datetime`, `long`, `dynamic`, … */
  type: string;
}

export interface LogsAnswer {
  columns: LogsColumn[];
  /**
   * By column name. A `datetime` is the ISO text that Azure sent, with all its digits; a `long` is a number where a
   * number is exact and its decimal text beyond 2^53; a `dynamic` is the value that its JSON stands for.
   */
  rows: Record<string, unknown>[];
  /** There is more, or it is not exact: which limit was hit. */
  partial?: { code: string; message: string };
  /** No data at all, ever: something else than no rows. */
  empty: boolean;
}

/**
 * What the Logs API answered to a query. Cells are read by the type of their column and never by their JSON type:
 * the service writes numbers and booleans as text at times.
 * https://learn.microsoft.com/azure/azure-monitor/logs/api/response-format
 * @throws AzureError `server` if it is no answer
 */
export function parseLogsAnswer(text: string | null | undefined, what: string): LogsAnswer {
  if (!text?.trim()) return { columns: [], rows: [], empty: true };
  const body = parseExactly(text, what);
  const tables: Json[] = Array.isArray(body?.tables) ? body.tables : [];
  if (tables.length === 0 && !body?.error)
    throw new AzureError('server', `${what}: Azure's answer holds no table`);
  const table = tables.find(({ name }) => name === 'PrimaryResult') ?? tables[0];
  const columns: LogsColumn[] = (table?.columns ?? []).map(({ name, type }: Json) => ({
    name: String(name),
    type: String(type),
  }));
  const rows = (table?.rows ?? []).map((cells: unknown[]) =>
    Object.fromEntries(columns.map(({ name, type }, index) => [name, cellOf(cells[index], type)])),
  );
  const partial = body.error ? partialOf(body.error) : undefined;
  return { columns, rows, ...(partial && { partial }), empty: false };
}

/** The innermost reason: "The results of this query exceed the set limit of 500000 records." */
function partialOf(error: Json): { code: string; message: string } {
  const deepest = innermost(error);
  return {
    code: String(error.code ?? 'PartialError'),
    message: String(deepest.message ?? error.message ?? 'Azure does not say why'),
  };
}

/** Follows `details` and `innererror` as deep as they go; the last one that says something. */
export function innermost(error: Json): {
  code?: string;
  message?: string;
  [property: string]: Json;
} {
  let found = error;
  for (let inner = error; inner; inner = inner.innererror ?? inner.details?.[0])
    if (inner.message) found = inner;
  return found;
}

/** Sixteen digits in a row may be more than a double can hold. */
const manyDigits = /\d{16}/;

/** JSON with integers beyond 2^53 as text, so that none is rounded in silence. */
function parseExactly(text: string, what: string): Json {
  try {
    return manyDigits.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
  } catch (cause) {
    throw new AzureError('server', `${what}: Azure answered with something that is not JSON`, {
      cause,
    });
  }
}

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  const isRounded =
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isRounded && /^-?\d+$/.test(context?.source ?? '') ? context?.source : value;
}

function cellOf(value: unknown, type: string): unknown {
  if (value === null || value === undefined) return null;
  switch (type) {
    case 'bool':
      return boolOf(value);
    case 'int':
    case 'long':
      return longOf(value);
    case 'real':
      return typeof value === 'string' ? Number(value) : value;
    case 'dynamic':
      return dynamicOf(value);
    default:
      return value;
  }
}

function boolOf(value: unknown): unknown {
  if (typeof value !== 'string') return typeof value === 'number' ? value !== 0 : value;
  const word = value.toLowerCase();
  return word === 'true' || word === '1' ? true : word === 'false' || word === '0' ? false : null;
}

function longOf(value: unknown): unknown {
  if (typeof value !== 'string' || !/^-?\d+$/.test(value)) return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The service sends JSON as text; a dynamic that is a bare word comes without quotes, and stays that word. */
function dynamicOf(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
