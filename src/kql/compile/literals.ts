import { KqlError, refuse } from '../error.ts';
import { elements, type SyntaxNode } from '../syntax.ts';
import type { KqlType } from '../types.ts';
import { realOfText, toDynamic, toGuid } from '../values/convert.ts';
import { parseDatetime } from '../values/datetime.ts';
import { parseTimespan } from '../values/timespan.ts';
import { type Bag, long, parseJson, type Value } from '../values/value.ts';
import { type Compiled, type Context, constant, kindOf } from './context.ts';

const literalTypes: Record<string, KqlType> = {
  BooleanLiteralExpression: 'bool',
  IntLiteralExpression: 'int',
  LongLiteralExpression: 'long',
  RealLiteralExpression: 'real',
  DateTimeLiteralExpression: 'datetime',
  TimespanLiteralExpression: 'timespan',
  GuidLiteralExpression: 'guid',
};

/** Compiles a literal; undefined when the node is none. The text is read here, not by the parser. */
export function compileLiteral(context: Context, node: SyntaxNode): Compiled | undefined {
  const kind = kindOf(context, node);
  if (kind === 'StringLiteralExpression' || kind === 'CompoundStringLiteralExpression') {
    return constant('string', String(node.LiteralValue));
  }
  if (kind === 'DynamicExpression') {
    return constant('dynamic', dynamicLiteral(context, node.Expression));
  }
  if (kind === 'DecimalLiteralExpression') {
    throw refuse('The type decimal', node);
  }
  const type = literalTypes[kind];
  if (!type) {
    return undefined;
  }
  if (type === 'datetime' && node.Token.ValueText.trim() === '') {
    return constant('datetime', context.now);
  }
  return constant(type, literalValue(type, node));
}

function literalValue(type: KqlType, node: SyntaxNode): Value {
  const text = node.Token.ValueText.trim().replace(/^(["'])(.*)\1$/, '$2');
  if (text.toLowerCase() === 'null') {
    return null;
  }
  const value = readLiteral(type, text);
  if (value === null) {
    throw new KqlError('SYN0002', `'${node.toString().trim()}' is not a valid ${type}.`, {
      start: node.TextStart,
      length: node.Width,
    });
  }
  return value;
}

function readLiteral(type: KqlType, text: string): Value {
  switch (type) {
    case 'bool':
      return /^(true|1)$/i.test(text) ? true : /^(false|0)$/i.test(text) ? false : null;
    case 'int':
    case 'long':
      return readInteger(text);
    case 'real':
      return realOfText(text);
    case 'datetime':
      return /^\d{4}$/.test(text) ? parseDatetime(`${text}-01-01`) : parseDatetime(text);
    case 'timespan':
      return parseTimespan(text);
    default:
      return toGuid(text);
  }
}

function readInteger(text: string): number | bigint | null {
  const match = /^([+-]?)(\d+|0x[0-9a-f]+)$/i.exec(text);
  if (!match) {
    return null;
  }
  const size = BigInt(match[2] ?? 0);
  return long(match[1] === '-' ? -size : size);
}

function dynamicLiteral(context: Context, node: SyntaxNode): Value {
  switch (kindOf(context, node)) {
    case 'JsonObjectExpression': {
      const bag: Bag = {};
      for (const pair of elements(node.Pairs)) {
        const key = parseJson(pair.Name.Text) ?? pair.Name.ValueText;
        Object.defineProperty(bag, String(key), {
          value: dynamicLiteral(context, pair.Value),
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      return bag;
    }
    case 'JsonArrayExpression':
      return elements(node.Values).map((value) => dynamicLiteral(context, value));
    case 'NullLiteralExpression':
      return null;
    case 'UnaryMinusExpression': {
      const value = dynamicLiteral(context, node.Expression);
      return typeof value === 'bigint' ? long(-value) : -(value as number);
    }
    default: {
      const literal = compileLiteral(context, node);
      if (!literal) {
        throw refuse(`${node.toString().trim()} inside dynamic()`, node);
      }
      return toDynamic(literal.evaluate([]), literal.type);
    }
  }
}
