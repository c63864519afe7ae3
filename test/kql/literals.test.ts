import { describe, expect, it } from 'vitest';
import { kqlLiteral, type ParameterType, withParameters } from '../../src/kql/literals.ts';
import { evaluate, loadBefore, run } from './support/evaluate.ts';

loadBefore();

/** A stream of numbers in [0, 1) that is the same in every run. */
function* randomNumbers(seed: number): Generator<number, never> {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

const nasty = [
  '',
  '"',
  "'",
  '\\',
  '\\"',
  '"; AKSAudit | take 1 //',
  '" | union AKSAudit //',
  '```',
  '// comment',
  '\n',
  '\r\n',
  '\t\u0000\u0007\u001b',
  '\u2028\u2029\u0085',
  'é ø 日本語 🦊',
  '\ud83e', // half of a pair
  '%27 &quot; {{x}} $y',
  'h"secret"',
  '@"verbatim"',
];

function randomText(next: () => number): string {
  const alphabet = [
    '"',
    "'",
    '\\',
    '`',
    '\n',
    '\r',
    ';',
    '|',
    '/',
    '*',
    'a',
    'u',
    'n',
    ' ',
    '\u0000',
  ];
  return Array.from({ length: Math.floor(next() * 12) }, () => {
    return next() < 0.7
      ? (alphabet[Math.floor(next() * alphabet.length)] as string)
      : String.fromCharCode(Math.floor(next() * 0xd800));
  }).join('');
}

describe('a text as a literal', () => {
  it('comes back from the real parser exactly as it was, whatever it holds', () => {
    const numbers = randomNumbers(20261124);
    const next = () => numbers.next().value;
    const texts = [...nasty, ...Array.from({ length: 400 }, () => randomText(next))];
    const list = texts.map((text, index) => `t${index} = ${kqlLiteral(text, 'string')}`);
    const { rows, columns } = run(`print ${list.join(', ')}`);
    expect(columns).toHaveLength(texts.length);
    expect(rows[0]).toEqual(texts);
  });

  it('holds no quote, backslash or line break but its own escapes', () => {
    for (const text of nasty) {
      expect(kqlLiteral(text, 'string')).toMatch(/^"([^"\\\n\r\p{Cc}]|\\u[0-9a-f]{4})*"$/u);
    }
  });

  it('comes back out of an array too', () => {
    expect(evaluate(kqlLiteral(nasty, 'dynamic'))).toEqual(nasty);
    expect(evaluate(kqlLiteral([], 'dynamic'))).toEqual([]);
  });
});

describe('other values as literals', () => {
  it.each<[unknown, ParameterType, unknown]>([
    [42, 'int', 42],
    [-2147483648, 'int', -2147483648],
    [9223372036854775807n, 'long', 9223372036854775807n],
    [-5, 'long', -5],
    [1.5e-7, 'real', 1.5e-7],
    [-2.5, 'real', -2.5],
    [Number.NaN, 'real', Number.NaN],
    [Number.NEGATIVE_INFINITY, 'real', Number.NEGATIVE_INFINITY],
    [true, 'bool', true],
    [new Date('2026-11-24T01:02:03.456Z'), 'datetime', '2026-11-24T01:02:03.456Z'],
    [90_061_001, 'timespan', '1.01:01:01.0010000'],
    [-1500, 'timespan', '-00:00:01.5000000'],
    ['74BE27DE-1e4e-49d9-b579-fe0b331d3642', 'guid', '74be27de-1e4e-49d9-b579-fe0b331d3642'],
  ])('%s as %s', (value, type, result) => {
    expect(evaluate(kqlLiteral(value, type))).toEqual(result);
  });

  it.each<[unknown, ParameterType]>([
    [1, 'string'],
    [null, 'string'],
    ['1', 'int'],
    [1.5, 'long'],
    [2147483648, 'int'],
    [2n ** 63n, 'long'],
    ['now()', 'datetime'],
    [new Date(Number.NaN), 'datetime'],
    ['not-a-guid) | take 1', 'guid'],
    [['a', 1], 'dynamic'],
    ['a', 'dynamic'],
    ['true', 'bool'],
  ])('%s is not a value of type %s', (value, type) => {
    expect(() => kqlLiteral(value, type)).toThrow(`is not a value for a parameter of type ${type}`);
  });
});

describe('a query file with parameters', () => {
  const text = `// Calls of one actor.
declare query_parameters(actor: string, since: datetime, verbs: dynamic);
print actor, since, n = array_length(verbs)`;

  it('gets its values as let statements', () => {
    const values = { actor: 'o"brien', since: new Date('2026-11-24T00:00:00Z'), verbs: ['get'] };
    const query = withParameters(text, values);
    expect(query).not.toContain('query_parameters');
    expect(run(query).rows).toEqual([['o"brien', '2026-11-24T00:00:00Z', 1]]);
  });

  it('names the value that is missing, too many or of another type', () => {
    const since = new Date(0);
    expect(() => withParameters(text, { actor: 'a', since })).toThrow(
      "The query's parameter 'verbs' has no value.",
    );
    expect(() => withParameters(text, { actor: 'a', since, verbs: [], more: 1 })).toThrow(
      "The query has no parameter 'more'; it has actor, since, verbs.",
    );
    expect(() => withParameters(text, { actor: 7, since, verbs: [] })).toThrow(
      "Parameter 'actor': 7 is not a value for a parameter of type string.",
    );
    expect(() => withParameters('AKSAudit', { x: 1 })).toThrow("The query has no parameter 'x'.");
  });

  it('leaves a query without parameters as it is', () => {
    expect(withParameters('AKSAudit | take 1', {})).toBe('AKSAudit | take 1');
  });
});
