import { expect, test } from 'vitest';
import {
  defaultKubernetesConfig,
  isReachName,
  loadKubernetesConfig,
  reachOf,
} from '../../src/fleet/kubernetes-config.ts';
import type { ClusterRef } from '../../src/fleet/snapshot.ts';

const cluster = (name: string, tags: Record<string, string> = {}): ClusterRef => ({
  id: `/${name}`,
  name,
  resourceGroup: 'rg',
  subscriptionId: 'sub',
  location: 'westeurope',
  tags,
});

test('a tag names the reach, whatever its case', () => {
  expect(reachOf(defaultKubernetesConfig, cluster('a', { Reach: 'VNET-a ' }))).toBe('vnet-a');
  expect(reachOf(defaultKubernetesConfig, cluster('a', { team: 'vnet-a' }))).toBeUndefined();
});

test('the file goes before the tag, its first line before the next, and may name another tag', () => {
  const config = loadKubernetesConfig(`
kubernetes:
  reach:
    tag: network
    clusters:
      aks-pay-*: pay
      tag:env=prod: prod
`);
  expect(config.read).toBe(true);
  const tags = { env: 'prod', network: 'other' };
  expect(reachOf(config, cluster('aks-pay-weu', tags))).toBe('pay');
  expect(reachOf(config, cluster('aks-shop', tags))).toBe('prod');
  expect(reachOf(config, cluster('aks-shop', { network: 'other', reach: 'x' }))).toBe('other');
});

test.each(['vnet-a', 'a', '0', 'a'.repeat(40)])('%s is a name', (name) => {
  expect(isReachName(name)).toBe(true);
});

test.each(['', '-a', 'a-', 'A', 'a:b', 'a b', 'a'.repeat(41)])('"%s" is none', (name) => {
  expect(isReachName(name)).toBe(false);
});

test.each([
  ['kubernetes: { raed: true }', 'did you mean "read"?'],
  ['kubernetes: { read: perhaps }', 'kubernetes.read should be true or false'],
  ['kubernetes: { reach: { clusters: { aks-a: VNet } } }', '"VNet" is no name of a reach'],
  ['kubernetes: { reach: { clusters: { "tag:": vnet-a } } }', '"tag:" names no tag'],
])('%s is explained', (text, words) => {
  expect(() => loadKubernetesConfig(text, { file: 'site.yaml' })).toThrow(words);
  expect(() => loadKubernetesConfig(text, { file: 'site.yaml' })).toThrow('site.yaml:1:');
});
