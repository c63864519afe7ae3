import type { Aggregate, Compiled, Context } from '../compile/context.ts';
import { compileScalar } from '../compile/scalar.ts';
import { refuse } from '../error.ts';
import { elements, type SyntaxNode } from '../syntax.ts';
import type { Row, Value } from '../values/value.ts';

/** An aggregate as it is used in one place of a query. */
interface Made {
  columns: number;
  create: Aggregate;
}

export interface AggregateFunction {
  compile(context: Context, node: SyntaxNode): Made;
}

export function argumentsOf(context: Context, node: SyntaxNode): Compiled[] {
  return elements(node.ArgumentList.Expressions).map((each) => compileScalar(context, each));
}

export function needArgument(args: Compiled[], index: number, node: SyntaxNode): Compiled {
  const found = args[index];
  if (!found) {
    throw refuse(`${node.toString().trim()} with ${args.length} arguments`, node);
  }
  return found;
}

export interface Folded {
  /** A value that is not null. */
  add(value: Value): void;
  result(): Value;
}

/**
 * An aggregate over one expression that ignores nulls; with `condition`, the argument at that place
 * says which rows count. `options` are the remaining arguments.
 */
export function fold(
  start: (input: { type: Compiled['type']; options: Compiled[]; node: SyntaxNode }) => () => Folded,
  { condition }: { condition?: number } = {},
): AggregateFunction {
  return {
    compile(context, node) {
      const args = argumentsOf(context, node);
      const { evaluate, type } = needArgument(args, 0, node);
      const test = condition === undefined ? undefined : needArgument(args, condition, node);
      const options = args.filter((_, index) => index > 0 && index !== condition);
      const make = start({ type, options, node });
      return {
        columns: 1,
        create: () => {
          const folded = make();
          return {
            add(row: Row) {
              if (test && test.evaluate(row) !== true) {
                return;
              }
              const value = evaluate(row);
              if (value !== null) {
                folded.add(value);
              }
            },
            result: () => [folded.result()],
          };
        },
      };
    },
  };
}
