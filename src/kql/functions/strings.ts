import { createHash } from 'node:crypto';
import { regexOf, textOf } from '../compile/text.ts';
import { KqlError, refuse } from '../error.ts';
import { convert, toText } from '../values/convert.ts';
import type { Row, Value } from '../values/value.ts';
import { argument, atMost, type Call, type ScalarFunction } from './kit.ts';

/** A function of one text. Lengths and places count UTF-16 units, as .NET does. */
function text(apply: (text: string) => Value): ScalarFunction {
  return (call) => {
    atMost(call, 1);
    const read = textOf(argument(call, 0));
    return (row) => apply(read(row));
  };
}

const strcat: ScalarFunction = (call) => {
  const parts = call.args.map(textOf);
  return (row) => {
    let joined = '';
    for (const part of parts) {
      joined += part(row);
    }
    return joined;
  };
};

const strcatDelim: ScalarFunction = (call) => {
  const [delimiter, ...parts] = call.args.map(textOf);
  return (row) => parts.map((part) => part(row)).join(delimiter?.(row) ?? '');
};

const substring: ScalarFunction = (call) => {
  const read = textOf(argument(call, 0));
  const from = argument(call, 1);
  const length = call.args[2];
  return (row) => {
    const source = read(row);
    const given = Number(from.evaluate(row) ?? 0);
    const start = given < 0 ? Math.max(0, source.length + given) : given;
    const count = length ? Number(length.evaluate(row) ?? 0) : source.length;
    return source.slice(start, start + Math.max(0, count));
  };
};

const split: ScalarFunction = (call) => {
  const read = textOf(argument(call, 0));
  const delimiter = textOf(argument(call, 1));
  const index = call.args[2];
  return (row) => {
    const by = delimiter(row);
    const parts = by === '' ? [read(row)] : read(row).split(by);
    if (!index) {
      return parts;
    }
    const one = parts[Number(index.evaluate(row))];
    return one === undefined ? null : [one];
  };
};

/** Trims matches of a regular expression at the ends. */
function trim(ends: { start: boolean; end: boolean }): ScalarFunction {
  return (call) => {
    const regex = regexOf(argument(call, 0), 'g');
    const read = textOf(argument(call, 1));
    return (row) => {
      const source = read(row);
      const matches = [...source.matchAll(regex(row))].filter((match) => match[0] !== '');
      let from = 0;
      let to = source.length;
      for (const match of ends.start ? matches : []) {
        from = match.index === from ? from + match[0].length : from;
      }
      for (const match of ends.end ? matches.reverse() : []) {
        to = match.index >= from && match.index + match[0].length === to ? match.index : to;
      }
      return source.slice(from, to);
    };
  };
}

const replaceString: ScalarFunction = (call) => {
  const [source, sought, put] = threeTexts(call);
  return (row) => {
    const old = sought(row);
    return old === '' ? source(row) : source(row).split(old).join(put(row));
  };
};

/** In the replacement `\1` is the first group and `\0` the whole match. */
const replaceRegex: ScalarFunction = (call) => {
  const [source, , put] = threeTexts(call);
  const regex = regexOf(argument(call, 1), 'g');
  return (row) => {
    const rewrite = put(row);
    return source(row).replace(regex(row), (...match: unknown[]) =>
      rewrite.replace(/\\(\d)/g, (_, group: string) => String(match[Number(group)] ?? '')),
    );
  };
};

function threeTexts(call: Call): ((row: Row) => string)[] & {
  0: (row: Row) => string;
  1: (row: Row) => string;
  2: (row: Row) => string;
} {
  return [0, 1, 2].map((index) => textOf(argument(call, index))) as never;
}

/** Empty text where nothing matches; with a type, the group converted to it. */
const extract: ScalarFunction = (call) => {
  const regex = regexOf(argument(call, 0));
  const group = argument(call, 1);
  const source = textOf(argument(call, 2));
  return (row) => {
    const found = regex(row).exec(source(row))?.[Number(group.evaluate(row))] ?? '';
    return call.type === 'string' ? found : convert(found, 'string', call.type);
  };
};

const extractAll: ScalarFunction = (call) => {
  atMost(call, 2);
  const regex = regexOf(argument(call, 0), 'g');
  const source = textOf(argument(call, 1));
  return (row) => {
    const found = [...source(row).matchAll(regex(row))].map((match) => match.slice(1));
    if (found.some((groups) => groups.length === 0)) {
      throw new KqlError('SEM0420', 'extract_all() needs a regular expression with a group.');
    }
    const values = found.map((groups) => (groups.length === 1 ? groups[0] : groups));
    return values.length === 0 ? null : values;
  };
};

const indexof: ScalarFunction = (call) => {
  atMost(call, 3);
  const source = textOf(argument(call, 0));
  const sought = textOf(argument(call, 1));
  const from = call.args[2];
  return (row) => {
    const whole = source(row);
    const given = from ? Number(from.evaluate(row)) : 0;
    return whole.indexOf(sought(row), given < 0 ? Math.max(0, whole.length + given) : given);
  };
};

const countof: ScalarFunction = (call) => {
  atMost(call, 2);
  const source = textOf(argument(call, 0));
  const sought = textOf(argument(call, 1));
  return (row) => {
    const [whole, each] = [source(row), sought(row)];
    let found = 0;
    // Overlapping occurrences count: countof("aaa", "aa") is 2.
    for (let at = whole.indexOf(each); each && at >= 0; at = whole.indexOf(each, at + 1)) {
      found++;
    }
    return found;
  };
};

const strcatArray: ScalarFunction = (call) => {
  const array = argument(call, 0);
  const delimiter = textOf(argument(call, 1));
  return (row) => {
    const values = array.evaluate(row);
    return Array.isArray(values)
      ? values.map((value) => toText(value, 'dynamic')).join(delimiter(row))
      : '';
  };
};

function hash(algorithm: string): ScalarFunction {
  return (call) => {
    const { type } = argument(call, 0);
    if (type !== 'string') {
      throw refuse(`${call.node.Name.SimpleName}() of a ${type}`, call.node);
    }
    return text((value) => createHash(algorithm).update(value, 'utf8').digest('hex'))(call);
  };
}

export const stringFunctions: Record<string, ScalarFunction> = {
  strlen: text((value) => value.length),
  tolower: text((value) => value.toLowerCase()),
  toupper: text((value) => value.toUpperCase()),
  reverse: text((value) => [...value].reverse().join('')),
  strcat,
  strcat_delim: strcatDelim,
  strcat_array: strcatArray,
  substring,
  split,
  trim: trim({ start: true, end: true }),
  trim_start: trim({ start: true, end: false }),
  trim_end: trim({ start: false, end: true }),
  replace_string: replaceString,
  replace_regex: replaceRegex,
  replace: replaceRegex,
  extract,
  extract_all: extractAll,
  indexof,
  countof,
  base64_encode_tostring: text((value) => Buffer.from(value, 'utf8').toString('base64')),
  base64_decode_tostring: text((value) => Buffer.from(value, 'base64').toString('utf8')),
  hash_sha256: hash('sha256'),
  hash_sha1: hash('sha1'),
  hash_md5: hash('md5'),
  url_encode: text((value) => encodeURIComponent(value)),
};
