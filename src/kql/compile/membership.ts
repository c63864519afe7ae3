import { refuse } from '../error.ts';
import { elements, type SyntaxNode } from '../syntax.ts';
import { aligner } from '../values/compare.ts';
import { toDynamic, toText } from '../values/convert.ts';
import { type Evaluate, keyOf, type Row, type Value } from '../values/value.ts';
import { refuseMixed } from './comparisons.ts';
import { type Compiled, type Context, isTabular, type Plan } from './context.ts';
import { textOf } from './text.ts';

interface Compilers {
  scalar(context: Context, node: SyntaxNode): Compiled;
  table(context: Context, node: SyntaxNode): Plan;
}

/** `in`, `!in`, `in~`, `!in~`: like a chain of equalities, arrays laid flat. */
export function compileIn(
  context: Context,
  node: SyntaxNode,
  kind: string,
  by: Compilers,
): Evaluate {
  const left = by.scalar(context, node.Left);
  const wanted = !kind.startsWith('NotIn');
  // The parser's names are the other way round: its InCs is `in~`, its In is `in`.
  const exact = !kind.includes('InCs');
  const items = elements(node.Right.Expressions);
  const list = compileList(context, items, by, exact ? left.type : undefined);
  if (!exact) {
    const text = textOf(left);
    return membership(text, list, (value) => toText(value, 'dynamic').toLowerCase(), wanted);
  }
  return membership(left.evaluate, list, keyOf, wanted);
}

function membership(
  left: Evaluate,
  list: ValueList,
  key: (value: Value) => string,
  wanted: boolean,
): Evaluate {
  const keysOf = (values: Value[]) => ({
    keys: new Set(values.filter((value) => value !== null).map(key)),
    hasNull: values.some((value) => value === null),
  });
  let fixed: ReturnType<typeof keysOf> | undefined;
  return (row) => {
    if (list.constant) {
      fixed ??= keysOf(list.values([]));
    }
    const { keys, hasNull } = fixed ?? keysOf(list.values(row));
    const value = left(row);
    if (value === null) {
      return hasNull ? null : !wanted;
    }
    return keys.has(key(value)) === wanted;
  };
}

export interface ValueList {
  constant: boolean;
  values(row: Row): Value[];
}

/**
 * The values of a list in parentheses: scalars, dynamic arrays (flattened), or one table's first
 * column. With `type`, values are brought to the type of the left side as `==` would.
 */
export function compileList(
  context: Context,
  items: SyntaxNode[],
  by: Compilers,
  type?: Compiled['type'],
): ValueList {
  const first = items[0];
  if (items.length === 1 && first && isTabular(first)) {
    return tableList(by.table(context, first), first, type);
  }
  const compiled = items.map((item) => by.scalar(context, item));
  const parts = compiled.map((item) => {
    if (type && item.type !== 'dynamic') {
      refuseMixed(type, item.type);
    }
    const align = aligner(item.type, type ?? item.type);
    return (row: Row) => {
      const value = item.evaluate(row);
      if (item.type !== 'dynamic') {
        return [type === 'dynamic' || type === undefined ? toDynamic(value, item.type) : value];
      }
      return Array.isArray(value)
        ? value.flat(Number.POSITIVE_INFINITY).map(align)
        : [align(value)];
    };
  });
  return {
    constant: compiled.every((item) => item.constant),
    values: (row) => parts.flatMap((part) => part(row)),
  };
}

function tableList(plan: Plan, node: SyntaxNode, type?: Compiled['type']): ValueList {
  const column = plan.columns[0];
  if (
    !column ||
    type === 'dynamic' ||
    column.type === 'dynamic' ||
    (!type && column.type !== 'string')
  ) {
    throw refuse('This list from a table', node);
  }
  if (type) {
    refuseMixed(type, column.type);
  }
  return {
    constant: true,
    values: () => Array.from(plan.rows(), (row) => row[0]),
  };
}
