import { refuse } from '../error.ts';
import type { SyntaxNode } from '../syntax.ts';
import type { KqlType } from '../types.ts';
import { isNumber } from '../values/compare.ts';
import { inRange } from '../values/datetime.ts';
import { type Evaluate, long, type Value } from '../values/value.ts';
import type { Compiled } from './context.ts';

type Operation = '+' | '-' | '*' | '/' | '%';

/** Arithmetic where a null on either side gives null. */
export function compileArithmetic(
  operation: Operation,
  left: Compiled,
  right: Compiled,
  node: SyntaxNode,
): Evaluate {
  const apply = operationFor(operation, left.type, right.type);
  if (!apply) {
    const hint = [left.type, right.type].includes('dynamic') ? ' (convert the dynamic first)' : '';
    throw refuse(`${left.type} ${operation} ${right.type}${hint}`, node);
  }
  const first = left.evaluate;
  const second = right.evaluate;
  return (row) => {
    const one = first(row);
    if (one === null) {
      return null;
    }
    const two = second(row);
    return two === null ? null : apply(one, two);
  };
}

type Apply = (left: Value, right: Value) => Value;

function operationFor(operation: Operation, left: KqlType, right: KqlType): Apply | undefined {
  if (isNumber(left) && isNumber(right)) {
    return left === 'real' || right === 'real'
      ? realOperations[operation]
      : longOperations[operation];
  }
  const apply = timeOperations[`${left}${operation}${right}`];
  if (apply) {
    return apply;
  }
  if (left === 'timespan' && isNumber(right) && (operation === '*' || operation === '/')) {
    return operation === '*' ? scale : shrink;
  }
  return right === 'timespan' && isNumber(left) && operation === '*'
    ? (number, span) => scale(span, number)
    : undefined;
}

const realOperations: Record<Operation, Apply> = {
  '+': (left, right) => Number(left) + Number(right),
  '-': (left, right) => Number(left) - Number(right),
  '*': (left, right) => Number(left) * Number(right),
  '/': (left, right) => Number(left) / Number(right),
  '%': (left, right) => {
    const size = Math.abs(Number(right));
    return ((Number(left) % size) + size) % size;
  },
};

/** Exact in 64 bits, wrapping around: numbers where that is exact, bigints otherwise. */
const longOperations: Record<Operation, Apply> = {
  '+': exact(
    (left, right) => left + right,
    (left, right) => left + right,
  ),
  '-': exact(
    (left, right) => left - right,
    (left, right) => left - right,
  ),
  '*': exact(
    (left, right) => left * right,
    (left, right) => left * right,
  ),
  '/': (left, right) =>
    isZero(right) ? null : long(BigInt(left as number) / BigInt(right as number)),
  // Never negative: https://learn.microsoft.com/kusto/query/numerical-operators#comment-about-the-modulo-operator
  '%': (left, right) => {
    if (isZero(right)) {
      return null;
    }
    const by = BigInt(right as number);
    const size = by < 0n ? -by : by;
    return long(((BigInt(left as number) % size) + size) % size);
  },
};

function exact(
  plain: (left: number, right: number) => number,
  wide: (left: bigint, right: bigint) => bigint,
): Apply {
  return (left, right) => {
    if (typeof left === 'number' && typeof right === 'number') {
      const result = plain(left, right);
      if (Number.isSafeInteger(result)) {
        return result;
      }
    }
    return long(wide(BigInt(left as number), BigInt(right as number)));
  };
}

function isZero(value: Value): boolean {
  return value === 0 || value === 0n;
}

function scale(span: Value, factor: Value): Value {
  if (typeof factor === 'bigint' || Number.isInteger(factor)) {
    return (span as bigint) * BigInt(factor as number);
  }
  return rounded(Number(span) * (factor as number));
}

function shrink(span: Value, by: Value): Value {
  if (isZero(by)) {
    return null;
  }
  if (typeof by === 'bigint' || Number.isInteger(by)) {
    return (span as bigint) / BigInt(by as number);
  }
  return rounded(Number(span) / (by as number));
}

function rounded(ticks: number): bigint | null {
  return Number.isFinite(ticks) ? BigInt(Math.trunc(ticks)) : null;
}

/** https://learn.microsoft.com/kusto/query/datetime-timespan-arithmetic */
const timeOperations: Record<string, Apply> = {
  'datetime-datetime': (left, right) => (left as bigint) - (right as bigint),
  'datetime+timespan': (left, right) => inRange((left as bigint) + (right as bigint)),
  'timespan+datetime': (left, right) => inRange((left as bigint) + (right as bigint)),
  'datetime-timespan': (left, right) => inRange((left as bigint) - (right as bigint)),
  'timespan+timespan': (left, right) => (left as bigint) + (right as bigint),
  'timespan-timespan': (left, right) => (left as bigint) - (right as bigint),
  'timespan/timespan': (left, right) => Number(left) / Number(right),
  'timespan%timespan': (left, right) => {
    const size = (right as bigint) < 0n ? -(right as bigint) : (right as bigint);
    return size === 0n ? null : (((left as bigint) % size) + size) % size;
  },
};

export function compileNegative(value: Compiled, node: SyntaxNode): Evaluate {
  const { type, evaluate } = value;
  if (type === 'real') {
    return (row) => negative(evaluate(row), (number) => -(number as number));
  }
  if (type === 'int' || type === 'long') {
    return (row) => negative(evaluate(row), (number) => long(-BigInt(number as number)));
  }
  if (type === 'timespan') {
    return (row) => negative(evaluate(row), (span) => -(span as bigint));
  }
  throw refuse(`-(${type})`, node);
}

function negative(value: Value, apply: (value: Value) => Value): Value {
  return value === null ? null : apply(value);
}
