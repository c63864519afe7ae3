import { KqlError, refuse } from '../error.ts';

const posix: Record<string, string> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

const asciiSpace = '\\t\\n\\f\\r ';

/**
 * A regular expression of Kusto (RE2) as JavaScript's. Refused by name: flags inside the
 * expression other than at its start, `\Q…\E`, `\C`, negated POSIX classes, `\S` inside a class.
 * Lookaround and back-references do not exist in RE2 and are errors, as in the service.
 * https://learn.microsoft.com/kusto/query/regex
 */
export function translateRegex(pattern: string, extraFlags = ''): RegExp {
  const leading = /^\(\?([imsU]+)\)/.exec(pattern);
  const given = leading?.[1] ?? '';
  if (given.includes('U')) {
    throw refuse('The regular expression flag U');
  }
  const source = translate(pattern.slice(leading?.[0].length ?? 0), given.includes('s'));
  const flags = given.replaceAll('s', '');
  try {
    return new RegExp(source, [...new Set(`u${extraFlags}${flags}`)].join(''));
  } catch {
    throw new KqlError(
      'SEM0420',
      `The regular expression ${JSON.stringify(pattern)} is not valid.`,
    );
  }
}

function translate(pattern: string, dotAll: boolean): string {
  let out = '';
  let inClass = false;
  for (let i = 0; i < pattern.length; i++) {
    const rest = pattern.slice(i);
    const character = pattern[i] as string;
    if (character === '\\') {
      const [text, width] = escaped(rest, inClass);
      out += text;
      i += width - 1;
    } else if (inClass) {
      const named = /^\[:(\^?)(\w+):\]/.exec(rest);
      if (named) {
        out += posixClass(named[1] ?? '', named[2] ?? '');
        i += named[0].length - 1;
      } else {
        inClass = character !== ']';
        out += character === '[' ? '\\[' : character;
      }
    } else if (character === '[') {
      inClass = true;
      const open = /^\[\^?\]?/.exec(rest)?.[0] ?? '[';
      out += open.replace(']', '\\]');
      i += open.length - 1;
    } else if (rest.startsWith('(?')) {
      const [text, width] = group(rest);
      out += text;
      i += width - 1;
    } else {
      out += character === '.' ? (dotAll ? '[\\s\\S]' : '[^\\n]') : character;
    }
  }
  return out;
}

function posixClass(negated: string, name: string): string {
  const set = posix[name];
  if (negated || set === undefined) {
    throw refuse(`The character class [:${negated}${name}:]`);
  }
  return set;
}

function group(rest: string): [string, number] {
  const named = /^\(\?P?<([A-Za-z_]\w*)>/.exec(rest);
  if (named) {
    return [`(?<${named[1]}>`, named[0].length];
  }
  if (rest.startsWith('(?:')) {
    return ['(?:', 3];
  }
  if (/^\(\?(<?[=!])/.test(rest)) {
    throw new KqlError('SEM0420', 'Kusto has no lookahead or lookbehind in regular expressions.');
  }
  throw refuse(`The regular expression group ${rest.slice(0, 5)}…`);
}

function escaped(rest: string, inClass: boolean): [string, number] {
  const next = rest[1] ?? '';
  const property = /^\\[pP](\{\^?\w+\}|\w)/.exec(rest);
  if (property) {
    const name = (property[1] ?? '')
      .replace(/^(\w)$/, '{$1}')
      .replace(/^\{(Greek|Latin|Cyrillic)/, '{Script=$1');
    return [rest.slice(0, 2) + name, property[0].length];
  }
  const wide = /^\\x\{([0-9a-f]+)\}/i.exec(rest);
  if (wide) {
    return [`\\u{${wide[1]}}`, wide[0].length];
  }
  if (next === 's' || next === 'S') {
    if (inClass && next === 'S') {
      throw refuse('\\S inside a character class');
    }
    return [inClass ? asciiSpace : next === 's' ? `[${asciiSpace}]` : `[^${asciiSpace}]`, 2];
  }
  if (next === 'A' || next === 'z') {
    return [next === 'A' ? '(?<![\\s\\S])' : '(?![\\s\\S])', 2];
  }
  if (next === 'a') {
    return ['\\x07', 2];
  }
  if (/[1-9]/.test(next)) {
    throw new KqlError('SEM0420', 'Kusto has no back-references in regular expressions.');
  }
  if (/[QEC]/.test(next)) {
    throw refuse(`\\${next} in a regular expression`);
  }
  if (/[A-Za-z0-9]/.test(next)) {
    return [rest.slice(0, 2), 2];
  }
  return [
    `\\u{${(rest.codePointAt(1) ?? 92).toString(16)}}`,
    1 + String.fromCodePoint(rest.codePointAt(1) ?? 92).length,
  ];
}
