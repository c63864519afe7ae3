import { aggregates } from '../aggregates/index.ts';
import { KqlError, refuse } from '../error.ts';
import { compilePlainCall } from '../functions/index.ts';
import { compileTable } from '../operators/table.ts';
import { elements, type SyntaxNode, symbolKinds } from '../syntax.ts';
import { type Evaluate, isBag, type Value } from '../values/value.ts';
import { compileArithmetic, compileNegative } from './arithmetic.ts';
import { callFunction } from './calls.ts';
import {
  compileAnd,
  compileBetween,
  compileEquality,
  compileOr,
  compileOrder,
} from './comparisons.ts';
import {
  type Compiled,
  type Context,
  columnIndex,
  findName,
  kindOf,
  once,
  typeOf,
} from './context.ts';
import { compileLiteral } from './literals.ts';
import { compileIn, compileList } from './membership.ts';
import { compileHasSome, compileMatches, compileSameText, compileTextTest } from './text.ts';

const by = { scalar: compileScalar, table: compileTable };

const arithmetic: Record<string, '+' | '-' | '*' | '/' | '%'> = {
  AddExpression: '+',
  SubtractExpression: '-',
  MultiplyExpression: '*',
  DivideExpression: '/',
  ModuloExpression: '%',
};

const orders: Record<string, (order: number) => boolean> = {
  LessThanExpression: (order) => order < 0,
  LessThanOrEqualExpression: (order) => order <= 0,
  GreaterThanExpression: (order) => order > 0,
  GreaterThanOrEqualExpression: (order) => order >= 0,
};

/** Compiles a scalar expression to a closure over a row; throws for what is not implemented. */
export function compileScalar(context: Context, node: SyntaxNode): Compiled {
  const literal = compileLiteral(context, node);
  if (literal) {
    return literal;
  }
  const kind = kindOf(context, node);
  switch (kind) {
    case 'ParenthesizedExpression':
      return compileScalar(context, node.Expression);
    case 'SimpleNamedExpression':
      return compileScalar(context, node.Expression);
    case 'NameReference':
      return compileName(context, node);
    case 'PathExpression':
      return compilePath(context, node);
    case 'ElementExpression':
      return compileElement(context, node);
    case 'FunctionCallExpression':
      return compileCall(context, node);
    case 'ToScalarExpression':
      return compileToScalar(context, node);
    case 'UnaryMinusExpression':
    case 'UnaryPlusExpression': {
      const value = compileScalar(context, node.Expression);
      return kind === 'UnaryPlusExpression'
        ? value
        : derived(node, [value], compileNegative(value, node));
    }
    case 'InExpression':
    case 'InCsExpression':
    case 'NotInExpression':
    case 'NotInCsExpression':
      return derived(node, undefined, compileIn(context, node, kind, by));
    case 'HasAnyExpression':
    case 'HasAllExpression': {
      const left = compileScalar(context, node.Left);
      const list = compileList(context, elements(node.Right.Expressions), by);
      const sought = list.constant ? memo(list.values) : list.values;
      return derived(node, undefined, compileHasSome(left, sought, kind === 'HasAllExpression'));
    }
    case 'BetweenExpression':
    case 'NotBetweenExpression': {
      const value = compileScalar(context, node.Left);
      const low = compileScalar(context, node.Right.First);
      const high = compileScalar(context, node.Right.Second);
      const inside = kind === 'BetweenExpression';
      return derived(node, [value, low, high], compileBetween(value, low, high, inside));
    }
    default:
      return compileBinary(context, node, kind);
  }
}

function compileBinary(context: Context, node: SyntaxNode, kind: string): Compiled {
  if (!node.Left || !node.Right) {
    throw refuse(`The expression ${node.toString().trim()} (${kind})`, node);
  }
  const left = compileScalar(context, node.Left);
  const right = compileScalar(context, node.Right);
  return derived(node, [left, right], binaryEvaluate(kind, left, right, node));
}

