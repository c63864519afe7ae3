import { refuse } from '../error.ts';
import { elements, type SyntaxNode } from '../syntax.ts';
import {
  type Binding,
  type Compiled,
  type Context,
  isTabular,
  kindOf,
  type Names,
  type Plan,
} from './context.ts';

interface Compilers {
  scalar(context: Context, node: SyntaxNode): Compiled;
  table(context: Context, node: SyntaxNode): Plan;
}

export interface Call {
  body: SyntaxNode;
  scope: Context;
}

/**
 * Lays out a call of a function that the query declared: its parameters are bound to the compiled
 * arguments, and its own `let` statements are compiled. The body does not see the caller's row
 * but through its arguments.
 */
export function callFunction(
  context: Context,
  node: SyntaxNode,
  binding: Extract<Binding, { kind: 'function' }>,
  by: Compilers,
): Call {
  const body = node.GetCalledFunctionBody();
  if (!body) {
    throw refuse(`The call ${node.toString().trim()}`, node);
  }
  const names: Names = { own: new Map(), outer: binding.names };
  const parameters = elements(
    (binding.declaration.Parameters as SyntaxNode).Parameters as SyntaxNode['Statements'],
  );
  const args = elements(node.ArgumentList.Expressions);
  if (args.some((arg) => kindOf(context, arg) === 'SimpleNamedExpression')) {
    throw refuse('A named argument of a function', node);
  }
  for (const [index, parameter] of parameters.entries()) {
    const given = args[index] ?? parameter.DefaultValue?.Value;
    if (!given) {
      throw refuse(`A missing argument of ${node.Name.SimpleName}()`, node);
    }
    names.own.set(parameter.NameAndType.Name.SimpleName, bind(context, given, by));
  }
  const scope: Context = { ...context, names };
  for (const statement of elements(body.Statements)) {
    declare(scope, statement, by);
  }
  return { body: body.Expression, scope };
}

function bind(context: Context, node: SyntaxNode, by: Compilers): Binding {
  return isTabular(node)
    ? { kind: 'table', plan: by.table(context, node) }
    : { kind: 'scalar', value: by.scalar(context, node) };
}

/** Compiles a `let` statement into the names of the context. */
export function declare(context: Context, statement: SyntaxNode, by: Compilers): void {
  if (kindOf(context, statement) !== 'LetStatement') {
    throw refuse(`The statement '${statement.toString().trim().split(/\s/)[0]}'`, statement);
  }
  const name = statement.Name.SimpleName;
  const value = statement.Expression;
  const kind = kindOf(context, value);
  const binding: Binding =
    kind === 'FunctionDeclaration'
      ? { kind: 'function', declaration: value, names: { ...context.names } }
      : bind(context, value, by);
  context.names.own.set(name, binding);
}
