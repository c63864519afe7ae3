import { expect, test } from 'vitest';
import { askPrometheus } from '../../src/nodes/ask-prometheus.ts';
import { loadNodesConfig } from '../../src/nodes/config.ts';

const id = '/subscriptions/s/resourcegroups/rg/providers/x/managedclusters/aks-prod';
const cluster = {
  ...{ id, name: 'aks-prod', subscriptionId: 's', resourceGroup: 'rg', location: 'x', tags: {} },
};

test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e300, -1e300])(
  'a time of %d is left out, and the rest of the answer counts',
  async (value) => {
    const series = [
      { labels: { said: 'LastOne', node: '__proto__' }, value },
      { labels: { said: 'LastZero', node: 'a' }, value: Date.UTC(2026, 10, 24) / 1000 },
    ];
    const said = await askPrometheus({
      prometheus: { query: async () => ({ series, warnings: [] }) },
      config: loadNodesConfig('nodes: { prometheus: { url: "https://p.example" } }').prometheus,
      ...{ clusters: [cluster], fleet: [cluster], now: () => new Date('2026-11-24T00:00:00Z') },
    });
    expect(said.get(id)).toEqual({
      problem: null,
      rows: [{ Node: 'a', LastOne: null, LastZero: '2026-11-24T00:00:00.000Z', FirstOne: null }],
    });
  },
);
