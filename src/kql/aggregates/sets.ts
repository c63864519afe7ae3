import { constantValue } from '../compile/context.ts';
import { toDynamic } from '../values/convert.ts';
import { type Bag, isBag, keyOf, type Value } from '../values/value.ts';
import { type AggregateFunction, type Folded, fold } from './kit.ts';

/** The default and greatest size of a made set, list or bag. */
const mostElements = 1_048_576;

/**
 * Distinct values that are not null. The service estimates beyond small sets; this counts exactly.
 * https://learn.microsoft.com/kusto/query/dcount-aggregation-function
 */
function distinct(condition?: number): AggregateFunction {
  return fold(
    () => () => {
      const seen = new Set<string>();
      return {
        add(value) {
          seen.add(keyOf(value));
        },
        result: () => seen.size,
      };
    },
    { condition },
  );
}

interface Collected {
  type: string;
  limit: number;
}

/**
 * A collecting aggregate. A null is passed over, and so is everything beyond the limit. A limit of
 * 128 is the default of the older names only.
 */
function collect(
  make: (input: Collected) => Folded,
  { condition, limit = mostElements }: { condition?: number; limit?: number } = {},
): AggregateFunction {
  return fold(
    ({ type, options, node }) => {
      const given = options[0] && Number(constantValue(options[0], 'A size', node));
      return () => make({ type, limit: Math.min(given ?? limit, mostElements) });
    },
    { condition },
  );
}

/** In order of first appearance; an array's elements are taken one by one. */
function setOf({ type, limit }: Collected): Folded {
  const found = new Map<string, Value>();
  const add = (value: Value) => {
    if (value !== null && found.size < limit) {
      const key = keyOf(value);
      if (!found.has(key)) {
        found.set(key, value);
      }
    }
  };
  return {
    add(value) {
      if (Array.isArray(value)) {
        value.forEach(add);
      } else {
        add(toDynamic(value, type as 'dynamic'));
      }
    },
    result: () => [...found.values()],
  };
}

function listOf({ type, limit }: Collected): Folded {
  const found: Value[] = [];
  return {
    add(value) {
      if (found.length < limit) {
        found.push(toDynamic(value, type as 'dynamic'));
      }
    },
    result: () => found,
  };
}

/** The first value of a slot is kept; what is not a bag is passed over. */
function bagOf({ limit }: Collected): Folded {
  const bag = new Map<string, Value>();
  return {
    add(value) {
      for (const [key, each] of isBag(value) ? Object.entries(value) : []) {
        if (!bag.has(key) && bag.size < limit) {
          bag.set(key, each);
        }
      }
    },
    // https://learn.microsoft.com/kusto/query/summarize-operator#default-values-of-aggregations
    result: () => (bag.size === 0 ? [] : (Object.fromEntries(bag) as Bag)),
  };
}

export const setAggregates: Record<string, AggregateFunction> = {
  dcount: distinct(),
  dcountif: distinct(1),
  count_distinct: distinct(),
  count_distinctif: distinct(1),
  make_set: collect(setOf),
  make_set_if: collect(setOf, { condition: 1 }),
  makeset: collect(setOf, { limit: 128 }),
  make_list: collect(listOf),
  make_list_if: collect(listOf, { condition: 1 }),
  makelist: collect(listOf, { limit: 128 }),
  make_bag: collect(bagOf),
  make_bag_if: collect(bagOf, { condition: 1 }),
};
