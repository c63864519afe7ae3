import type { Plan } from '../remediation/types.ts';
import type { Queryable } from '../store/pool.ts';
import { changesOfRollout, type RingAskRow } from '../store/rollouts.ts';
import { namesOf } from './members.ts';

/** What whoever approves a ring has to confirm: each warning once, with the clusters that have it. */
export async function confirmationsOf(
  db: Queryable,
  rolloutId: string,
  { members }: RingAskRow,
): Promise<string[]> {
  const asked = new Set(members.map(({ changeId }) => changeId));
  const where = new Map<string, { name: string }[]>();
  for (const { id, clusterId, plan } of await changesOfRollout(db, rolloutId))
    for (const { text, mustConfirm } of asked.has(id) ? warningsOf(plan) : [])
      if (mustConfirm)
        where.set(text, [...(where.get(text) ?? []), { name: clusterId.split('/').at(-1) ?? '' }]);
  return [...where].map(([text, clusters]) => `${namesOf(clusters)}: ${text}`);
}

function warningsOf(plan: unknown): Plan['warnings'] {
  return (plan as Plan | null)?.warnings ?? [];
}
