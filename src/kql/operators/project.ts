import { type Plan, resultColumns } from '../compile/context.ts';
import { compileScalar } from '../compile/scalar.ts';
import { refuse } from '../error.ts';
import { elements, type SyntaxNode } from '../syntax.ts';
import type { KqlColumn } from '../types.ts';
import type { OperatorCall } from './index.ts';
import { nameOf } from './parameters.ts';
import { picker } from './table.ts';

export function compileProject({ context, node, input }: OperatorCall): Plan {
  const columns = resultColumns(node);
  const nodes = elements(node.Expressions);
  for (const each of nodes) {
    nameOf(context, each);
  }
  const values = nodes.map((each) => compileScalar(context, each).evaluate);
  if (values.length !== columns.length) {
    throw refuse('A project of this form', node);
  }
  return {
    columns,
    *rows() {
      for (const row of input.rows()) {
        yield values.map((value) => value(row));
      }
    },
  };
}

/** Where each of the expressions goes: onto a column of that name, or after the others. */
export function targets(
  { context, node }: Pick<OperatorCall, 'context' | 'node'>,
  input: readonly KqlColumn[],
  nodes: SyntaxNode[],
): { columns: KqlColumn[]; places: number[] } {
  const known = new Set(input.map((column) => column.name));
  const result = resultColumns(node);
  const fresh = result.filter((column) => !known.has(column.name));
  const columns = input.map((column) => {
    return result.find((each) => each.name === column.name) ?? column;
  });
  let next = 0;
  const places = nodes.map((each) => {
    const name = nameOf(context, each);
    const there = columns.findIndex((column) => column.name === name);
    if (name !== undefined && there >= 0) {
      return there;
    }
    const column = fresh[next++];
    if (!column || (name !== undefined && column.name !== name)) {
      throw refuse(`${each.toString().trim()} without a name of its own`, each);
    }
    columns.push(column);
    return columns.length - 1;
  });
  return { columns, places };
}

export function compileExtend(call: OperatorCall): Plan {
  const { context, node, input } = call;
  const nodes = elements(node.Expressions);
  const { columns, places } = targets(call, input.columns, nodes);
  const values = nodes.map((each) => compileScalar(context, each).evaluate);
  return {
    columns,
    *rows() {
      for (const row of input.rows()) {
        const extended = row.slice();
        for (let i = 0; i < values.length; i++) {
          extended[places[i] as number] = values[i]?.(row);
        }
        yield extended;
      }
    },
  };
}

/** project-away, -keep, -rename and -reorder: the binder has already chosen the columns. */
export function compileProjectBinder(call: OperatorCall): Plan {
  const { context, node, input } = call;
  const columns = resultColumns(node);
  const renamed = new Map<string, string>();
  for (const each of elements(node.Expressions)) {
    const name = each.Name?.SimpleName;
    if (context.parser.kindOf(each) === 'SimpleNamedExpression' && name) {
      renamed.set(name, each.Expression.SimpleName);
    }
  }
  const sources = columns.map((column) => ({
    ...column,
    name: renamed.get(column.name) ?? column.name,
  }));
  const pick = picker(input.columns, sources, node);
  return {
    columns,
    *rows() {
      for (const row of input.rows()) {
        yield pick(row);
      }
    },
  };
}
