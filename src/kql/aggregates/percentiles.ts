import { constantValue } from '../compile/context.ts';
import { order } from '../values/compare.ts';
import type { Row, Value } from '../values/value.ts';
import { type AggregateFunction, argumentsOf, needArgument } from './kit.ts';

/**
 * Nearest-rank percentiles, exact where the service estimates: it keeps the values of each group.
 * https://learn.microsoft.com/kusto/query/percentiles-aggregation-function#nearest-rank-percentile
 */
function percentiles(asArray: boolean): AggregateFunction {
  return {
    compile(context, node) {
      const args = argumentsOf(context, node);
      const { evaluate } = needArgument(args, 0, node);
      const ranks = args.slice(1).flatMap((each) => {
        const value = constantValue(each, 'A percentile', node);
        return (Array.isArray(value) ? value : [value]).map(Number);
      });
      return {
        columns: asArray ? 1 : ranks.length,
        create: () => {
          const values: Value[] = [];
          return {
            add(row: Row) {
              const value = evaluate(row);
              if (value !== null && !Number.isNaN(value)) {
                values.push(value);
              }
            },
            result: () => {
              values.sort(order);
              const found = ranks.map((rank) => nearest(values, rank));
              return asArray ? [found] : found;
            },
          };
        },
      };
    },
  };
}

function nearest(sorted: Value[], percent: number): Value {
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  return sorted[rank - 1] ?? null;
}

export const percentileAggregates: Record<string, AggregateFunction> = {
  percentile: percentiles(false),
  percentiles: percentiles(false),
  percentiles_array: percentiles(true),
};
