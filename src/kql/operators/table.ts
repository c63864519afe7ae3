import { callFunction } from '../compile/calls.ts';
import {
  type Context,
  columnIndex,
  findName,
  kindOf,
  type Plan,
  resultColumns,
} from '../compile/context.ts';
import { compileScalar } from '../compile/scalar.ts';
import { KqlError, refuse } from '../error.ts';
import { elements, type SyntaxNode } from '../syntax.ts';
import type { Row } from '../values/value.ts';
import { type CompileOperator, operators } from './index.ts';
import { compileRange, compileTableSource, oneRow } from './sources.ts';
import { compileUnion } from './union.ts';

/** Compiles a tabular expression. Its rows stream from its source each time they are asked for. */
export function compileTable(context: Context, node: SyntaxNode): Plan {
  const kind = kindOf(context, node);
  switch (kind) {
    case 'ParenthesizedExpression':
      return compileTable(context, node.Expression);
    case 'MvApplySubqueryExpression':
      return compileTable(context, node.Expression);
    case 'PipeExpression':
      return compileOperator(context, node.Operator, compileTable(context, node.Expression));
    case 'NameReference':
      return compileTableName(context, node);
    case 'FunctionCallExpression':
      return compileTableCall(context, node);
    case 'DataTableExpression':
      return compileDataTable(context, node);
    case 'MaterializeExpression':
      return kept(compileTable(context, node.Expression));
    case 'PrintOperator': {
      const values = elements(node.Expressions).map((each) => compileScalar(context, each));
      return {
        columns: resultColumns(node),
        rows: () => oneRow(values.map((value) => value.evaluate([]))),
      };
    }
    case 'RangeOperator':
      return compileRange(context, node);
    case 'UnionOperator':
      return compileUnion(context, node, context.input, compileTable);
    default:
      if (kind.endsWith('Operator') && context.input) {
        return compileOperator({ ...context, input: undefined }, node, context.input);
      }
      throw refuse(`The expression ${kind}`, node);
  }
}

function compileOperator(context: Context, node: SyntaxNode, input: Plan): Plan {
  const kind = kindOf(context, node);
  if (kind === 'UnionOperator') {
    return compileUnion(context, node, input, compileTable);
  }
  const compile: CompileOperator | undefined = operators[kind];
  if (!compile) {
    throw refuse(`The operator '${node.toString().trim().split(/[\s(]/)[0]}'`, node);
  }
  return compile({
    context: { ...context, columns: input.columns, input: undefined, aggregates: undefined },
    node,
    input,
    table: (inner) => compileTable({ ...context, input: undefined }, inner),
    body: (inner, from) => compileTable({ ...context, input: from }, inner),
  });
}

function compileTableName(context: Context, node: SyntaxNode): Plan {
  const name = node.SimpleName;
  const binding = findName(context.names, name);
  if (binding?.kind === 'table') {
    return binding.plan;
  }
  const table = context.options.tables[name];
  if (!table) {
    throw new KqlError('SEM0100', `There is no table named '${name}' here.`, {
      start: node.TextStart,
      length: node.Width,
    });
  }
  return compileTableSource(context, table);
}

function compileTableCall(context: Context, node: SyntaxNode): Plan {
  const binding = findName(context.names, node.Name.SimpleName);
  if (binding?.kind !== 'function') {
    throw refuse(`The function ${node.Name.SimpleName}()`, node);
  }
  const by = { scalar: compileScalar, table: compileTable };
  const { body, scope } = callFunction(context, node, binding, by);
  return compileTable(scope, body);
}

/** A table written in the query: its values fill the rows one after another. */
function compileDataTable(context: Context, node: SyntaxNode): Plan {
  const columns = resultColumns(node);
  const values = elements(node.Values).map((each) => compileScalar(context, each).evaluate([]));
  if (values.length % columns.length !== 0) {
    throw new KqlError('SEM0100', 'The last row of the datatable has too few values.', {
      start: node.TextStart,
      length: node.Width,
    });
  }
  const rows: Row[] = [];
  for (let i = 0; i < values.length; i += columns.length) {
    rows.push(values.slice(i, i + columns.length));
  }
  return { columns, rows: () => rows };
}

/** Runs a plan once and keeps its rows. */
function kept(plan: Plan): Plan {
  let rows: Row[] | undefined;
  return {
    columns: plan.columns,
    rows: () => {
      rows ??= [...plan.rows()];
      return rows;
    },
  };
}

/** Copies the columns of `from` named in `columns` to a row in that order. */
export function picker(
  from: Plan['columns'],
  columns: Plan['columns'],
  node: SyntaxNode,
): (row: Row) => Row {
  const places = columns.map((column) => columnIndex(from, column.name, node));
  return (row) => places.map((place) => row[place]);
}
