import type { Compiled, Context } from '../compile/context.ts';
import { refuse } from '../error.ts';
import type { SyntaxNode } from '../syntax.ts';
import type { KqlType } from '../types.ts';
import type { Evaluate, Value } from '../values/value.ts';

/** A call of a function of Kusto's own, with its arguments compiled. */
export interface Call {
  context: Context;
  node: SyntaxNode;
  args: Compiled[];
  /** The result's type, as the binder says. */
  type: KqlType;
}

export type ScalarFunction = (call: Call) => Evaluate;

/** The compiled argument at this place; refuses the call by name where there is none. */
export function argument({ args, node }: Call, index: number): Compiled {
  const found = args[index];
  if (!found) {
    throw refuse(`${node.Name.SimpleName}() with ${args.length} arguments`, node);
  }
  return found;
}

/** Refuses a call with more arguments than are implemented. */
export function atMost(call: Call, count: number): void {
  if (call.args.length > count) {
    throw refuse(`${call.node.Name.SimpleName}() with ${call.args.length} arguments`, call.node);
  }
}

/** A function of its arguments' values that gives null where any of them is null. */
export function strict(
  count: number,
  apply: (values: Value[], types: KqlType[]) => Value,
): ScalarFunction {
  return (call) => {
    atMost(call, count);
    const types = call.args.map((arg) => arg.type);
    const first = call.args[0];
    if (call.args.length === 1 && first) {
      return (row) => {
        const value = first.evaluate(row);
        return value === null ? null : apply([value], types);
      };
    }
    return (row) => {
      const values: Value[] = [];
      for (const arg of call.args) {
        const value = arg.evaluate(row);
        if (value === null) {
          return null;
        }
        values.push(value);
      }
      return apply(values, types);
    };
  };
}
