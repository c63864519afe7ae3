import type { KqlType } from '../types.ts';
import { toText } from '../values/convert.ts';
import { translateRegex } from '../values/regex.ts';
import { hasPhrase } from '../values/terms.ts';
import type { Row, Value } from '../values/value.ts';
import type { Compiled } from './context.ts';

type Test = (text: string, sought: string) => boolean;

const both = { start: true, end: true };

/** The operators on text by the node kind's name, without `Not`, `Cs` and `Expression`. */
const tests: Record<string, Test> = {
  Has: (text, sought) => hasPhrase(text, sought, both),
  HasPrefix: (text, sought) => hasPhrase(text, sought, { start: true, end: false }),
  HasSuffix: (text, sought) => hasPhrase(text, sought, { start: false, end: true }),
  Contains: (text, sought) => text.includes(sought),
  StartsWith: (text, sought) => text.startsWith(sought),
  EndsWith: (text, sought) => text.endsWith(sought),
};

/** Reads any value as text, as the text operators and functions do with a dynamic. */
export function textOf(compiled: Compiled): (row: Row) => string {
  const { evaluate, type } = compiled;
  if (type === 'string') {
    return evaluate as (row: Row) => string;
  }
  return (row) => toText(evaluate(row), type);
}

/** Compiles `has`, `contains`, `startswith` and their kin; undefined for another operator. */
export function compileTextTest(
  kind: string,
  left: Compiled,
  right: Compiled,
): ((row: Row) => boolean) | undefined {
  const match = /^(Not)?(\w+?)(Cs)?Expression$/.exec(kind);
  const test = tests[match?.[2] ?? ''];
  if (!match || !test) {
    return undefined;
  }
  const wanted = match[1] !== 'Not';
  const exact = match[3] === 'Cs';
  const text = textOf(left);
  const sought = prepared(right, exact);
  return (row) => {
    const value = text(row);
    return test(exact ? value : value.toLowerCase(), sought(row)) === wanted;
  };
}

/** A constant is put into lower case once, not for each row. */
function prepared(compiled: Compiled, exact: boolean): (row: Row) => string {
  const text = textOf(compiled);
  if (exact) {
    return text;
  }
  if (compiled.constant) {
    let lower: string | undefined;
    return (row) => {
      lower ??= text(row).toLowerCase();
      return lower;
    };
  }
  return (row) => text(row).toLowerCase();
}

/** `=~` and `!~`. */
export function compileSameText(left: Compiled, right: Compiled, wanted: boolean) {
  const first = textOf(left);
  const second = prepared(right, false);
  return (row: Row) => (first(row).toLowerCase() === second(row)) === wanted;
}

export function compileMatches(left: Compiled, right: Compiled) {
  const text = textOf(left);
  const regex = regexOf(right);
  return (row: Row) => regex(row).test(text(row));
}

/** The regular expression of an argument, compiled once where it is a constant. */
export function regexOf(compiled: Compiled, flags = ''): (row: Row) => RegExp {
  const source = textOf(compiled);
  const known = new Map<string, RegExp>();
  return (row) => {
    const pattern = source(row);
    let regex = known.get(pattern);
    if (!regex) {
      regex = translateRegex(pattern, flags);
      known.clear();
      known.set(pattern, regex);
    }
    return regex;
  };
}

/** `has_any` and `has_all`, over terms, without regard to case. */
export function compileHasSome(
  left: Compiled,
  sought: (row: Row) => Value[],
  every: boolean,
): (row: Row) => boolean {
  const text = textOf(left);
  return (row) => {
    const value = text(row).toLowerCase();
    const has = (each: Value) => {
      return hasPhrase(value, toText(each, 'dynamic' satisfies KqlType).toLowerCase(), both);
    };
    return every ? sought(row).every(has) : sought(row).some(has);
  };
}
