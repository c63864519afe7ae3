import { type Plan, resultColumns } from '../compile/context.ts';
import { refuse } from '../error.ts';
import type { SyntaxNode } from '../syntax.ts';
import type { KqlColumn } from '../types.ts';
import type { Row } from '../values/value.ts';
import type { OperatorCall } from './index.ts';
import { compileExpansion } from './mv-expand.ts';
import { nameOf, parametersOf } from './parameters.ts';

/** Expands each row and runs a query over what it became; its rows carry the row's other columns. */
export function compileMvApply(call: OperatorCall): Plan {
  const { node, input } = call;
  const parameters = parametersOf(node, ['with_itemindex']);
  if (node.ContextIdClause) {
    throw refuse('mv-apply with an id', node.ContextIdClause);
  }
  const index = parameters.get('with_itemindex');
  const expansion = compileExpansion(call, { asPairs: false, index }, itemColumns);
  const box: { rows: Row[] } = { rows: [] };
  const inner = call.body(node.Subquery, { columns: expansion.columns, rows: () => box.rows });
  const columns = resultColumns(node);
  const picks = columns.map((column) => {
    const own = inner.columns.findIndex((each) => each.name === column.name);
    const outer = input.columns.findIndex((each) => each.name === column.name);
    if (own < 0 && outer < 0) {
      throw refuse(`mv-apply's column ${column.name}`, node);
    }
    return (row: Row, from: Row) => (own >= 0 ? row[own] : from[outer]);
  });
  return {
    columns,
    *rows() {
      for (const row of input.rows()) {
        box.rows = expansion.expand(row);
        for (const result of [...inner.rows()]) {
          yield picks.map((pick) => pick(result, row));
        }
      }
    },
  };
}

/** The items' columns, by the names that the query gives them. */
function itemColumns(
  { context }: Pick<OperatorCall, 'context' | 'node'>,
  input: readonly KqlColumn[],
  nodes: SyntaxNode[],
): { columns: KqlColumn[]; places: number[] } {
  const columns = [...input];
  const places = nodes.map((node) => {
    const name = nameOf(context, node);
    if (name === undefined) {
      throw refuse('mv-apply of an expression without a name', node);
    }
    const type = castOf(context.parser.kindOf(node.Parent), node);
    const there = columns.findIndex((column) => column.name === name);
    if (there >= 0) {
      columns[there] = { name, type };
      return there;
    }
    return columns.push({ name, type }) - 1;
  });
  return { columns, places };
}

function castOf(kind: string, node: SyntaxNode): KqlColumn['type'] {
  const named = kind === 'MvApplyExpression' && node.Parent.ToTypeOf?.TypeOf.Types;
  const first = named ? named.getItem(0).Element$1 : undefined;
  return (first?.ReferencedSymbol?.Name ?? 'dynamic') as KqlColumn['type'];
}
