/** A change that is part of a rollout is approved with the other changes of its ring, at once. */
import { recount } from '../approval/recount.ts';
import type { ClusterTraits } from '../rights/match.ts';
import { decisionsOf, latestRequestOf } from '../store/approval-requests.ts';
import type { ChangeRow } from '../store/changes.ts';
import { type RingAskRow, ringAskOf } from '../store/rollouts.ts';
import type { Authorisation } from './authorisation.ts';
import { actionOf, type Context } from './context.ts';
import { hashOf } from './plan-hash.ts';

/** What an approval of a ring is given for: exactly these changes of these clusters, each with its plan. */
export function ringHash({
  rolloutId,
  ring,
  members,
}: Pick<RingAskRow, 'rolloutId' | 'ring' | 'members'>): string {
  const sorted = members
    .map(({ clusterId, changeId, planHash }) => ({
      ...{ cluster: clusterId.toLowerCase(), change: changeId, plan: planHash },
    }))
    .toSorted((a, b) => (a.change < b.change ? -1 : 1));
  return hashOf({ rollout: rolloutId, ring, members: sorted });
}

/** Computed again, as for every change: what the ring was asked for, and who decided on that. */
export async function authorisedByRing(
  context: Context,
  row: ChangeRow,
  {
    cluster,
    hash,
    rolloutId,
    ring,
  }: {
    cluster: ClusterTraits;
    hash: string;
    rolloutId: string;
    ring: number;
  },
): Promise<Authorisation> {
  const { db, clock } = context;
  const ask = await ringAskOf(db, { rolloutId, ring, changeId: row.id, planHash: hash });
  const request = ask && (await latestRequestOf(db, { subjectKind: 'ring', subjectId: ask.id }));
  if (!ask || !request)
    return { authorised: false, why: 'Nobody was asked to approve this plan with its ring.' };
  const named = ask.members.some(
    ({ changeId, clusterId, planHash }) =>
      changeId === row.id && clusterId === row.clusterId && planHash === hash,
  );
  if (!named || ringHash(ask) !== request.hash)
    return { authorised: false, why: 'What the ring was approved for is not what would be done.' };
  const decisions = await decisionsOf(db, request.id);
  const counted = recount({
    ...{ request, decisions, hash: request.hash, now: clock(), rights: context.rights() },
    ...{ risk: actionOf(context, row).risk, cluster },
  });
  if (!counted.approved) return { authorised: false, why: counted.why };
  const by = counted.counted.map(({ person, at }) => ({ person, at }));
  return { authorised: true, by: { requestId: request.id, rolloutId, ring, decisions: by } };
}
