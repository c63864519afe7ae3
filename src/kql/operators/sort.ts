import { type Context, constantValue, kindOf, type Plan } from '../compile/context.ts';
import { compileScalar } from '../compile/scalar.ts';
import { elements, type SyntaxNode } from '../syntax.ts';
import { compareCells, type Ordering } from '../values/compare.ts';
import type { Evaluate, Row, Value } from '../values/value.ts';
import type { OperatorCall } from './index.ts';
import { parametersOf, tokensOf } from './parameters.ts';

interface Key extends Ordering {
  evaluate: Evaluate;
}

/** Descending unless told; nulls last when descending, first when ascending, unless told. */
function keyOfExpression(context: Context, node: SyntaxNode): Key {
  const ordered = kindOf(context, node) === 'OrderedExpression';
  const ordering = ordered ? node.Ordering : null;
  const descending = ordering?.AscOrDescKeyword?.Text !== 'asc';
  const nulls = tokensOf(ordering?.NullsClause ?? null)[1];
  const { evaluate } = compileScalar(context, ordered ? node.Expression : node);
  return { evaluate, descending, nullsFirst: nulls ? nulls === 'first' : !descending };
}

interface Keyed {
  row: Row;
  values: Value[];
  place: number;
}

function comparer(keys: Key[]): (one: Keyed, two: Keyed) => number {
  return (one, two) => {
    for (let i = 0; i < keys.length; i++) {
      const result = compareCells(one.values[i], two.values[i], keys[i] as Key);
      if (result !== 0) {
        return result;
      }
    }
    return one.place - two.place;
  };
}

export function compileSort({ context, node, input }: OperatorCall): Plan {
  parametersOf(node, []);
  const keys = elements(node.Expressions).map((each) => keyOfExpression(context, each));
  return {
    columns: input.columns,
    rows: () => {
      const all: Keyed[] = [];
      for (const row of input.rows()) {
        all.push({ row, values: keys.map((key) => key.evaluate(row)), place: all.length });
      }
      return all.sort(comparer(keys)).map((each) => each.row);
    },
  };
}

/** Keeps no more than twice the wanted rows at a time. */
export function compileTop({ context, node, input }: OperatorCall): Plan {
  parametersOf(node, []);
  const count = Number(constantValue(compileScalar(context, node.Expression), 'A count', node));
  const keys = [keyOfExpression(context, node.ByExpression)];
  const compare = comparer(keys);
  return {
    columns: input.columns,
    rows: () => {
      let best: Keyed[] = [];
      let place = 0;
      for (const row of count > 0 ? input.rows() : []) {
        best.push({ row, values: keys.map((key) => key.evaluate(row)), place: place++ });
        if (best.length >= 2 * count + 100) {
          best = best.sort(compare).slice(0, count);
        }
      }
      return best
        .sort(compare)
        .slice(0, count)
        .map((each) => each.row);
    },
  };
}
