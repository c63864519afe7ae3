import { expect, test } from 'vitest';
import { inScopeAround } from './support/catalogue.ts';
import { expression } from './support/judge.ts';
import { judgeSurrounded } from './support/judge-surrounded.ts';
import { type Surrounded, surrounded } from './support/surrounded.ts';

const before = new Map(
  inScopeAround.map((check) => [check, judgeSurrounded(check, surrounded()).outcome]),
);

/** Every value in the planes, by its path. */
function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]));
  return path.length > 1 ? [path, ...below] : below;
}

function replaced(path: string[], value: unknown): Surrounded {
  const planes = surrounded();
  let holder = planes as unknown as Record<string, unknown>;
  for (const key of path.slice(0, -1)) holder = holder[key] as Record<string, unknown>;
  holder[path.at(-1) ?? ''] = value;
  return planes;
}

const places = placesIn(surrounded());

test('the good cluster fails nothing', () => {
  expect(places.length).toBeGreaterThan(100);
  expect([...before].filter(([, outcome]) => outcome === 'fail')).toEqual([]);
});

test.each([
  ['left open by a template', expression],
  ['a number where none belongs', 4711],
  ['a list where none belongs', [[]]],
  ['an object where none belongs', { odd: { one: 1 } }],
])('no check breaks where a value is %s', (_, value) => {
  for (const path of places) {
    const planes = replaced(path, value);
    for (const check of inScopeAround) {
      const { message } = judgeSurrounded(check, planes);
      expect(message, `${check} at ${path.join('.')}`).not.toContain('fault of Drawbridge');
    }
  }
});

test('a value that a template leaves open makes nothing better, and no false alarm', () => {
  for (const path of places) {
    const planes = replaced(path, expression);
    for (const check of inScopeAround) {
      const { outcome } = judgeSurrounded(check, planes);
      const was = before.get(check);
      const where = `${check} at ${path.join('.')}`;
      expect(outcome, where).not.toBe('fail');
      if (was === 'unknown') expect(outcome, where).not.toBe('pass');
    }
  }
});
