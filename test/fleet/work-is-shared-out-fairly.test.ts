import fc from 'fast-check';
import { expect, test } from 'vitest';
import { eachFairly } from '../../src/fleet/each-fairly.ts';

const items = fc.array(fc.record({ group: fc.constantFrom('a', 'b', 'c'), ticks: fc.nat(4) }), {
  maxLength: 40,
});
const limits = fc.record({
  inGroup: fc.integer({ min: 1, max: 4 }),
  altogether: fc.integer({ min: 1, max: 8 }),
});

test('everything is done once, and never more at once than allowed', async () => {
  await fc.assert(
    fc.asyncProperty(items, limits, async (all, limit) => {
      const running: Record<string, number> = { a: 0, b: 0, c: 0 };
      const done = new Set<object>();
      await eachFairly(
        all,
        ({ group }) => group,
        limit,
        async (item) => {
          expect(done.has(item)).toBe(false);
          running[item.group] = (running[item.group] ?? 0) + 1;
          expect(running[item.group]).toBeLessThanOrEqual(limit.inGroup);
          const sum = Object.values(running).reduce((total, each) => total + each, 0);
          expect(sum).toBeLessThanOrEqual(limit.altogether);
          for (let tick = 0; tick < item.ticks; tick++) await Promise.resolve();
          running[item.group] = (running[item.group] ?? 0) - 1;
          done.add(item);
        },
      );
      expect(done.size).toBe(all.length);
    }),
    { numRuns: 60 },
  );
});

test('a large group does not keep the others waiting', async () => {
  const order: string[] = [];
  const all = [...Array(9).fill('large'), 'small'].map((group) => ({ group }));
  await eachFairly(
    all,
    ({ group }) => group,
    { inGroup: 2, altogether: 2 },
    async ({ group }) => {
      order.push(group);
      await Promise.resolve();
    },
  );
  expect(order.indexOf('small')).toBeLessThan(3);
});

test('an error ends it after what runs, and nothing new is begun', async () => {
  const begun: number[] = [];
  const work = eachFairly(
    [1, 2, 3, 4, 5],
    () => 'g',
    { inGroup: 2, altogether: 2 },
    async (item) => {
      begun.push(item);
      await Promise.resolve();
      if (item === 1) throw new Error('broken');
    },
  );
  await expect(work).rejects.toThrow('broken');
  expect(begun.length).toBeLessThan(5);
});
