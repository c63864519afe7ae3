import { KqlError } from '../error.ts';
import type { KqlType } from '../types.ts';
import { aligner, isNumber, order, same } from '../values/compare.ts';
import type { Evaluate, Value } from '../values/value.ts';
import type { Compiled } from './context.ts';

/**
 * Equality with nulls: of two nulls the answer is null, of one null it is "different".
 * https://learn.microsoft.com/kusto/query/scalar-data-types/null-values#equality-and-inequality-of-null-values
 */
export function compileEquality(left: Compiled, right: Compiled, equal: boolean): Evaluate {
  const [first, second] = aligned(left, right);
  return (row) => {
    const one = first(row);
    const two = second(row);
    if (one === null || two === null) {
      return one === two ? null : !equal;
    }
    return same(one, two) === equal;
  };
}

/** <, <=, >, >=: null where either side is null; false where either is not a number (NaN). */
export function compileOrder(
  left: Compiled,
  right: Compiled,
  test: (order: number) => boolean,
): Evaluate {
  const [first, second] = aligned(left, right);
  return (row) => {
    const one = first(row);
    const two = second(row);
    if (one === null || two === null) {
      return null;
    }
    return Number.isNaN(one) || Number.isNaN(two) ? false : test(order(one, two));
  };
}

/** The service refuses to compare these; so does this, where the binder lets them pass. */
export function refuseMixed(left: KqlType, right: KqlType): void {
  const comparable =
    left === right
      ? left !== 'dynamic'
      : [left, right].includes('dynamic') || bothNumbers(left, right);
  if (!comparable) {
    throw new KqlError(
      'SEM0064',
      `Cannot compare values of types ${left} and ${right}. Try adding explicit casts.`,
    );
  }
}

function bothNumbers(left: KqlType, right: KqlType): boolean {
  return isNumber(left) && isNumber(right);
}

function aligned(left: Compiled, right: Compiled): [Evaluate, Evaluate] {
  refuseMixed(left.type, right.type);
  return [alignedTo(left, right), alignedTo(right, left)];
}

function alignedTo(value: Compiled, other: Compiled): Evaluate {
  if (value.type !== 'dynamic' || other.type === 'dynamic') {
    return value.evaluate;
  }
  const align = aligner(value.type, other.type);
  return (row) => align(value.evaluate(row));
}

/** `and`: false wins over null. */
export function compileAnd(left: Compiled, right: Compiled): Evaluate {
  return (row) => {
    const one = left.evaluate(row);
    if (one === false) {
      return false;
    }
    const two = right.evaluate(row);
    return two === false ? false : one === null || two === null ? null : true;
  };
}

/** `or`: true wins over null. */
export function compileOr(left: Compiled, right: Compiled): Evaluate {
  return (row) => {
    const one = left.evaluate(row);
    if (one === true) {
      return true;
    }
    const two = right.evaluate(row);
    return two === true ? true : one === null || two === null ? null : false;
  };
}

/** `between`, both ends included; a timespan as the second end is added to the first. */
export function compileBetween(
  value: Compiled,
  low: Compiled,
  high: Compiled,
  inside: boolean,
): Evaluate {
  const end: Compiled =
    low.type === 'datetime' && high.type === 'timespan'
      ? { ...high, type: 'datetime', evaluate: (row) => sum(low.evaluate(row), high.evaluate(row)) }
      : high;
  const both = compileAnd(
    { type: 'bool', constant: false, evaluate: compileOrder(value, low, (result) => result >= 0) },
    { type: 'bool', constant: false, evaluate: compileOrder(value, end, (result) => result <= 0) },
  );
  return inside
    ? both
    : (row) => {
        const result = both(row);
        return result === null ? null : !result;
      };
}

function sum(left: Value, right: Value): Value {
  return left === null || right === null ? null : (left as bigint) + (right as bigint);
}

/** A number of one type as a number of another; other values stay as they are. */
export function widen(compiled: Compiled, type: Compiled['type']): Evaluate {
  if (type !== 'real' || !isNumber(compiled.type) || compiled.type === 'real') {
    return compiled.evaluate;
  }
  return (row) => {
    const value = compiled.evaluate(row);
    return typeof value === 'bigint' ? Number(value) : value;
  };
}
