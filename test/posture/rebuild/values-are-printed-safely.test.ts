import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Code, oneLine, printValue, quoted } from '../../../src/posture/rebuild/bicep/values.ts';
import { bicepProblems, bicepValue } from './support/bicep.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    "'",
    "'''",
    '\\',
    "\\'",
    '$'.concat('{deploy()}'),
    '\\$'.concat('{x}'),
    '$$'.concat('{x}'),
    '\r\n',
    '\u2028',
    '// x',
  ),
  fc
    .array(fc.constantFrom("'", '\\', '$', '{', '}', '\n', 'a'), { maxLength: 12 })
    .map((l) => l.join('')),
);

test('any text is one string literal that comes to the same text', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const source = `param x string = ${quoted(text)}\n`;
      expect(bicepProblems(source)).toEqual([]);
      expect(bicepValue(source)).toBe(text.toWellFormed());
      expect(quoted(text)).not.toMatch(/[\n\r\u2028\u2029]/);
    }),
    { numRuns: 500 },
  );
});

test('any JSON is one value that comes to the same value', () => {
  const json = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      hostile,
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(hostile, tie('value'), { maxKeys: 4 }),
    ),
  })).value;
  fc.assert(
    fc.property(json, (value) => {
      const source = `param x object = ${printValue(value)}\n`;
      expect(bicepProblems(source)).toEqual([]);
      expect(JSON.stringify(bicepValue(source))).toBe(JSON.stringify(wellFormed(value)));
    }),
    { numRuns: 300 },
  );
});

describe('what is printed', () => {
  test('has names bare where Bicep takes them so, and two spaces a level', () => {
    expect(printValue({ a: { 'b-c': [1, 'd'] }, e: [], f: {} })).toBe(
      "{\n  a: {\n    'b-c': [\n      1\n      'd'\n    ]\n  }\n  e: []\n  f: {}\n}",
    );
  });

  test('has expressions as they are, and fractions by way of JSON', () => {
    expect(printValue([new Code('workspaceId'), 0.25, -3])).toBe(
      "[\n  workspaceId\n  json('0.25')\n  -3\n]",
    );
  });

  test('has comments on one line, above what they are about', () => {
    const object = { a: true, b: false };
    const notes = new Map([[object, new Map([['b', 'first\nresource x']])]]);
    expect(printValue(object, notes)).toBe('{\n  a: true\n  // first resource x\n  b: false\n}');
    expect(oneLine('a\u2028b\rc')).toBe('a b c');
  });

  test('is refused where Bicep has nothing like it', () => {
    expect(() => printValue(() => 1)).toThrow('Bicep has no function');
  });
});

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key.toWellFormed(),
    wellFormed(inner),
  ]);
  return Object.fromEntries(entries);
}
