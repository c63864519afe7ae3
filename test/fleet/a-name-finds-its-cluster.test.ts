import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveCluster, shortestName } from '../../src/fleet/resolve.ts';
import { cluster, production, trying } from './clusters.ts';

const prod = cluster();
const neu = cluster({ name: 'aks-prod-neu', resourceGroup: 'rg-prod-neu' });
const twin = cluster({ resourceGroup: 'rg-twin', subscriptionId: trying });
const double = cluster({ subscriptionId: trying });
const fleet = [prod, neu, cluster({ name: 'aks-dev-weu' }), cluster({ name: 'shop-eus' })];

test.each([
  'aks-prod-weu',
  ' AKS-Prod-WEU ',
  'rg-prod-weu/aks-prod-weu',
  `${production}/RG-prod-weu/aks-prod-weu`,
  prod.id,
  prod.id.toUpperCase(),
  prod.id.slice(1),
])('"%s" is the cluster itself', (word) => {
  expect(resolveCluster(fleet, word)).toEqual({ kind: 'one', cluster: prod });
});

test('a name that several clusters bear is a choice', () => {
  const known = [...fleet, twin, double];
  expect(resolveCluster(known, 'aks-prod-weu')).toEqual({
    kind: 'several',
    clusters: [prod, twin, double],
  });
  expect(resolveCluster(known, 'rg-prod-weu/aks-prod-weu')).toEqual({
    kind: 'several',
    clusters: [prod, double],
  });
  expect(resolveCluster(known, 'rg-twin/aks-prod-weu')).toEqual({ kind: 'one', cluster: twin });
});

test('part of a name resolves nothing by itself, even if only one cluster has it', () => {
  expect(resolveCluster(fleet, 'shop')).toEqual({ kind: 'none', nearest: [fleet[3]] });
  expect(resolveCluster(fleet, 'weu')).toMatchObject({ kind: 'none' });
});

test('a misspelt name is answered with the nearest, the best first', () => {
  const answer = resolveCluster(fleet, 'aks-prd-neu');
  expect(answer.kind === 'none' && answer.nearest[0]).toEqual(neu);
});

test('with a wrong resource group the name still finds its neighbours', () => {
  const answer = resolveCluster(fleet, 'rg-wrong/aks-prod-weu');
  expect(answer.kind === 'none' && answer.nearest[0]).toEqual(prod);
});

test.each(['', '   ', '/', 'completely-different-thing', 'x'.repeat(5000)])(
  'nothing is offered for "%s"',
  (word) => {
    expect(resolveCluster(fleet, word)).toEqual({ kind: 'none', nearest: [] });
  },
);

test('at most five are offered', () => {
  const many = Array.from({ length: 9 }, (_, index) => cluster({ name: `aks-${index}` }));
  const answer = resolveCluster(many, 'aks');
  expect(answer.kind === 'none' && answer.nearest).toHaveLength(5);
});

test('the shortest unambiguous name is the one to offer', () => {
  const known = [...fleet, twin, double];
  expect(shortestName(known, neu)).toBe('aks-prod-neu');
  expect(shortestName(known, twin)).toBe('rg-twin/aks-prod-weu');
  expect(shortestName(known, double)).toBe(`${trying}/rg-prod-weu/aks-prod-weu`);
});

test('whatever is typed, only an exact word resolves', () => {
  fc.assert(
    fc.property(fc.string(), (word) => {
      const answer = resolveCluster(fleet, word);
      if (answer.kind === 'one')
        expect(word.trim().toLowerCase().endsWith(answer.cluster.name)).toBe(true);
    }),
  );
});
