import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { duration } from '../../../src/config/duration.ts';
import { commands } from '../../../src/slack/commands/index.generated.ts';
import { lineFrom, parse, usage } from '../../../src/slack/grammar/parse.ts';
import { typedText, words } from '../../../src/slack/grammar/words.ts';

const open = {
  name: 'open',
  args: {
    cluster: { type: 'cluster', required: true, description: 'the cluster' },
    range: { type: 'cidr', description: 'the range', required: true },
    time: { type: 'duration', keyword: 'for', description: 'how long' },
    why: { type: 'rest', keyword: 'because', description: 'why' },
  },
  flags: { severity: { type: 'choice', choices: ['high', 'low'], description: 'how bad' } },
} as const;
const list = { name: 'list', args: {}, flags: {} } as const;

function read(line: string) {
  return parse(line, [open, list]);
}

describe('a line that is right', () => {
  test('gives typed arguments, wherever keywords and flags stand', () => {
    expect(read('open prod for 1h30m 203.0.113.7/32 --severity=high')).toMatchObject({
      kind: 'run',
      args: { cluster: 'prod', range: '203.0.113.7/32', time: 5_400_000 },
      flags: { severity: 'high' },
    });
  });
  test('takes the rest of the line as it is', () => {
    expect(read('open prod 203.0.113.7 because the  VPN --severity is down')).toMatchObject({
      kind: 'run',
      args: { why: 'the VPN --severity is down' },
    });
  });
  test('reads flags that come after such a text', () => {
    expect(read('open prod 203.0.113.7 because the VPN is down --severity high')).toMatchObject({
      kind: 'run',
      args: { why: 'the VPN is down' },
      flags: { severity: 'high' },
    });
    expect(read('open prod 203.0.113.7 because of "--severity" "high"')).toMatchObject({
      args: { why: 'of --severity high' },
      flags: {},
    });
  });
  test('may be in capitals, quoted, and typed on a telephone', () => {
    expect(read('OPEN “my cluster” 203.0.113.7 —severity HIGH')).toMatchObject({
      kind: 'run',
      args: { cluster: 'my cluster' },
      flags: { severity: 'high' },
    });
  });
});

describe('a line that is wrong', () => {
  test.each([
    ['opne prod', 'I know no command “opne”.', 'open prod'],
    [
      'open prod 203.0.113.7 --severty high',
      'open has no flag “--severty”. It has: --severity.',
      'open prod 203.0.113.7 --severity high',
    ],
    [
      'open prod 203.0.113.7 --severity hihg',
      '“hihg” is none of these: high, low.',
      'open prod 203.0.113.7 --severity high',
    ],
    [
      'open prod 203.0.113.7 fro 4h',
      'I do not know what to do with “fro” after “open” (words that may follow: for, because).',
      'open prod 203.0.113.7 for 4h',
    ],
    [
      'open prod 203.0.113',
      '“203.0.113” is not an IP address or range. Try 203.0.113.7 or 203.0.113.0/28.',
      undefined,
    ],
    ['open prod 203.0.113.7 for ever', '“ever” is not a duration. Try 30m, 4h or 2d.', undefined],
    ['open prod 203.0.113.7 for', '“for” needs a word after it: how long.', undefined],
    ['open prod 203.0.113.7 --severity', '“--severity” needs a word after it: how bad.', undefined],
    ['open prod 203.0.113.7 because', '“because” needs a word after it: why.', undefined],
    [
      'open prod 203.0.113.7 because of it --severity hihg',
      '“hihg” is none of these: high, low.',
      'open prod 203.0.113.7 because of it --severity high',
    ],
    [
      'open prod 203.0.113.7 because --severity high',
      '“because” needs a word after it: why.',
      undefined,
    ],
    ['list --all', 'list has no flag “--all”. It has none.', undefined],
    [
      'list everything',
      'I do not know what to do with “everything” after “list”. It is written: list',
      undefined,
    ],
    ['zebra', 'I know no command “zebra”.', undefined],
  ])('%s', (line, problem, instead) => {
    expect(read(line)).toMatchObject({ kind: 'wrong', problem, instead });
  });
});

describe('a line that is not finished', () => {
  test('says what is missing and keeps what was said', () => {
    const parsed = read('open for 4h --severity low');
    expect(parsed).toMatchObject({ kind: 'missing', missing: ['cluster', 'range'] });
    if (parsed.kind !== 'missing') throw new Error('unexpected');
    const full = {
      ...parsed.said,
      args: { ...parsed.said.args, cluster: 'my cluster', range: '203.0.113.7' },
    };
    expect(read(lineFrom(open, full))).toMatchObject({
      kind: 'run',
      args: { cluster: 'my cluster', range: '203.0.113.7', time: 14_400_000 },
      flags: { severity: 'low' },
    });
  });
});

test('no line at all breaks the parser, and a correction is never the same line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (line) => {
      const parsed = read(line);
      if (parsed.kind === 'wrong') expect(parsed.instead).not.toBe(line);
    }),
  );
});

test('quotes keep words together, also when they are never closed', () => {
  expect(words('a "b c" “d e” "f g').map(({ text }) => text)).toEqual(['a', 'b c', 'd e', 'f g']);
});

test('the text of an event is read back as it was typed', () => {
  expect(typedText('ip add x <http://203.0.113.7|203.0.113.7> &lt;b&gt; &amp;')).toBe(
    'ip add x 203.0.113.7 <b> &',
  );
});

test.each([
  ['4h', 14_400_000],
  ['2d', 172_800_000],
  ['1h30m', 5_400_000],
  ['0h', undefined],
  ['4', undefined],
  ['-4h', undefined],
  ['4 hours', 14_400_000],
])('%s is a duration of %s ms', (word, expected) => {
  expect(duration(word)).toBe(expected);
});

test('every example of every command is understood by its own grammar', () => {
  const wrong = commands.flatMap(({ name, examples }) =>
    examples.filter(({ line }) => {
      const parsed = parse(line, commands);
      return parsed.kind !== 'run' || parsed.command.name !== name;
    }),
  );
  expect(wrong).toEqual([]);
});

test('usage is short and says what is optional', () => {
  expect(usage(open)).toBe(
    'open <cluster> <range> [for <time>] [because <why>] [--severity <severity>]',
  );
});
