import { widen } from '../compile/comparisons.ts';
import { refuse } from '../error.ts';
import { isNumber } from '../values/compare.ts';
import { floorDivide } from '../values/datetime.ts';
import { long, type Value } from '../values/value.ts';
import { argument, type Call, type ScalarFunction, strict } from './kit.ts';

/**
 * `bin` rounds down to a multiple: of a datetime counted from year 1. Null for a null, zero or
 * negative size. https://learn.microsoft.com/kusto/query/bin-function
 */
const bin: ScalarFunction = (call) => {
  const value = argument(call, 0);
  const size = argument(call, 1);
  const apply = binner(call, value.type, size.type);
  return (row) => {
    const one = value.evaluate(row);
    const two = size.evaluate(row);
    return one === null || two === null ? null : apply(one, two);
  };
};

function binner(call: Call, value: string, size: string): (value: Value, size: Value) => Value {
  const ticks = value === 'datetime' || value === 'timespan';
  if (ticks && size === 'timespan') {
    return (one, two) => {
      return (two as bigint) <= 0n
        ? null
        : floorDivide(one as bigint, two as bigint) * (two as bigint);
    };
  }
  const numbers = ['int', 'long', 'real'];
  if (!numbers.includes(value) || !numbers.includes(size)) {
    throw refuse(`bin of a ${value} by a ${size}`, call.node);
  }
  if (value === 'real' || size === 'real') {
    return (one, two) => {
      const by = Number(two);
      return by > 0 ? Math.floor(Number(one) / by) * by : null;
    };
  }
  return (one, two) => {
    const by = BigInt(two as number);
    return by > 0n ? long(floorDivide(BigInt(one as number), by) * by) : null;
  };
}

const abs: ScalarFunction = strict(1, ([value]) => {
  if (typeof value === 'bigint') {
    return value < 0n ? -value : value;
  }
  return Math.abs(value as number);
});

/** Halves away from zero, on the decimal digits as written: round(2.15, 1) is 2.2. */
const round: ScalarFunction = strict(2, ([value, precision = 0]) => {
  const number = Number(value);
  if (!Number.isFinite(number)) {
    return number;
  }
  const digits = Number(precision);
  const shifted = Number(`${Math.abs(number)}e${digits}`);
  if (!Number.isFinite(shifted)) {
    return number;
  }
  return Math.sign(number) * Number(`${Math.round(shifted)}e${-digits}`);
});

function whole(apply: (value: number) => number): ScalarFunction {
  return strict(1, ([value]) => apply(Number(value)));
}

function real(apply: (value: number) => number): ScalarFunction {
  return (call) => {
    const compiled = argument(call, 0);
    if (!isNumber(compiled.type)) {
      throw refuse(`${call.node.Name.SimpleName}() of a ${compiled.type}`, call.node);
    }
    const evaluate = widen(compiled, 'real');
    return (row) => {
      const value = evaluate(row);
      return value === null ? null : apply(Number(value));
    };
  };
}

/** A real that is no number: the square root of -1 is null in Kusto. */
function known(apply: (value: number) => number): ScalarFunction {
  const function_ = real(apply);
  return (call) => {
    const evaluate = function_(call);
    return (row) => {
      const value = evaluate(row);
      return Number.isNaN(value) ? null : value;
    };
  };
}

const sign: ScalarFunction = strict(1, ([value]) => Math.sign(Number(value)));

export const mathFunctions: Record<string, ScalarFunction> = {
  bin,
  floor: bin,
  abs,
  round,
  sign,
  ceiling: whole(Math.ceil),
  sqrt: known(Math.sqrt),
  exp: real(Math.exp),
  exp2: real((value) => 2 ** value),
  exp10: real((value) => 10 ** value),
  log: known(Math.log),
  log2: known(Math.log2),
  log10: known(Math.log10),
  pow: strict(2, ([value, power]) => Number(value) ** Number(power)),
  isnan: strict(1, ([value]) => Number.isNaN(value)),
  isinf: strict(1, ([value]) => value === Infinity || value === -Infinity),
  isfinite: strict(1, ([value]) => typeof value === 'bigint' || Number.isFinite(value)),
  binary_and: strict(2, ([a, b]) => long(BigInt(a as number) & BigInt(b as number))),
  binary_or: strict(2, ([a, b]) => long(BigInt(a as number) | BigInt(b as number))),
  binary_xor: strict(2, ([a, b]) => long(BigInt(a as number) ^ BigInt(b as number))),
};
