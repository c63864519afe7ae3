import type { Parser } from '../bridge.ts';
import { KqlError, refuse } from '../error.ts';
import type { SyntaxNode, TypeSymbol } from '../syntax.ts';
import { listed } from '../syntax.ts';
import type { KqlColumn, KqlType, RunOptions, Visualization } from '../types.ts';
import type { Evaluate, Row, Value } from '../values/value.ts';

/** A compiled scalar expression. A constant does not look at the row. */
export interface Compiled {
  type: KqlType;
  evaluate: Evaluate;
  constant: boolean;
}

/** A compiled tabular expression; each call of `rows` runs it anew. */
export interface Plan {
  columns: readonly KqlColumn[];
  rows(): Iterable<Row>;
}

export type Binding =
  | { kind: 'scalar'; value: Compiled }
  | { kind: 'table'; plan: Plan }
  | { kind: 'function'; declaration: SyntaxNode; names: Names };

/** What `let` and parameters have named so far, the innermost first. */
export interface Names {
  own: Map<string, Binding>;
  outer?: Names;
}

export interface Accumulator {
  add(row: Row): void;
  /** One value for each column that the aggregate makes. */
  result(): Value[];
}

export type Aggregate = () => Accumulator;

export interface Context {
  parser: Parser;
  query: string;
  options: RunOptions;
  now: bigint;
  names: Names;
  /** Columns of the row that scalar expressions see. */
  columns: readonly KqlColumn[];
  /** The input of a query that begins with an operator (the body of mv-apply). */
  input?: Plan;
  /** Set while the expressions of a summarize are compiled: aggregates found so far. */
  aggregates?: Aggregate[];
  /** Rows of the caller that have been read once. */
  read: WeakSet<object>;
  /** What a render asked for is noted here. */
  render: { visualization?: Visualization };
}

export function findName(names: Names | undefined, name: string): Binding | undefined {
  for (let scope = names; scope; scope = scope.outer) {
    const found = scope.own.get(name);
    if (found) {
      return found;
    }
  }
  return undefined;
}

export function kindOf(context: Context, node: SyntaxNode): string {
  return context.parser.kindOf(node);
}

const types = new Set<string>([
  'string',
  'int',
  'long',
  'real',
  'bool',
  'datetime',
  'timespan',
  'guid',
  'dynamic',
]);

export function typeOf(node: SyntaxNode): KqlType {
  return typeNamed(node.ResultType?.Name ?? 'unknown', node);
}

export function typeNamed(name: string, node: SyntaxNode): KqlType {
  if (!types.has(name)) {
    throw refuse(`The type ${name}`, node);
  }
  return name as KqlType;
}

/** The columns that the binder gives a tabular expression. */
export function resultColumns(node: SyntaxNode): KqlColumn[] {
  return symbolColumns(node.ResultType, node);
}

function symbolColumns(type: TypeSymbol | null, node: SyntaxNode): KqlColumn[] {
  return listed(type?.Columns).map((column) => ({
    name: column.Name,
    type: typeNamed(column.Type.Name, node),
  }));
}

export function isTabular(node: SyntaxNode): boolean {
  return node.ResultType?.Columns !== undefined && node.ResultType.Columns !== null;
}

export function columnIndex(columns: readonly KqlColumn[], name: string, node: SyntaxNode): number {
  const index = columns.findIndex((column) => column.name === name);
  if (index < 0) {
    throw new KqlError('SEM0100', `There is no column named '${name}' here.`, {
      start: node.TextStart,
      length: node.Width,
    });
  }
  return index;
}

export function constant(type: KqlType, value: Value): Compiled {
  return { type, evaluate: () => value, constant: true };
}

/** Evaluates an expression that sees no row once, when it is first asked for. */
export function once(type: KqlType, compute: () => Value): Compiled {
  let done = false;
  let value: Value;
  return {
    type,
    constant: true,
    evaluate: () => {
      if (!done) {
        value = compute();
        done = true;
      }
      return value;
    },
  };
}

/** The value of an argument that must not depend on the row. */
export function constantValue(compiled: Compiled, what: string, node: SyntaxNode): Value {
  if (!compiled.constant) {
    throw refuse(`${what} that changes from row to row`, node);
  }
  return compiled.evaluate([]);
}
