import { expect, test } from 'vitest';
import type { InsidePlanes } from '../../src/fleet/kubernetes-planes.ts';
import { healthOf, judgeHealth } from '../../src/rollout/health.ts';
import type { Health } from '../../src/rollout/types.ts';

const at = '2026-11-23T10:00:00.000Z';
type Known = Extract<Health, { kind: 'known' }>;
const known = (more: Partial<Known> = {}): Known => ({
  ...{ kind: 'known', at, nodes: 3, nodesInTrouble: [], workloads: 2, unready: [] },
  ...more,
});
const unknown: Health = { kind: 'unknown', at, reason: 'the API server does not answer' };
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => `shop/Deployment/${index}`);
const web = 'shop/Deployment/web';

test.each<[string, Health | null, Health, string, string]>([
  ['all is well', known(), known(), 'well', '3 nodes and 2 workloads are ready.'],
  ['nothing was read before', unknown, known(), 'well', '3 nodes and 2 workloads are ready.'],
  ['nothing can be read', known(), unknown, 'unknown', 'the API server does not answer'],
  [
    'a workload is in trouble',
    known(),
    known({ unready: [web] }),
    'ill',
    `1 of 2 workloads are not ready: ${web}.`,
  ],
  [
    'it was so before',
    known({ unready: [web] }),
    known({ unready: [web] }),
    'well',
    'but for 1 that were not before either',
  ],
  [
    'whether it was so before is not known',
    unknown,
    known({ unready: [web] }),
    'unknown',
    'Whether that was so before is not known.',
  ],
  [
    'a node is in trouble',
    known(),
    known({ nodesInTrouble: ['a'] }),
    'ill',
    '1 of 3 nodes are not Ready or are cordoned: a.',
  ],
  [
    'a node was so before',
    known({ nodesInTrouble: ['a'] }),
    known({ nodesInTrouble: ['a'] }),
    'well',
    'but for 1',
  ],
  [
    'another node is',
    known({ nodesInTrouble: ['a'] }),
    known({ nodesInTrouble: ['b'] }),
    'ill',
    ': b.',
  ],
  ['no node is left', known(), known({ nodes: 0 }), 'ill', 'It has no node.'],
  ['it never had a node', known({ nodes: 0 }), known({ nodes: 0 }), 'well', '0 nodes'],
  [
    'every workload is gone',
    known(),
    known({ workloads: 0 }),
    'ill',
    'None of its 2 workloads is there any more.',
  ],
  [
    'it never ran anything',
    known({ workloads: 0 }),
    known({ workloads: 0 }),
    'well',
    '0 workloads',
  ],
  [
    'too many are in trouble to be told apart',
    known({ unready: many(200) }),
    known({ unready: many(200) }),
    'unknown',
    'before is not known',
  ],
  [
    'too many were in trouble before, and none is now',
    known({ unready: many(200) }),
    known(),
    'well',
    'are ready',
  ],
  ['too many have come into trouble', known(), known({ unready: many(200) }), 'ill', '200 of 2'],
  [
    'there are many',
    known(),
    known({ nodesInTrouble: ['a', 'b', 'c', 'd', 'e'], nodes: 9 }),
    'ill',
    'a, b, c and 2 more.',
  ],
])('%s', (_what, before, after, kind, sentence) => {
  const verdict = judgeHealth(before, after);
  expect(verdict.kind).toBe(kind);
  expect(verdict.sentence).toContain(sentence);
});

const read = <T>(value: T) => ({ state: 'read' as const, value, source: 'x', readAt: at });
const node = (name: string, ready: string, unschedulable = false) => ({
  metadata: { name, labels: {} },
  spec: { unschedulable },
  status: { conditions: [{ type: 'Ready', status: ready }] },
});
const workload = (kind: string, name: string, desired?: number, ready?: number) => ({
  ...{ kind, metadata: { name, namespace: 'shop' }, desired, ready },
});
const planes = (nodes: unknown[], workloads: unknown[]) =>
  ({ nodes: read(nodes), workloads: read(workloads) }) as unknown as InsidePlanes;

test('nodes that are not Ready or cordoned are in trouble, and workloads with fewer pods than they want', () => {
  const health = healthOf(
    planes(
      [node('a', 'True'), node('b', 'Unknown'), node('c', 'True', true)],
      [
        workload('Deployment', 'web', 3, 2),
        workload('Deployment', 'idle', 0, 0),
        workload('DaemonSet', 'log', 3),
        workload('Job', 'night', 1, 0),
        workload('StatefulSet', 'db', 1, 1),
      ],
    ),
    new Date(at),
  );
  expect(health).toEqual({
    ...{ kind: 'known', at, nodes: 3, workloads: 4 },
    nodesInTrouble: ['b', 'c'],
    unready: ['shop/Deployment/web', 'shop/DaemonSet/log'],
  });
});

test.each(['nodes', 'workloads'] as const)('%s that cannot be read make it unknown', (name) => {
  const health = healthOf(
    { ...planes([], []), [name]: { state: 'unreadable', code: 'denied', reason: 'not allowed' } },
    new Date(at),
  );
  expect(health).toEqual({ kind: 'unknown', at, reason: 'not allowed' });
});
