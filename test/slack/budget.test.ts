import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clipped, section } from '../../src/slack/blocks.ts';
import { charactersOf, tablePage, withinBudget } from '../../src/slack/budget.ts';

const piece = fc.record({
  importance: fc.integer({ min: 0, max: 100 }),
  blocks: fc.array(
    fc.string({ minLength: 1, maxLength: 3000 }).map((text) => section(text)),
    { maxLength: 5 },
  ),
  kind: fc.constantFrom('finding', 'note'),
});

test('what is kept is never over the budget, in its old order, and what is left out is counted', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const { blocks, left } = withinBudget(pieces);
      expect(blocks.length).toBeLessThanOrEqual(50);
      expect(charactersOf(blocks)).toBeLessThanOrEqual(12_000);
      const all = pieces.flatMap((each) => each.blocks);
      const places = blocks.map((block) => (all as unknown[]).indexOf(block));
      expect(places).toEqual([...places].sort((a, b) => a - b));
      const missing = pieces.filter((each) => each.blocks.some((block) => !blocks.includes(block)));
      expect(Object.values(left).reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(
        missing.length,
      );
    }),
  );
});

test('after one of a kind was left out, less important ones of it are too', () => {
  const long = 'x'.repeat(2_900);
  const pieces = [1, 2, 3, 4, 5].map((number) => ({
    importance: 10 - number,
    kind: 'finding',
    blocks: [section(number === 5 ? 'short' : long)],
  }));
  pieces.push({ importance: 100, kind: 'head', blocks: [section('x'.repeat(1_000))] });
  const { blocks, left } = withinBudget(pieces);
  expect(blocks).toHaveLength(4);
  expect(left).toEqual({ finding: 2 });
});

test('the pages of a table hold every row once, within the limits', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.string({ maxLength: 300 }), { minLength: 1, maxLength: 6 }), {
        maxLength: 250,
      }),
      (rows) => {
        const seen: unknown[] = [];
        const { pages } = tablePage(rows, 0);
        for (let page = 0; page < pages; page += 1) {
          const shown = tablePage(rows, page);
          expect(shown.rows.length).toBeLessThanOrEqual(100);
          expect(shown.rows.flat().join('').length).toBeLessThanOrEqual(10_000);
          expect(shown.to - shown.from + (rows.length > 0 ? 1 : 0)).toBe(shown.rows.length);
          seen.push(...shown.rows);
        }
        expect(seen).toEqual(rows);
      },
    ),
  );
});

test('a page past the end is the last', () => {
  const rows = Array.from({ length: 150 }, (_, index) => [index]);
  expect(tablePage(rows, 9)).toMatchObject({ page: 1, pages: 2, from: 101, to: 150, total: 150 });
});

test('text is never cut in the middle of a character', () => {
  expect(clipped('ab😀cd', 4)).toBe('ab…');
  expect(clipped('abcd', 4)).toBe('abcd');
});
