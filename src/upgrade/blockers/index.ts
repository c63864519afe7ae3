/** Everything that is known to stop an upgrade, asked beforehand. */
import { deprecatedApis } from './apis.ts';
import { disruptionBudgets } from './budgets.ts';
import { meshRevision } from './mesh.ts';
import { nodeHealth } from './nodes.ts';
import { poolImages, poolSkew } from './pools.ts';
import { coreQuota } from './quota.ts';
import { clusterState } from './state.ts';
import { subnetRoom } from './subnets.ts';
import type { Blocker, BlockerFinding, BlockerInput } from './types.ts';

const blockers: readonly Blocker[] = [
  clusterState,
  disruptionBudgets,
  deprecatedApis,
  nodeHealth,
  poolSkew,
  poolImages,
  subnetRoom,
  coreQuota,
  meshRevision,
];

const order = ['blocks', 'risks', 'unknown', 'clear'];

/** What was found, what stops it first. */
export function findBlockers(input: BlockerInput): BlockerFinding[] {
  return blockers
    .flatMap((ask) => ask(input))
    .sort((left, right) => order.indexOf(left.verdict) - order.indexOf(right.verdict));
}
