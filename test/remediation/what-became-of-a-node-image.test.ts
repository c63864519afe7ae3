import { expect, test } from 'vitest';
import type { NodeStates } from '../../src/fleet/node-health.ts';
import { outcomeOf } from '../../src/remediation/actions/node-image/outcome.ts';
import type { LiveCluster } from '../../src/remediation/live-cluster.ts';
import type { Plan } from '../../src/remediation/types.ts';

const from = 'AKSUbuntu-2204gen2containerd-202610.09.0';
const to = 'AKSUbuntu-2204gen2containerd-202611.09.0';
const work = { pool: 'apps', from, to };

function after({ was = 'Succeeded', is = 'Failed', renewed = 0, read = true } = {}) {
  const nodes: NodeStates = read
    ? {
        ...{ kind: 'known', readAt: '' },
        nodes: [0, 1, 2].map((index) => ({
          ...{ name: `n${index}`, pool: 'apps', ready: true, readySince: null, cordoned: false },
          ...{ cordonedSince: null, version: '1.35.8', image: index < renewed ? to : from },
          os: 'linux',
        })),
      }
    : { kind: 'unknown', reason: 'denied' };
  const live = {
    pools: [{ name: 'apps', properties: { provisioningState: is, nodeImageVersion: from } }],
    beside: { newest: {}, nodes, budgets: null },
  };
  const plan = { inputs: {}, baseline: { notWell: [], states: { apps: was } } };
  return outcomeOf(plan as unknown as Plan, live as unknown as LiveCluster, work);
}

test('a pool that was well and now failed was tried, though no node is new: it is not begun again', () => {
  expect(after()).toMatchObject({
    kind: 'failed',
    problem: { message: 'The new image of apps failed: 0 of 3 nodes have it.' },
  });
  expect(after({ read: false })).toMatchObject({
    problem: { message: 'The new image of apps failed: how many nodes have it is not known.' },
  });
  expect(after({ is: 'Canceled' })).toMatchObject({
    problem: { message: 'The new image of apps was stopped: 0 of 3 nodes have it.' },
  });
});

test('one that had failed before, and has no new node, has not been begun', () => {
  expect(after({ was: 'Failed' })).toEqual({ kind: 'not-begun' });
  expect(after({ was: 'Failed', renewed: 1 })).toMatchObject({ kind: 'failed' });
  expect(after({ is: 'Succeeded' })).toEqual({ kind: 'not-begun' });
});
