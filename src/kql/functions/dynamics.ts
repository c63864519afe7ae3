import type { Compiled } from '../compile/context.ts';
import { refuse } from '../error.ts';
import { toDynamic, toText } from '../values/convert.ts';
import { type Bag, isBag, keyOf, type Row, type Value } from '../values/value.ts';
import { argument, type ScalarFunction, strict } from './kit.ts';

/** The argument's value as it is kept inside a dynamic. */
function inner({ evaluate, type }: Compiled): (row: Row) => Value {
  return (row) => toDynamic(evaluate(row), type);
}

const arrayLength: ScalarFunction = strict(1, ([value]) => {
  return Array.isArray(value) ? value.length : null;
});

/** What is not an array counts as one element; a null adds none. */
const arrayConcat: ScalarFunction = (call) => {
  const parts = call.args.map(inner);
  return (row) =>
    parts
      .map((part) => part(row))
      .filter((part) => part !== null)
      .flat();
};

const arraySlice: ScalarFunction = strict(3, ([array, start, end = -1]) => {
  if (!Array.isArray(array)) {
    return null;
  }
  const place = (at: number) => (at < 0 ? array.length + at : at);
  return array.slice(Math.max(0, place(Number(start))), place(Number(end)) + 1);
});

const arrayIndexOf: ScalarFunction = (call) => {
  if (call.args.length > 2) {
    throw refuse('array_index_of() with a start', call.node);
  }
  const array = argument(call, 0);
  const sought = inner(argument(call, 1));
  return (row) => {
    const values = array.evaluate(row);
    const key = keyOf(sought(row));
    return Array.isArray(values) ? values.findIndex((value) => keyOf(value) === key) : null;
  };
};

const setHasElement: ScalarFunction = (call) => {
  const array = argument(call, 0);
  const sought = inner(argument(call, 1));
  return (row) => {
    const values = array.evaluate(row);
    const key = keyOf(sought(row));
    return Array.isArray(values) ? values.some((value) => keyOf(value) === key) : null;
  };
};

/** Sets in order of first appearance; null where an argument is no array. */
function setOf(combine: (sets: Map<string, Value>[]) => Map<string, Value>): ScalarFunction {
  return (call) => (row) => {
    const sets: Map<string, Value>[] = [];
    for (const arg of call.args) {
      const values = arg.evaluate(row);
      if (!Array.isArray(values)) {
        return null;
      }
      sets.push(new Map(values.map((value) => [keyOf(value), value])));
    }
    return [...combine(sets).values()];
  };
}

const union = setOf((sets) => new Map(sets.flatMap((set) => [...set])));
const intersect = setOf(([first = new Map(), ...rest]) => {
  return new Map([...first].filter(([key]) => rest.every((set) => set.has(key))));
});
const difference = setOf(([first = new Map(), ...rest]) => {
  return new Map([...first].filter(([key]) => !rest.some((set) => set.has(key))));
});

const bagKeys: ScalarFunction = strict(1, ([value]) => (isBag(value) ? Object.keys(value) : null));

const bagHasKey: ScalarFunction = strict(2, ([bag, key]) => {
  if (String(key).startsWith('$')) {
    throw refuse('bag_has_key() with a JSONPath');
  }
  return isBag(bag) ? Object.hasOwn(bag, String(key)) : null;
});

/** Of several bags with the same slot the leftmost wins; what is not a bag is passed over. */
const bagMerge: ScalarFunction = (call) => (row) => {
  const merged = new Map<string, Value>();
  for (const arg of call.args) {
    const bag = arg.evaluate(row);
    for (const [key, value] of isBag(bag) ? Object.entries(bag) : []) {
      if (!merged.has(key)) {
        merged.set(key, value);
      }
    }
  }
  return Object.fromEntries(merged) as Bag;
};

const bagPack: ScalarFunction = (call) => {
  if (call.args.length % 2 !== 0) {
    throw refuse('bag_pack() with a key that has no value', call.node);
  }
  const parts = call.args.map(inner);
  return (row) => {
    const pairs: [string, Value][] = [];
    for (let i = 0; i < parts.length; i += 2) {
      pairs.push([toText(parts[i]?.(row), 'dynamic'), parts[i + 1]?.(row)]);
    }
    return Object.fromEntries(pairs);
  };
};

const packArray: ScalarFunction = (call) => {
  const parts = call.args.map(inner);
  return (row) => parts.map((part) => part(row));
};

/** The service's own bound. https://learn.microsoft.com/kusto/query/range-function */
const mostInRange = 1_048_576;

/** An array from the first to the last value, both included, by steps. */
const range: ScalarFunction = (call) => {
  const types = [0, 1].map((index) => argument(call, index).type);
  const type = types[0] ?? 'long';
  const step = call.args[2];
  return (row) => {
    const first = call.args[0]?.evaluate(row);
    const last = call.args[1]?.evaluate(row);
    const by = step
      ? step.evaluate(row)
      : type === 'datetime' || type === 'timespan'
        ? 36_000_000_000n
        : 1;
    if (first === null || last === null || by === null || Number(by) === 0) {
      return null;
    }
    const values: Value[] = [];
    const up = Number(by) > 0;
    const ticks = typeof by === 'bigint';
    let at = ticks ? BigInt(first as bigint) : Number(first);
    while ((up ? at <= (last as number) : at >= (last as number)) && values.length < mostInRange) {
      values.push(toDynamic(at, type));
      at = ticks ? (at as bigint) + by : (at as number) + Number(by);
    }
    return values;
  };
};

function arraySort(sign: 1 | -1): ScalarFunction {
  return (call) => {
    if (call.args.length > 1) {
      throw refuse(`${call.node.Name.SimpleName}() of several arrays`, call.node);
    }
    const array = argument(call, 0);
    return (row) => {
      const values = array.evaluate(row);
      if (!Array.isArray(values)) {
        return null;
      }
      const kinds = new Set(values.filter((value) => value !== null).map((value) => typeof value));
      if (kinds.size > 1) {
        throw refuse('Sorting an array of values of several types', call.node);
      }
      const known = values.filter((value) => value !== null) as (string | number)[];
      known.sort((one, two) => (one < two ? -sign : one > two ? sign : 0));
      return [...known, ...values.filter((value) => value === null)];
    };
  };
}

/** When the row was stored; known only where the caller's rows say so. */
const ingestionTime: ScalarFunction = (call) => {
  const index = call.context.columns.findIndex((column) => column.name === '$ingestionTime');
  if (index < 0) {
    throw refuse('ingestion_time() of rows that do not tell it', call.node);
  }
  return (row) => row[index];
};

export const dynamicFunctions: Record<string, ScalarFunction> = {
  array_length: arrayLength,
  arraylength: arrayLength,
  array_concat: arrayConcat,
  array_slice: arraySlice,
  array_index_of: arrayIndexOf,
  array_sort_asc: arraySort(1),
  array_sort_desc: arraySort(-1),
  array_reverse: strict(1, ([value]) => (Array.isArray(value) ? [...value].reverse() : null)),
  set_has_element: setHasElement,
  set_union: union,
  set_intersect: intersect,
  set_difference: difference,
  bag_keys: bagKeys,
  bag_has_key: bagHasKey,
  bag_merge: bagMerge,
  bag_pack: bagPack,
  pack: bagPack,
  pack_dictionary: bagPack,
  pack_array: packArray,
  range,
  ingestion_time: ingestionTime,
};
