import { type Context, isTabular, kindOf, type Plan, resultColumns } from '../compile/context.ts';
import { refuse } from '../error.ts';
import { elements, type SyntaxNode } from '../syntax.ts';
import type { Row, Value } from '../values/value.ts';
import { parametersOf } from './parameters.ts';

/**
 * The rows of each table, one table after another. Columns of one name with several types are told
 * apart as `name_type`, as the binder does; a column that a table has not is null there.
 */
export function compileUnion(
  context: Context,
  node: SyntaxNode,
  input: Plan | undefined,
  compileTable: (context: Context, node: SyntaxNode) => Plan,
): Plan {
  const parameters = parametersOf(node, ['kind', 'withsource', 'with_source', 'isfuzzy']);
  if ((parameters.get('kind') ?? 'outer') !== 'outer') {
    // The binder gives it the columns of an outer union, which is not what the service does.
    throw refuse(`union kind=${parameters.get('kind')}`, node);
  }
  const columns = resultColumns(node);
  const source = parameters.get('withsource') ?? parameters.get('with_source');
  const nodes = elements(node.Expressions);
  if (
    nodes.some(
      (each) =>
        !isTabular(each) ||
        (/\*/.test(each.toString()) && kindOf(context, each) === 'NameReference'),
    )
  ) {
    throw refuse('A union over a pattern of names', node);
  }
  const own = { ...context, input: undefined };
  const parts = [
    ...(input ? [{ plan: input, name: 'union_arg0' }] : []),
    ...nodes.map((each, index) => ({
      plan: compileTable(own, each),
      name:
        kindOf(context, each) === 'NameReference'
          ? each.SimpleName
          : `union_arg${index + (input ? 1 : 0)}`,
    })),
  ];
  const mappers = parts.map(({ plan, name }) => mapper(plan, columns, source, name));
  return {
    columns,
    *rows() {
      for (const [index, { plan }] of parts.entries()) {
        const map = mappers[index] as (row: Row) => Row;
        for (const row of plan.rows()) {
          yield map(row);
        }
      }
    },
  };
}

function mapper(
  plan: Plan,
  columns: Plan['columns'],
  source: string | undefined,
  name: string,
): (row: Row) => Row {
  const picks = columns.map((column): ((row: Row) => Value) => {
    if (column.name === source) {
      return () => name;
    }
    const place = plan.columns.findIndex((own) => {
      const named = own.name === column.name || `${own.name}_${own.type}` === column.name;
      return named && own.type === column.type;
    });
    const missing = column.type === 'string' ? '' : null;
    return place < 0 ? () => missing : (row) => row[place];
  });
  return (row) => picks.map((pick) => pick(row));
}
