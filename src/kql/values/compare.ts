import { KqlError } from '../error.ts';
import type { KqlType } from '../types.ts';
import { convert } from './convert.ts';
import { keyOf, type Value } from './value.ts';

const numbers = new Set<KqlType>(['int', 'long', 'real']);

export function isNumber(type: KqlType): boolean {
  return numbers.has(type);
}

/** Less than 0, 0, more than 0, for two values of one type, neither null. Text by code unit. */
export function order(left: Value, right: Value): number {
  if (left === right) {
    return 0;
  }
  return (left as number) < (right as number) ? -1 : (left as number) > (right as number) ? 1 : 0;
}

/**
 * Brings both sides of a comparison to one form. A dynamic takes the type of the other side; where
 * its content is of another kind the answer would be a guess, so it says to convert it by name.
 */
export function aligner(from: KqlType, other: KqlType): (value: Value) => Value {
  if (from !== 'dynamic' || other === 'dynamic') {
    return (value) => value;
  }
  return (value) => {
    if (value === null || value === undefined) {
      return null;
    }
    const fits =
      (isNumber(other) && (typeof value === 'number' || typeof value === 'bigint')) ||
      ((other === 'string' || other === 'datetime' || other === 'timespan' || other === 'guid') &&
        typeof value === 'string') ||
      (other === 'bool' && typeof value === 'boolean');
    if (!fits) {
      throw new KqlError(
        'not-implemented',
        `Comparing a dynamic ${kindOf(value)} with a ${other} is not implemented in the local evaluator. ` +
          `Convert it first, for example with to${other === 'real' ? 'double' : other}().`,
      );
    }
    return isNumber(other) || other === 'string' ? value : convert(value, 'dynamic', other);
  };
}

function kindOf(value: Value): string {
  return Array.isArray(value) ? 'array' : typeof value === 'object' ? 'bag' : typeof value;
}

/** Equality of two values of one type, neither null; bags and arrays by content. */
export function same(left: Value, right: Value): boolean {
  if (typeof left === 'object' || typeof right === 'object') {
    return keyOf(left) === keyOf(right);
  }
  // A long may be a number on one side and a bigint on the other: == is exact there.
  // biome-ignore lint/suspicious/noDoubleEquals: numbers and bigints compare by value
  return typeof left === typeof right ? left === right : left == right;
}

export interface Ordering {
  descending: boolean;
  nullsFirst: boolean;
}

/**
 * Order of two cells for sort and top. Nulls and NaN stand together at the end that was asked for,
 * null outside. https://learn.microsoft.com/kusto/query/sort-operator#using-special-floating-point-values
 */
export function compareCells(
  left: Value,
  right: Value,
  { descending, nullsFirst }: Ordering,
): number {
  const first = specialRank(left, nullsFirst);
  const second = specialRank(right, nullsFirst);
  if (first !== second) {
    return first - second;
  }
  if (first !== 0) {
    return 0;
  }
  return descending ? order(right, left) : order(left, right);
}

function specialRank(value: Value, nullsFirst: boolean): number {
  if (value === null || value === undefined) {
    return nullsFirst ? -2 : 2;
  }
  if (Number.isNaN(value)) {
    return nullsFirst ? -1 : 1;
  }
  return 0;
}
