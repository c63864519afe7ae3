import { refuse } from '../error.ts';
import type { KqlType } from '../types.ts';
import { convert, parseDynamic, toDynamic } from '../values/convert.ts';
import { argument, atMost, type ScalarFunction, strict } from './kit.ts';

function to(type: KqlType): ScalarFunction {
  return (call) => {
    atMost(call, 1);
    const { evaluate, type: from } = argument(call, 0);
    if (type === 'datetime' && from === 'string') {
      return (row) => {
        const text = evaluate(row) as string;
        // The service also reads dates such as 11/30/2026; to answer null there would be a guess.
        if (/^\s*\d{1,2}[/.]\d{1,2}[/.]\d{2,4}/.test(text)) {
          throw refuse(`Reading the date '${text.slice(0, 40)}'`, call.node);
        }
        return convert(text, 'string', 'datetime');
      };
    }
    return (row) => convert(evaluate(row), from, type);
  };
}

/** Text is read as JSON; a value of another type is kept as it is. */
const parseJson: ScalarFunction = (call) => {
  atMost(call, 1);
  const { evaluate, type } = argument(call, 0);
  return type === 'string'
    ? (row) => parseDynamic(evaluate(row) as string)
    : (row) => toDynamic(evaluate(row), type);
};

function typeName(value: unknown, type: KqlType): string {
  if (value === null) {
    return 'null';
  }
  if (type !== 'dynamic') {
    return type;
  }
  if (Array.isArray(value)) {
    return 'array';
  }
  const names: Record<string, string> = { boolean: 'bool', bigint: 'long', object: 'dictionary' };
  return typeof value === 'number'
    ? Number.isInteger(value)
      ? 'long'
      : 'real'
    : (names[typeof value] ?? typeof value);
}

const gettype: ScalarFunction = (call) => {
  const { evaluate, type } = argument(call, 0);
  return (row) => typeName(evaluate(row), type);
};

export const conversionFunctions: Record<string, ScalarFunction> = {
  tostring: to('string'),
  toint: to('int'),
  tolong: to('long'),
  toreal: to('real'),
  todouble: to('real'),
  tobool: to('bool'),
  toboolean: to('bool'),
  todatetime: to('datetime'),
  totimespan: to('timespan'),
  toguid: to('guid'),
  todynamic: parseJson,
  parse_json: parseJson,
  parsejson: parseJson,
  toobject: parseJson,
  dynamic_to_json: strict(1, (values) => convert(values[0], 'dynamic', 'string')),
  gettype,
};
