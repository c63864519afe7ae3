import type { ChangeValue } from '../remediation/types.ts';
import { type ChangeRowState, latestChanges } from '../store/changes.ts';
import { ringsOfChanges } from '../store/rollouts.ts';
import type { CommandContext } from './context.ts';
import { allowedAmong } from './may.ts';

const undecided: ChangeRowState[] = [
  'waiting',
  'outcome-unknown',
  'approved',
  'applying',
  'verifying',
];
const mostListed = 15;

export interface Pending {
  changes: ChangeValue[];
  /** Those that wait, beyond the ones listed. */
  more: number;
}

/** Changes that have not ended, of clusters that the person may look at: the newest first. */
export async function pendingFor(
  context: Pick<CommandContext, 'deps' | 'person' | 'origin'>,
): Promise<Pending> {
  const { deps } = context;
  const rows = await latestChanges(deps.db, { states: undecided, limit: 200 });
  const known = new Map((await deps.fleet.all()).map((ref) => [ref.id.toLowerCase(), ref]));
  const clusters = await allowedAmong(
    context,
    'read',
    rows.flatMap(({ clusterId }) => known.get(clusterId.toLowerCase()) ?? []),
  );
  const readable = new Set(clusters.map(({ id }) => id.toLowerCase()));
  const mine = rows.filter(({ clusterId }) => readable.has(clusterId.toLowerCase()));
  // Those of a rollout are decided on with their ring, and its board shows them.
  const rings = await ringsOfChanges(
    deps.db,
    mine.map(({ id }) => id),
  );
  const alone = mine.filter(({ id, state }) => !rings.has(id) || state === 'outcome-unknown');
  const described = await Promise.all(
    alone.slice(0, mostListed).map(({ id }) => deps.changes.describe(id)),
  );
  return {
    changes: described.filter((change) => change !== null),
    more: Math.max(0, alone.length - mostListed),
  };
}
