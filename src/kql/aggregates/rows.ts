import type { Compiled, Context } from '../compile/context.ts';
import { kindOf } from '../compile/context.ts';
import { compileScalar } from '../compile/scalar.ts';
import { elements, type SyntaxNode } from '../syntax.ts';
import { order } from '../values/compare.ts';
import type { Row, Value } from '../values/value.ts';
import type { AggregateFunction } from './kit.ts';

/** What `*` stands for: set by summarize before its aggregates are compiled. */
export interface StarContext extends Context {
  star?: readonly string[];
}

/** Columns of the input that `*` brings: those that are neither keys nor the argument itself. */
function expand(context: StarContext, nodes: SyntaxNode[]): Compiled[] {
  return nodes.flatMap((node) => {
    if (kindOf(context, node) !== 'StarExpression') {
      return [compileScalar(context, node)];
    }
    return (context.star ?? []).map((name) => {
      const index = context.columns.findIndex((column) => column.name === name);
      const type = context.columns[index]?.type ?? 'dynamic';
      return { type, constant: false, evaluate: (row: Row) => row[index] };
    });
  });
}

/** The values of the row where the first argument is greatest (least); where it is never known, of the first row. */
function extremeRow(sign: 1 | -1): AggregateFunction {
  return {
    compile(context, node) {
      const [first, ...rest] = expand(context, elements(node.ArgumentList.Expressions));
      const by = first as Compiled;
      return {
        columns: 1 + rest.length,
        create: () => {
          let best: Value = null;
          let kept: Value[] | undefined;
          return {
            add(row) {
              const value = by.evaluate(row);
              const better = value !== null && (best === null || order(value, best) * sign > 0);
              if (better || !kept) {
                best = value;
                kept = rest.map((each) => each.evaluate(row));
              }
            },
            result: () =>
              kept
                ? [best, ...kept]
                : [by, ...rest].map((each) => (each.type === 'string' ? '' : null)),
          };
        },
      };
    },
  };
}

/** The first row's values; of a single expression, the first that is neither null nor empty. */
const takeAny: AggregateFunction = {
  compile(context, node) {
    const wanted = expand(context, elements(node.ArgumentList.Expressions));
    return {
      columns: wanted.length,
      create: () => {
        let kept: Value[] | undefined;
        return {
          add(row) {
            if (!kept || (wanted.length === 1 && isMissing(kept[0]))) {
              kept = wanted.map((each) => each.evaluate(row));
            }
          },
          result: () => kept ?? wanted.map((each) => (each.type === 'string' ? '' : null)),
        };
      },
    };
  },
};

/** As take_any over the rows where the second argument holds. */
const takeAnyIf: AggregateFunction = {
  compile(context, node) {
    const [wanted, test] = elements(node.ArgumentList.Expressions).map((each) => {
      return compileScalar(context, each);
    }) as [Compiled, Compiled];
    return {
      columns: 1,
      create: () => {
        let kept: Value = wanted.type === 'string' ? '' : null;
        return {
          add(row) {
            if (isMissing(kept) && test.evaluate(row) === true) {
              kept = wanted.evaluate(row);
            }
          },
          result: () => [kept],
        };
      },
    };
  },
};

function isMissing(value: Value): boolean {
  return value === null || value === '';
}

export const rowAggregates: Record<string, AggregateFunction> = {
  arg_max: extremeRow(1),
  argmax: extremeRow(1),
  arg_min: extremeRow(-1),
  argmin: extremeRow(-1),
  take_any: takeAny,
  any: takeAny,
  take_anyif: takeAnyIf,
  anyif: takeAnyIf,
};
