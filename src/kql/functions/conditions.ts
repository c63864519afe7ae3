import { widen } from '../compile/comparisons.ts';
import type { Compiled } from '../compile/context.ts';
import { refuse } from '../error.ts';
import { order } from '../values/compare.ts';
import { toDynamic } from '../values/convert.ts';
import type { Evaluate, Row } from '../values/value.ts';
import { argument, atMost, type Call, type ScalarFunction } from './kit.ts';

/** The argument as a value of the call's own type. */
function branch(call: Call, compiled: Compiled): Evaluate {
  if (call.type === 'dynamic' && compiled.type !== 'dynamic') {
    return (row) => toDynamic(compiled.evaluate(row), compiled.type);
  }
  return widen(compiled, call.type);
}

const iff: ScalarFunction = (call) => {
  const test = argument(call, 0);
  const yes = branch(call, argument(call, 1));
  const no = branch(call, argument(call, 2));
  return (row) => (test.evaluate(row) === true ? yes(row) : no(row));
};

const caseOf: ScalarFunction = (call) => {
  const last = call.args.length - 1;
  const otherwise = branch(call, argument(call, last));
  const cases: { test: Evaluate; value: Evaluate }[] = [];
  for (let i = 0; i + 1 <= last; i += 2) {
    cases.push({
      test: argument(call, i).evaluate,
      value: branch(call, argument(call, i + 1)),
    });
  }
  return (row) => {
    for (const each of cases) {
      if (each.test(row) === true) {
        return each.value(row);
      }
    }
    return otherwise(row);
  };
};

/** The first that is not null; of strings, the first that is not empty. */
const coalesce: ScalarFunction = (call) => {
  const choices = call.args.map((arg) => branch(call, arg));
  return (row) => {
    for (const choice of choices) {
      const value = choice(row);
      if (value !== null && value !== '') {
        return value;
      }
    }
    return call.type === 'string' ? '' : null;
  };
};

function emptyTest(wanted: boolean): ScalarFunction {
  return (call) => {
    const { evaluate } = argument(call, 0);
    return (row) => isEmpty(evaluate(row)) === wanted;
  };
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '';
}

/** A string is never null. */
function nullTest(wanted: boolean): ScalarFunction {
  return (call) => {
    const { evaluate } = argument(call, 0);
    return (row: Row) => (evaluate(row) === null) === wanted;
  };
}

const not: ScalarFunction = (call) => {
  const { evaluate, type } = argument(call, 0);
  if (type !== 'bool') {
    throw refuse(`not() of a ${type}`, call.node);
  }
  return (row) => {
    const value = evaluate(row);
    return value === null ? null : !value;
  };
};

/** Values take precedence over nulls. https://learn.microsoft.com/kusto/query/min-of-function */
function extremeOf(sign: 1 | -1): ScalarFunction {
  return (call) => {
    if (call.args.some((arg) => arg.type === 'dynamic')) {
      throw refuse(`${call.node.Name.SimpleName}() of a dynamic`, call.node);
    }
    const choices = call.args.map((arg) => branch(call, arg));
    return (row) => {
      let best: unknown = null;
      for (const choice of choices) {
        const value = choice(row);
        if (value !== null && (best === null || order(value, best) * sign > 0)) {
          best = value;
        }
      }
      return best;
    };
  };
}

const now: ScalarFunction = (call) => {
  atMost(call, 1);
  const offset = call.args[0];
  const start = call.context.now;
  return (row) => {
    const shift = offset ? offset.evaluate(row) : 0n;
    return shift === null ? null : start + (shift as bigint);
  };
};

const ago: ScalarFunction = (call) => {
  const { evaluate } = argument(call, 0);
  const start = call.context.now;
  return (row) => {
    const span = evaluate(row);
    return span === null ? null : start - (span as bigint);
  };
};

export const conditionFunctions: Record<string, ScalarFunction> = {
  iff,
  iif: iff,
  case: caseOf,
  coalesce,
  isempty: emptyTest(true),
  isnotempty: emptyTest(false),
  notempty: emptyTest(false),
  isnull: nullTest(true),
  isnotnull: nullTest(false),
  notnull: nullTest(false),
  not,
  min_of: extremeOf(-1),
  max_of: extremeOf(1),
  now,
  ago,
};