function binaryEvaluate(kind: string, left: Compiled, right: Compiled, node: SyntaxNode): Evaluate {
  const operation = arithmetic[kind];
  if (operation) {
    return compileArithmetic(operation, left, right, node);
  }
  const order = orders[kind];
  if (order) {
    return compileOrder(left, right, order);
  }
  switch (kind) {
    case 'EqualExpression':
    case 'NotEqualExpression':
      return compileEquality(left, right, kind === 'EqualExpression');
    case 'AndExpression':
      return compileAnd(left, right);
    case 'OrExpression':
      return compileOr(left, right);
    case 'EqualTildeExpression':
    case 'BangTildeExpression':
      return compileSameText(left, right, kind === 'EqualTildeExpression');
    case 'MatchesRegexExpression':
      return compileMatches(left, right);
    default: {
      const test = compileTextTest(kind, left, right);
      if (!test) {
        throw refuse(`The operator '${node.Operator?.Text ?? kind}'`, node);
      }
      return test;
    }
  }
}

/** An expression made of others; where all are constant it is computed once. */
function derived(node: SyntaxNode, from: Compiled[] | undefined, evaluate: Evaluate): Compiled {
  const type = typeOf(node);
  return from?.every((each) => each.constant)
    ? once(type, () => evaluate([]))
    : { type, evaluate, constant: false };
}

function memo<T>(compute: (row: Value[]) => T): () => T {
  let done: { value: T } | undefined;
  return () => {
    done ??= { value: compute([]) };
    return done.value;
  };
}

function compileName(context: Context, node: SyntaxNode): Compiled {
  const symbol = node.ReferencedSymbol;
  const name = node.SimpleName;
  if (symbol?.Kind === symbolKinds.column) {
    const index = columnIndex(context.columns, name, node);
    const type = context.columns[index]?.type ?? 'dynamic';
    return { type, evaluate: (row) => row[index], constant: false };
  }
  const binding = findName(context.names, name);
  if (binding?.kind === 'scalar') {
    return binding.value;
  }
  throw new KqlError('SEM0100', `The name '${name}' is not a value here.`, {
    start: node.TextStart,
    length: node.Width,
  });
}

function compilePath(context: Context, node: SyntaxNode): Compiled {
  const bag = compileScalar(context, node.Expression);
  const key = node.Selector.SimpleName;
  if (bag.type !== 'dynamic' || !key) {
    throw refuse(`The path ${node.toString().trim()}`, node);
  }
  return derived(node, [bag], (row) => slot(bag.evaluate(row), key));
}

/** An array's item by its place (negative from the end), a bag's by its name; otherwise null. */
function compileElement(context: Context, node: SyntaxNode): Compiled {
  const bag = compileScalar(context, node.Expression);
  const selector = compileScalar(context, node.Selector.Expression);
  return derived(node, [bag, selector], (row) => {
    const value = bag.evaluate(row);
    const at = selector.evaluate(row);
    if (Array.isArray(value) && (typeof at === 'number' || typeof at === 'bigint')) {
      return value.at(Number(at)) ?? null;
    }
    return typeof at === 'string' ? slot(value, at) : null;
  });
}

function slot(bag: Value, key: string): Value {
  return isBag(bag) && Object.hasOwn(bag, key) ? (bag[key] ?? null) : null;
}

function compileCall(context: Context, node: SyntaxNode): Compiled {
  const name = node.Name.SimpleName;
  const binding = findName(context.names, name);
  if (binding?.kind === 'function') {
    const { body, scope } = callFunction(context, node, binding, by);
    return compileScalar({ ...scope, aggregates: undefined }, body);
  }
  const aggregate = context.aggregates && aggregates[name];
  if (context.aggregates && aggregate) {
    const at = context.aggregates.length;
    const made = aggregate.compile({ ...context, aggregates: undefined }, node);
    if (made.columns !== 1) {
      throw refuse(`${name}() with several columns inside an expression`, node);
    }
    context.aggregates.push(made.create);
    return { type: typeOf(node), evaluate: (row) => row[at], constant: false };
  }
  const args = elements(node.ArgumentList.Expressions)
    .filter((each) => kindOf(context, each) !== 'TypeOfLiteralExpression')
    .map((each) => compileScalar(context, each));
  const evaluate = compilePlainCall(name, { context, node, args, type: typeOf(node) });
  return derived(node, name === 'ingestion_time' ? undefined : args, evaluate);
}

/** The first column of the first row; null where there is no row. Run once for a whole query. */
function compileToScalar(context: Context, node: SyntaxNode): Compiled {
  const type = typeOf(node);
  const plan = compileTable({ ...context, columns: [], aggregates: undefined }, node.Expression);
  return once(type, () => {
    for (const row of plan.rows()) {
      return row[0];
    }
    return type === 'string' ? '' : null;
  });
}
