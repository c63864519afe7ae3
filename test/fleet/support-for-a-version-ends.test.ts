import { expect, test } from 'vitest';
import { compareVersions, lifecycleOf, minorOf } from '../../src/fleet/lifecycle.ts';

test('a month counts to its last day, a day as it begins', () => {
  expect(lifecycleOf('1.34.9')).toMatchObject({
    kind: 'listed',
    generalAvailability: new Date('2025-11-01T00:00:00Z'),
    supportEnds: new Date('2026-12-01T00:00:00Z'),
    ltsEnds: new Date('2027-12-01T00:00:00Z'),
    platformSupportUntil: '1.38 GA',
  });
  expect(lifecycleOf('1.30')).toMatchObject({ supportEnds: new Date('2025-08-22T00:00:00Z') });
});

test('a correction comes before the calendar', () => {
  const own = { minor: '1.34', generalAvailability: '2025-11', endOfLife: '2026-12-31' };
  expect(lifecycleOf('1.34.1', [own])).toMatchObject({
    supportEnds: new Date('2026-12-31T00:00:00Z'),
    ltsEnds: null,
  });
});

test('what is older than the calendar is told from what is newer, and from what is no version', () => {
  expect(lifecycleOf('1.9.6')).toEqual({ kind: 'older' });
  expect(lifecycleOf('1.99.0')).toEqual({ kind: 'unlisted' });
  expect(lifecycleOf('latest')).toEqual({ kind: 'unlisted' });
});

test('versions are compared by their numbers', () => {
  expect(['1.9.10', '1.35.2', '1.9.9', 'v1.35.10', '1.35'].toSorted(compareVersions)).toEqual([
    '1.9.9',
    '1.9.10',
    '1.35',
    '1.35.2',
    'v1.35.10',
  ]);
  expect([minorOf('v1.35.2'), minorOf('1.35'), minorOf('1'), minorOf('x')]).toEqual([
    '1.35',
    '1.35',
    undefined,
    undefined,
  ]);
});
