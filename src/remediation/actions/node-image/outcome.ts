/** What has become of a pool's new image: Azure's word, and then that of the nodes. */

import { judgeNodes, type NodeStates } from '../../../fleet/node-health.ts';
import { imageDate, imageName } from '../../../fleet/node-image.ts';
import type { StepOutcome } from '../../clients.ts';
import type { LiveCluster } from '../../live-cluster.ts';
import type { Plan } from '../../types.ts';
import { type Baseline, poolOf, type Work } from './plan.ts';
import type { Beside } from './read.ts';

const resting = new Set(['Succeeded', 'Failed', 'Canceled']);

export function outcomeOf(plan: Plan, live: LiveCluster, work: Work): StepOutcome {
  const pool = poolOf(live, work.pool);
  if (!pool)
    return {
      kind: 'failed',
      problem: { code: 'gone', message: `Pool ${work.pool} is no longer there.` },
    };
  const { provisioningState, nodeImageVersion } = pool.properties;
  const { nodes } = live.beside as Beside;
  if (!resting.has(provisioningState))
    return {
      kind: 'running',
      note: `Pool ${work.pool} is ${provisioningState}${progressOf(nodes, work)}.`,
    };
  if (isThere(String(nodeImageVersion), work))
    return healthAfter(plan, nodes, work, String(nodeImageVersion));
  if (provisioningState === 'Succeeded') return { kind: 'not-begun' };
  // Nodes that have the new image, or a pool that was well before, are the mark of an attempt; without one, the
  // state is an older one's.
  const renewed = countOf(nodes, work);
  const before = (plan.baseline as Baseline | undefined)?.states?.[work.pool];
  if (!renewed?.done && before !== 'Succeeded') return { kind: 'not-begun' };
  const ended = provisioningState === 'Canceled' ? 'was stopped' : 'failed';
  return {
    kind: 'failed',
    problem: {
      code: 'image-upgrade-failed',
      message: `The new image of ${work.pool} ${ended}: ${renewed ? `${renewed.done} of ${renewed.all} nodes have it` : 'how many nodes have it is not known'}.`,
      hint: 'Asked for again, it goes on with the other nodes.',
    },
  };
}

/** The image that was planned, or a newer one that came out meanwhile. */
function isThere(image: string, { from, to }: Work): boolean {
  if (imageName(image) === imageName(to)) return true;
  const [has, wanted] = [imageDate(image), imageDate(to)];
  return (
    imageName(image) !== imageName(from) &&
    has !== undefined &&
    wanted !== undefined &&
    has > wanted
  );
}

function countOf(nodes: NodeStates, { pool, from }: Work): { done: number; all: number } | null {
  if (nodes.kind === 'unknown') return null;
  const own = nodes.nodes.filter((node) => node.pool === pool && node.image !== '');
  return {
    done: own.filter(({ image }) => imageName(image) !== imageName(from)).length,
    all: own.length,
  };
}

/** ", 2 of 6 nodes have the new image", where that can be read. */
function progressOf(nodes: NodeStates, work: Work): string {
  const count = countOf(nodes, work);
  return count ? `, ${count.done} of ${count.all} nodes have the new image` : '';
}

function healthAfter(plan: Plan, nodes: NodeStates, { pool }: Work, image: string): StepOutcome {
  if (plan.inputs.nodesAreRead !== true)
    return { kind: 'done', note: `${pool} has ${image} by Azure’s word alone` };
  const { notWell } = plan.baseline as Baseline;
  const health = judgeNodes(nodes, { pool, image, except: notWell, atLeast: 0 });
  return health.kind === 'healthy'
    ? { kind: 'done', note: `${image} on ${health.sentence.replace(/\.$/, '')}` }
    : { kind: 'running', note: `Azure says that it is done, but: ${health.sentence}` };
}
