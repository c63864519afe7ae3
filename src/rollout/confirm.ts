import type { Plan } from '../remediation/types.ts';
import type { Queryable } from '../store/pool.ts';
import { changesOfRollout, type RingAskRow } from '../store/rollouts.ts';

/** What whoever approves a ring has to confirm: each warning once, however many clusters have it. */
export async function confirmationsOf(
  db: Queryable,
  rolloutId: string,
  { members }: RingAskRow,
): Promise<string[]> {
  const asked = new Set(members.map(({ changeId }) => changeId));
  const texts = (await changesOfRollout(db, rolloutId))
    .filter(({ id }) => asked.has(id))
    .flatMap(({ plan }) => (plan as Plan | null)?.warnings ?? [])
    .filter(({ mustConfirm }) => mustConfirm)
    .map(({ text }) => text);
  return [...new Set(texts)];
}
