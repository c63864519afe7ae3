import { expression, isExpression } from '../expressions.ts';
import type { Json } from '../snapshot.ts';
import { isTemplateExpression, type Node, parseExpression } from './template-syntax.ts';

/** What an expression can refer to. */
export interface Scope {
  parameters: Record<string, { defaultValue?: Json }>;
  variables: Record<string, Json>;
  /** Values that an outer template passes; they go before the defaults. */
  given: Record<string, Json>;
}

/** The value cannot be known from the file. */
class Open extends Error {}

/** Parameters that refer to each other in a ring would never end. */
const deepest = 40;

/**
 * A value of a template with its expressions worked out. What depends on the deployment becomes a marked
 * value, see expressions.ts.
 */
export function templateValue(scope: Scope, value: Json, depth = 0): Json {
  if (typeof value === 'string') return textValue(scope, value, depth);
  if (Array.isArray(value)) return value.map((item) => templateValue(scope, item, depth));
  if (typeof value !== 'object' || value === null) return value;
  if (isExpression(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      key === 'copy' && Array.isArray(item)
        ? copiedProperties(item)
        : [[key, templateValue(scope, item, depth)]],
    ),
  );
}

/**
 * A name or scope as text. What is open stands in it as `<parameter>`: the same open name is then the same
 * text everywhere, and children find their cluster.
 */
export function templateName(scope: Scope, value: Json): string {
  if (typeof value !== 'string') return '';
  if (!isTemplateExpression(value)) return value.replace(/^\[\[/, '[');
  const node = parseExpression(value.slice(1, -1));
  if (!node) return `<${value.slice(1, -1)}>`;
  const found = evaluate(node, { scope, depth: 0, naming: true });
  return typeof found === 'string' ? found : `<${value.slice(1, -1)}>`;
}

function textValue(scope: Scope, text: string, depth: number): Json {
  if (!isTemplateExpression(text)) return text.startsWith('[[') ? text.slice(1) : text;
  const node = parseExpression(text.slice(1, -1));
  if (!node || depth > deepest) return expression(text);
  try {
    return evaluate(node, { scope, depth: depth + 1, naming: false });
  } catch (error) {
    if (error instanceof Open) return expression(text);
    throw error;
  }
}

/** A loop over properties: how often it runs, and what comes out, is not worked out here. */
function copiedProperties(loops: Json[]): [string, Json][] {
  return loops
    .filter((loop) => typeof loop?.name === 'string')
    .map((loop) => [loop.name, expression(`copy of ${loop.name}`)]);
}

interface Context {
  scope: Scope;
  depth: number;
  /** In names, what is open becomes `<text>` instead of making the whole open. */
  naming: boolean;
}

function evaluate(node: Node, context: Context): Json {
  if (node.kind === 'literal') return node.value;
  if (node.kind === 'member') {
    const of = evaluate(node.of, context);
    const key = evaluate(node.key, context);
    const found =
      typeof of === 'object' && of !== null && Object.hasOwn(of, key) ? of[key] : undefined;
    return closed(found, node.text, context);
  }
  const { name, args } = node;
  if (name === 'parameters' || name === 'variables') {
    const called = args[0]?.kind === 'literal' ? String(args[0].value) : '';
    const found = name === 'parameters' ? parameter(called, context) : variable(called, context);
    return closed(found, called, context);
  }
  if (name === 'if') {
    const [condition, yes, no] = args;
    if (!condition || !yes || !no) return closed(undefined, node.text, context);
    const decided = evaluate(condition, context);
    if (typeof decided !== 'boolean') return closed(undefined, node.text, context);
    return evaluate(decided ? yes : no, context);
  }
  const known = functions[name];
  if (!known || (name === 'resourceid' && !context.naming))
    return closed(undefined, node.text, context);
  return closed(known(args.map((arg) => evaluate(arg, context))), node.text, context);
}

/** The value, if it is one. */
function closed(value: Json, text: string, { naming }: Context): Json {
  if (value !== undefined && !isExpression(value)) return value;
  if (naming) return `<${text}>`;
  throw new Open(text);
}

function parameter(name: string, { scope, depth }: Context): Json {
  const given = lookUp(scope.given, name);
  return given === undefined
    ? templateValue(scope, lookUp(scope.parameters, name)?.defaultValue, depth)
    : given;
}

function variable(name: string, { scope, depth }: Context): Json {
  return templateValue(scope, lookUp(scope.variables, name), depth);
}

/** Template names do not distinguish case. */
function lookUp<T>(values: Record<string, T>, name: string): T | undefined {
  const key = Object.keys(values).find((other) => other.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : values[key];
}

/** The functions that need nothing but their arguments. Undefined: not with these arguments. */
const functions: Record<string, (args: Json[]) => Json> = {
  concat(args) {
    if (args.every(Array.isArray)) return args.flat();
    return args.every(isScalar) ? args.join('') : undefined;
  },
  format([pattern, ...args]) {
    if (typeof pattern !== 'string' || !args.every(isScalar)) return undefined;
    return pattern.replaceAll(/\{(\d+)\}/g, (_whole, index) => String(args[Number(index)] ?? ''));
  },
  resourceid(args) {
    const at = args.findIndex((arg) => typeof arg === 'string' && arg.includes('/'));
    const [type, ...names] = at < 0 ? [] : args.slice(at);
    return typeof type === 'string' ? `${type}/${names.join('/')}` : undefined;
  },
  tolower: ([text]) => (typeof text === 'string' ? text.toLowerCase() : undefined),
  toupper: ([text]) => (typeof text === 'string' ? text.toUpperCase() : undefined),
  createarray: (args) => args,
  true: () => true,
  false: () => false,
  null: () => null,
  not: ([value]) => (typeof value === 'boolean' ? !value : undefined),
  and: (args) => (args.every(isBoolean) ? args.every(Boolean) : undefined),
  or: (args) => (args.every(isBoolean) ? args.some(Boolean) : undefined),
  equals: ([a, b]) => (isScalar(a) && isScalar(b) ? a === b : undefined),
  empty: ([value]) =>
    value === null || value === ''
      ? true
      : typeof value === 'object'
        ? Object.keys(value).length === 0
        : isScalar(value)
          ? false
          : undefined,
};

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
