import { refuse } from '../error.ts';
import { order } from '../values/compare.ts';
import { long, type Value } from '../values/value.ts';
import { type AggregateFunction, argumentsOf, type Folded, fold, needArgument } from './kit.ts';

/** Rows, nulls included. */
const count: AggregateFunction = {
  compile: () => ({ columns: 1, create: () => counter(() => true) }),
};

const countif: AggregateFunction = {
  compile(context, node) {
    const test = needArgument(argumentsOf(context, node), 0, node);
    return { columns: 1, create: () => counter((row) => test.evaluate(row) === true) };
  },
};

function counter(counts: (row: Value[]) => boolean) {
  let total = 0;
  return {
    add(row: Value[]) {
      total += counts(row) ? 1 : 0;
    },
    result: () => [total],
  };
}

function sum(condition?: number): AggregateFunction {
  return fold(
    ({ type, node }) => {
      switch (type) {
        case 'int':
        case 'long':
          return () => longSum();
        case 'timespan':
          return () => spanSum();
        case 'real':
          return () => realSum();
        default:
          throw refuse(`sum of a ${type}`, node);
      }
    },
    { condition },
  );
}

function longSum(): Folded {
  let total: number | bigint = 0;
  return {
    add(value) {
      if (typeof total === 'number' && typeof value === 'number') {
        const next = total + value;
        if (Number.isSafeInteger(next)) {
          total = next;
          return;
        }
      }
      total = long(BigInt(total) + BigInt(value as number | bigint));
    },
    result: () => total,
  };
}

function realSum(): Folded {
  let total = 0;
  return {
    add(value) {
      total += value as number;
    },
    result: () => total,
  };
}

function spanSum(): Folded {
  let total = 0n;
  return {
    add(value) {
      total += value as bigint;
    },
    result: () => total,
  };
}

/** Of no values the average is NaN. https://learn.microsoft.com/kusto/query/summarize-operator#examples */
function average(condition?: number): AggregateFunction {
  return fold(
    ({ type, node }) => {
      if (type === 'timespan' || type === 'datetime') {
        return () => ticksAverage();
      }
      if (type === 'int' || type === 'long' || type === 'real') {
        return () => realAverage();
      }
      throw refuse(`avg of a ${type}`, node);
    },
    { condition },
  );
}

function realAverage(): Folded {
  let total = 0;
  let values = 0;
  return {
    add(value) {
      total += Number(value);
      values++;
    },
    result: () => total / values,
  };
}

function ticksAverage(): Folded {
  let total = 0n;
  let values = 0n;
  return {
    add(value) {
      total += value as bigint;
      values++;
    },
    result: () => (values === 0n ? null : total / values),
  };
}

function extreme(sign: 1 | -1, condition?: number): AggregateFunction {
  return fold(
    ({ type }) =>
      () => {
        let best: Value = null;
        return {
          add(value) {
            if (best === null || order(value, best) * sign > 0) {
              best = value;
            }
          },
          result: () => (best === null && type === 'string' ? '' : best),
        };
      },
    { condition },
  );
}

/** Welford's method, so that large values lose no digits. Of fewer than two values it is 0. */
function spread(kind: { sample: boolean; root: boolean }, condition?: number): AggregateFunction {
  return fold(
    () => () => {
      let values = 0;
      let mean = 0;
      let squares = 0;
      return {
        add(value) {
          values++;
          const distance = Number(value) - mean;
          mean += distance / values;
          squares += distance * (Number(value) - mean);
        },
        result: () => {
          const by = kind.sample ? values - 1 : values;
          const variance = by > 0 ? squares / by : 0;
          return kind.root ? Math.sqrt(variance) : variance;
        },
      };
    },
    { condition },
  );
}

export const numberAggregates: Record<string, AggregateFunction> = {
  count,
  countif,
  sum: sum(),
  sumif: sum(1),
  avg: average(),
  avgif: average(1),
  max: extreme(1),
  maxif: extreme(1, 1),
  min: extreme(-1),
  minif: extreme(-1, 1),
  stdev: spread({ sample: true, root: true }),
  stdevif: spread({ sample: true, root: true }, 1),
  stdevp: spread({ sample: false, root: true }),
  variance: spread({ sample: true, root: false }),
  varianceif: spread({ sample: true, root: false }, 1),
  variancep: spread({ sample: false, root: false }),
};
