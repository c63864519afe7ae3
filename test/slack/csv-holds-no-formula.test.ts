import { expect, test } from 'vitest';
import { asCsv } from '../../src/slack/csv.ts';

test.each(['=1+1', '+1', '-1', '@sum(a1)', '\t=1', '\r=1', '\n=1', '＝1+1', '＋1', '－1', '＠x'])(
  '%j is text for a spreadsheet',
  (text) => {
    const [, row = ''] = asCsv(['caller'], [[text]]).split('\r\n');
    expect(row.replace(/^"/, '')).toMatch(/^'/);
  },
);

test('numbers stay numbers, and what would end a cell is quoted', () => {
  expect(
    asCsv(
      ['a', 'b'],
      [
        [-1, 'x,"y"\nz'],
        [2, 'a;b'],
      ],
    ),
  ).toBe('a,b\r\n-1,"x,""y""\nz"\r\n2,"a;b"\r\n');
});
