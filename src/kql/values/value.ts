/**
 * A value of a query while it runs. Strings are never null (a missing string is empty).
 * - int, long: a number, or a bigint where a long is beyond 2^53, so that 64 bits are exact
 * - real: a number, NaN and the infinities included
 * - datetime, timespan: bigint ticks (values/datetime.ts)
 * - guid: lower-case text
 * - dynamic: a JSON value; a datetime, timespan or guid inside it is text, as its JSON would be.
 *   A whole real inside a dynamic (1.0) is not told from a long (1).
 */
export type Value = unknown;

export interface Bag {
  [key: string]: Value;
}

export type Row = Value[];

/** A compiled expression: made once, called for each row. */
export type Evaluate = (row: Row) => Value;

export function isBag(value: Value): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A long as it is held: a number where that is exact. The arithmetic wraps at 64 bits. */
export function long(value: bigint): number | bigint {
  const wrapped = BigInt.asIntN(64, value);
  const number = Number(wrapped);
  return Number.isSafeInteger(number) ? number : wrapped;
}

const longDigits = /\d{16}/;

/**
 * JSON text as a dynamic value, with longs kept exact; undefined when it is not JSON.
 * Reading is plain where no number is long enough to lose digits.
 */
export function parseJson(text: string): Value | undefined {
  try {
    return longDigits.test(text) ? JSON.parse(text, exactLong as never) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function exactLong(_key: string, value: Value, context: { source?: string }): Value {
  const source = context.source ?? '';
  if (typeof value !== 'number' || Number.isSafeInteger(value) || !/^-?\d+$/.test(source)) {
    return value;
  }
  const exact = BigInt(source);
  return BigInt.asIntN(64, exact) === exact ? exact : value;
}

/** Compact JSON, as Kusto writes a dynamic value. */
export function formatJson(value: Value): string {
  if (typeof value === 'bigint') {
    return value.toString();
  }
  if (Array.isArray(value)) {
    return `[${value.map(formatJson).join(',')}]`;
  }
  if (isBag(value)) {
    const pairs = Object.entries(value).map(([key, each]) => {
      return `${JSON.stringify(key)}:${formatJson(each)}`;
    });
    return `{${pairs.join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return JSON.stringify(formatReal(value));
  }
  return JSON.stringify(value ?? null);
}

/** A whole real keeps its `.0`; not-a-number and the infinities have names. */
export function formatReal(value: number): string {
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? 'Infinity' : '-Infinity';
  }
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? value.toFixed(1) : String(value);
}

/** Text that is equal exactly where two values of one type are equal; for groups and sets. */
export function keyOf(value: Value): string {
  switch (typeof value) {
    case 'string':
      return `s${value}`;
    case 'number':
      return `n${value === 0 ? 0 : value}`;
    case 'bigint':
      return `n${value}`;
    case 'boolean':
      return value ? 't' : 'f';
    case 'object':
      return value === null ? '-' : `j${sortedJson(value)}`;
    default:
      return '-';
  }
}

/** Bags with the same slots are equal whatever the order in which they were written. */
function sortedJson(value: Value): string {
  if (Array.isArray(value)) {
    return `[${value.map(sortedJson).join(',')}]`;
  }
  if (isBag(value)) {
    const pairs = Object.keys(value).sort();
    return `{${pairs.map((key) => `${JSON.stringify(key)}:${sortedJson(value[key])}`).join(',')}}`;
  }
  return formatJson(value);
}
