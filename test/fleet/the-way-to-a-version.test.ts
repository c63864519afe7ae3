import { expect, test } from 'vitest';
import { openVersions, readOffers, wayTo } from '../../src/fleet/kubernetes-versions.ts';
import { lifecycleOf } from '../../src/fleet/lifecycle.ts';
import { supportOf } from '../../src/fleet/support.ts';
import { kubernetesVersions } from '../../src/sandbox/fleet/versions.ts';

const offers = readOffers(kubernetesVersions());
const way = (from: string, to: string, hasLts = false, upgrades?: string[]) => {
  const found = wayTo({ from, to, offers, hasLts, ...(upgrades && { upgrades }) });
  return found.kind === 'way' ? found.hops : found.why;
};

test.each<[string, string, string[]]>([
  ['1.36.5', '1.36.5', []],
  ['1.36.4', '1.36.5', ['1.36.5']],
  ['1.35.8', '1.36.4', ['1.36.4']],
  ['1.34.11', '1.36.5', ['1.35.9', '1.36.5']],
  ['1.34.11', '1.37.1', ['1.35.9', '1.36.5', '1.37.1']],
  // No longer offered: straight to the oldest minor that is, and on from there.
  ['1.31.11', '1.35.8', ['1.34.12', '1.35.8']],
])('from %s to %s a control plane passes %j', (from, to, hops) => {
  expect(way(from, to)).toEqual(hops);
});

test('long-term support opens minors that are closed otherwise', () => {
  expect(openVersions(offers, false)).not.toContain('1.33.16');
  expect(way('1.32.12', '1.33.16', true)).toEqual(['1.33.16']);
  expect(way('1.32.12', '1.33.16')).toContain('long-term support only');
});

test('what Azure says of this very cluster is believed before the list', () => {
  expect(way('1.34.11', '1.35.9', false, ['1.34.12'])).toEqual(['1.34.12', '1.35.9']);
  expect(way('1.34.11', '1.35.9', false, [])).toBe('Azure offers no way from 1.34.11 to 1.35.9');
});

test.each([
  ['1.36.5', '1.35.9', 'cannot be downgraded'],
  ['1.36.5', '1.38.0', 'is a preview'],
  ['1.36.5', '1.99.0', 'does not offer 1.99.0'],
])('from %s to %s there is none', (from, to, why) => {
  expect(way(from, to)).toContain(why);
});

const now = new Date('2026-11-24T00:00:00Z');
const support = (version: string, more: Partial<Parameters<typeof supportOf>[0]> = {}) =>
  supportOf({ version, hasLts: false, offers, now, ...more });

test.each<[string, object, object]>([
  ['1.36.5', {}, { kind: 'community', days: 219 }],
  ['1.34.12', {}, { kind: 'community', days: 7 }],
  ['1.33.16', { offers: null }, { kind: 'out' }],
  [
    '1.33.16',
    { offers: null, now: new Date('2026-09-30T23:59:59Z') },
    { kind: 'platform', platformUntil: '1.37 GA' },
  ],
  ['1.33.16', { hasLts: true }, { kind: 'lts', days: 250 }],
  ['1.31.11', {}, { kind: 'out' }],
  ['1.20.1', {}, { kind: 'out', days: null }],
  ['1.38.0', {}, { kind: 'preview' }],
  ['1.99.0', { offers: null }, { kind: 'unknown' }],
  ['1.99.0', {}, { kind: 'out' }],
  ['', {}, { kind: 'unknown' }],
])('support of %s with %j', (version, more, expected) => {
  expect(support(version, version === '' ? { offers: null } : more)).toMatchObject(expected);
});

test('platform support ends when the region offers what it lasts until', () => {
  expect(support('1.33.16').kind).toBe('out');
  const before = offers.filter(({ minor }) => !['1.37', '1.38'].includes(minor));
  expect(support('1.33.16', { offers: before }).kind).toBe('platform');
});

test('what the region still offers to all is supported, whatever the calendar says', () => {
  const later = new Date('2026-12-20T00:00:00Z');
  expect(support('1.34.12', { now: later })).toMatchObject({ kind: 'community', days: -19 });
});

test('configuration corrects the calendar', () => {
  const overrides = [{ minor: '1.36', generalAvailability: '2026-06', endOfLife: '2026-12-01' }];
  expect(support('1.36.5', { overrides })).toMatchObject({ kind: 'community', days: 7 });
});

test('the shipped calendar knows what a region offers, and both agree on what has ended', () => {
  for (const { minor, preview, support: offered } of offers.filter((each) => !each.preview)) {
    const lifecycle = lifecycleOf(minor);
    expect({ minor, preview, kind: lifecycle.kind }).toEqual({ minor, preview, kind: 'listed' });
    if (lifecycle.kind !== 'listed') continue;
    expect({ minor, ended: lifecycle.supportEnds <= now }).toEqual({
      ...{ minor, ended: offered === 'lts-only' },
    });
  }
});
