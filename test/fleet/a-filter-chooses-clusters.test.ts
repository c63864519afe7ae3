import { expect, test } from 'vitest';
import { FilterError, parseFilter } from '../../src/fleet/filter.ts';
import { cluster, production, trying } from './clusters.ts';

const fleet = [
  cluster(),
  cluster({ name: 'aks-prod-neu', location: 'northeurope', tags: { env: 'prod' } }),
  cluster({ name: 'aks-dev-weu', subscriptionId: trying, tags: { ENV: 'Dev' } }),
];

test.each([
  ['all', 3],
  ['*', 3],
  ['aks-prod-*', 2],
  ['*-weu', 2],
  ['aks-*-weu', 2],
  ['aks-prod-weu', 1],
  ['AKS-PROD-WEU', 1],
  ['aks-prod', 0],
  ['tag:env=prod', 2],
  ['tag:env=dev', 1],
  ['tag:team', 1],
  ['tag:team=pay*', 1],
  ['tag:env=', 0],
  ['location:northeurope', 1],
  [`subscription:${production}`, 2],
  ['rg:rg-prod-*', 3],
  ['tag:env=prod *-weu', 1],
  ['a*a', 0],
  ['aks-dev-weu*weu', 0],
])('"%s" chooses %i', (text, count) => {
  expect(fleet.filter(parseFilter(text))).toHaveLength(count);
});

test.each(['', '  ', 'label:x=y', 'tag:', 'tag:=x', 'rg:'])('"%s" is refused', (text) => {
  expect(() => parseFilter(text)).toThrow(FilterError);
});

test('the word that was wrong is quoted', () => {
  expect(() => parseFilter('all label:x=y')).toThrow('"label:x=y" is no filter. Try tag:env=prod');
});

// A pattern that backtracks would take longer than anybody waits.
test('a pattern made to be slow ends', () => {
  expect(parseFilter('*a'.repeat(2000))(cluster({ name: 'a'.repeat(63) }))).toBe(false);
});
