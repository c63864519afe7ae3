import type { Parser } from './bridge.ts';
import { declare } from './compile/calls.ts';
import { type Context, type Names, resultColumns } from './compile/context.ts';
import { compileScalar } from './compile/scalar.ts';
import { mistakeIn } from './diagnose.ts';
import { refuse } from './error.ts';
import { compileTable, picker } from './operators/table.ts';
import { elements, type SyntaxNode } from './syntax.ts';
import type { KqlType, QueryResult, RunOptions } from './types.ts';
import { shortDatetime, ticksOfMs } from './values/datetime.ts';
import { formatTimespan } from './values/timespan.ts';
import type { Value } from './values/value.ts';

/** Checks, compiles and runs a query; everything is compiled before the first row is read. */
export function runQuery(parser: Parser, query: string, options: RunOptions): QueryResult {
  const code = parser.parse(query, Object.values(options.tables));
  const mistake = mistakeIn(code);
  if (mistake) {
    throw mistake;
  }
  const names: Names = { own: new Map() };
  const context: Context = {
    parser,
    query,
    options,
    names,
    columns: [],
    now: ticksOfMs(options.now.getTime()),
    read: new WeakSet(),
    render: {},
  };
  const result = compileStatements(context, code.Syntax);
  const columns = resultColumns(result);
  const plan = compileTable(context, result);
  const pick = picker(plan.columns, columns, result);
  const writers = columns.map((column) => writerOf(column.type));
  const rows = Array.from(plan.rows(), (row) => {
    return pick(row).map((value, index) => writers[index]?.(value));
  });
  const { visualization } = context.render;
  return { columns, rows, ...(visualization ? { visualization } : {}) };
}

function compileStatements(context: Context, block: SyntaxNode): SyntaxNode {
  const by = { scalar: compileScalar, table: compileTable };
  let result: SyntaxNode | undefined;
  for (const statement of elements(block.Statements)) {
    const kind = context.parser.kindOf(statement);
    if (kind === 'ExpressionStatement') {
      if (result) {
        throw refuse('A second query in one text', statement);
      }
      result = statement.Expression;
    } else if (kind === 'QueryParametersStatement') {
      throw refuse('A query whose parameters have no values (see withParameters)', statement);
    } else {
      declare(context, statement, by);
    }
  }
  if (!result) {
    throw refuse('A text without a query', block);
  }
  return result;
}

function writerOf(type: KqlType): (value: Value) => unknown {
  switch (type) {
    case 'datetime':
      return (value) => (value === null ? null : shortDatetime(value as bigint));
    case 'timespan':
      return (value) => (value === null ? null : formatTimespan(value as bigint));
    default:
      return (value) => value ?? null;
  }
}
