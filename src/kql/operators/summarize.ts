import { aggregates as known } from '../aggregates/index.ts';
import type { AggregateFunction } from '../aggregates/kit.ts';
import type { StarContext } from '../aggregates/rows.ts';
import {
  type Accumulator,
  type Aggregate,
  type Context,
  findName,
  kindOf,
  type Plan,
  resultColumns,
} from '../compile/context.ts';
import { compileScalar } from '../compile/scalar.ts';
import { refuse } from '../error.ts';
import { elements, type SyntaxNode } from '../syntax.ts';
import type { KqlColumn } from '../types.ts';
import type { Evaluate, Row, Value } from '../values/value.ts';
import type { OperatorCall } from './index.ts';
import { parametersOf } from './parameters.ts';
import { rowKey } from './rows.ts';

interface Group {
  keys: Value[];
  running: Accumulator[];
}

/** One output of a summarize: an aggregate with its columns, or an expression over aggregates. */
type Output = (results: Value[][]) => Value[];

/**
 * Groups rows by the values of the `by` expressions. Only the groups are held in memory, never the
 * rows (a list, a set or a percentile holds what it collects). Without `by` there is always one row.
 */
export function compileSummarize({ context, node, input }: OperatorCall): Plan {
  parametersOf(node, []);
  const by = node.ByClause ? elements(node.ByClause.Expressions) : [];
  if (node.ByClause?.BinClause) {
    throw refuse('bin= at the end of a summarize', node.ByClause.BinClause);
  }
  const columns = resultColumns(node);
  const keys = by.map((each) => compileScalar(context, each).evaluate);
  const aggregates: Aggregate[] = [];
  const outputs = compileOutputs({ ...context, aggregates }, node, columns.slice(keys.length));
  return {
    columns,
    *rows() {
      const groups = gather(input, keys, aggregates);
      if (groups.size === 0 && keys.length === 0) {
        groups.set('', { keys: [], running: aggregates.map((make) => make()) });
      }
      for (const group of groups.values()) {
        const results = group.running.map((each) => each.result());
        const row = [...group.keys, ...outputs.flatMap((output) => output(results))];
        if (row.length !== columns.length) {
          throw refuse('A summarize of this form', node);
        }
        yield row;
      }
    },
  };
}

function gather(input: Plan, keys: Evaluate[], aggregates: Aggregate[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const row of input.rows()) {
    const values = keys.map((key) => key(row));
    const id = keys.length === 0 ? '' : rowKey(values);
    let group = groups.get(id);
    if (!group) {
      group = { keys: values, running: aggregates.map((make) => make()) };
      groups.set(id, group);
    }
    for (const each of group.running) {
      each.add(row);
    }
  }
  return groups;
}

/**
 * Compiles the aggregates in order. One of them may hold `*`, which stands for as many columns as
 * the binder's result has beyond those of the others.
 */
function compileOutputs(context: Context, node: SyntaxNode, columns: KqlColumn[]): Output[] {
  const nodes = elements(node.Aggregates).map((each) => {
    return kindOf(context, each) === 'SimpleNamedExpression' ? each.Expression : each;
  });
  const starred = nodes.filter((each) => hasStar(context, each));
  if (starred.length > 1) {
    throw refuse('A summarize with several *', node);
  }
  const plain = new Map(
    nodes
      .filter((each) => !starred.includes(each))
      .map((each) => [each, compileOutput(context, each, [])]),
  );
  let offset = 0;
  return nodes.map((each) => {
    const width = (own: SyntaxNode) => plain.get(own)?.columns ?? 0;
    const output =
      plain.get(each) ??
      compileOutput(
        context,
        each,
        starColumns(context, each, columns, {
          from: offset,
          width: columns.length - nodes.reduce((sum, other) => sum + width(other), 0),
        }),
      );
    offset += output.columns;
    return output.read;
  });
}

function compileOutput(context: Context, call: SyntaxNode, star: readonly string[]) {
  const aggregates = context.aggregates as Aggregate[];
  const direct = directAggregate(context, call);
  if (direct) {
    const at = aggregates.length;
    const own: StarContext = { ...context, aggregates: undefined, star };
    const made = direct.compile(own, call);
    aggregates.push(made.create);
    const read: Output = (results) => results[at] as Value[];
    return { columns: made.columns, read };
  }
  const { evaluate } = compileScalar(context, call);
  const read: Output = (results) => [evaluate(results.map((result) => result[0]) as Row)];
  return { columns: 1, read };
}

function directAggregate(context: Context, node: SyntaxNode): AggregateFunction | undefined {
  if (kindOf(context, node) !== 'FunctionCallExpression') {
    return undefined;
  }
  const name = node.Name.SimpleName;
  return findName(context.names, name) || !Object.hasOwn(known, name) ? undefined : known[name];
}

function hasStar(context: Context, call: SyntaxNode): boolean {
  const args = call.ArgumentList ? elements(call.ArgumentList.Expressions) : [];
  return args.some((arg) => kindOf(context, arg) === 'StarExpression');
}

/** The names of the input's columns for which `*` stands. */
function starColumns(
  context: Context,
  call: SyntaxNode,
  columns: KqlColumn[],
  { from, width }: { from: number; width: number },
): string[] {
  const before = elements(call.ArgumentList.Expressions).length - 1;
  const names = columns.slice(from + before, from + width).map((column) => column.name);
  const inputs = new Set(context.columns.map((column) => column.name));
  if (!names.every((name) => inputs.has(name))) {
    throw refuse('A * whose columns the summarize renames', call);
  }
  return names;
}
