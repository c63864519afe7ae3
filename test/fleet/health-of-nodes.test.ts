import { expect, test } from 'vitest';
import { judgeNodes, nodeStates, nodeStatesOf } from '../../src/fleet/node-health.ts';
import type { Json } from '../../src/fleet/snapshot.ts';

interface Given {
  ready?: string;
  pool?: string;
  cordoned?: boolean;
  version?: string;
  image?: string;
}

function node(name: string, given: Given = {}): Json {
  const {
    ready = 'True',
    pool = 'apps',
    cordoned,
    version = 'v1.36.5',
    image = 'AKSUbuntu-2204gen2containerd-202611.09.0',
  } = given;
  return {
    metadata: {
      name,
      labels: {
        'kubernetes.azure.com/agentpool': pool,
        'kubernetes.azure.com/node-image-version': image,
      },
    },
    spec: cordoned
      ? {
          unschedulable: true,
          taints: [{ key: 'node.kubernetes.io/unschedulable', timeAdded: '2026-11-20T00:00:00Z' }],
        }
      : {},
    status: {
      nodeInfo: { kubeletVersion: version },
      conditions: [{ type: 'Ready', status: ready, lastTransitionTime: '2026-11-21T00:00:00Z' }],
    },
  };
}

const known = (...objects: Json[]) =>
  nodeStatesOf({ state: 'read', value: objects, source: 'API', readAt: '2026-11-24T00:00:00Z' });

test('all is well where every node is Ready, at the version and at the image', () => {
  const health = judgeNodes(
    known(node('a'), node('b', { image: 'AKSUbuntu-2204gen2containerd-202611.09.0-2026.11.20' })),
    {
      version: '1.36.5',
      image: 'AKSUbuntu-2204gen2containerd-202611.09.0',
    },
  );
  expect(health).toMatchObject({ kind: 'healthy', nodes: 2 });
});

test.each([
  ['not Ready', { ready: 'False' }, '1 of 2 nodes is not Ready: b.'],
  ['silent', { ready: 'Unknown' }, '1 of 2 nodes is not Ready: b.'],
  ['cordoned', { cordoned: true }, '1 of 2 nodes is cordoned: b.'],
  ['behind', { version: 'v1.35.8' }, '1 of 2 nodes is not at 1.36.5: b.'],
  [
    'of an old image',
    { image: 'AKSUbuntu-2204gen2containerd-202611.02.0' },
    '1 of 2 nodes is not at the image AKSUbuntu-2204gen2containerd-202611.09.0: b.',
  ],
  [
    'of an image whose name only begins alike',
    { image: 'AKSUbuntu-2204gen2containerd-202611.09.01' },
    '1 of 2 nodes is not at the image AKSUbuntu-2204gen2containerd-202611.09.0: b.',
  ],
] as [string, Given, string][])('a node that is %s is named', (_what, given, sentence) => {
  const health = judgeNodes(known(node('a'), node('b', given)), {
    version: '1.36.5',
    image: 'AKSUbuntu-2204gen2containerd-202611.09.0',
  });
  expect(health).toMatchObject({ kind: 'unhealthy', done: 1, names: ['b'], sentence });
});

test('other pools are not asked, and trouble of before holds nothing up', () => {
  const nodes = known(
    node('a'),
    node('b', { ready: 'False' }),
    node('c', { pool: 'gpu', ready: 'False' }),
  );
  expect(judgeNodes(nodes, { pool: 'apps', except: ['b'] })).toMatchObject({ kind: 'healthy' });
  expect(judgeNodes(nodes, { pool: 'gpu' })).toMatchObject({ kind: 'unhealthy', names: ['c'] });
});

test('no node is not health', () => {
  expect(judgeNodes(known())).toMatchObject({ kind: 'unhealthy', nodes: 0 });
  expect(judgeNodes(known(), { atLeast: 0 })).toMatchObject({ kind: 'healthy' });
  expect(judgeNodes(known(node('a')), { atLeast: 3 })).toMatchObject({
    kind: 'unhealthy',
    sentence: 'only 1 node is there, of 3.',
  });
});

test('what could not be read is not known, and says why', () => {
  const states = nodeStatesOf({
    state: 'unreadable',
    code: 'denied',
    reason: 'the reader may not list nodes',
  });
  expect(judgeNodes(states)).toMatchObject({
    kind: 'unknown',
    sentence: 'How the nodes are is not known: the reader may not list nodes.',
  });
});

test('a node says since when it is not Ready, and since when it is cordoned', () => {
  expect(nodeStates([node('a', { ready: 'False', cordoned: true })])).toMatchObject([
    { ready: false, readySince: '2026-11-21T00:00:00Z', cordonedSince: '2026-11-20T00:00:00Z' },
  ]);
});

test('a virtual node is no node', () => {
  const virtual = node('virtual-node-aci-linux');
  virtual.metadata.labels.type = 'virtual-kubelet';
  expect(nodeStates([virtual])).toEqual([]);
});
