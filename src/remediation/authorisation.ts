import { recount } from '../approval/recount.ts';
import { decisionsOf, latestRequestOf } from '../store/approval-requests.ts';
import { type ChangeRow, getChange } from '../store/changes.ts';
import { openingOfClosing } from '../store/openings.ts';
import { ringOfChange } from '../store/rollouts.ts';
import { approvalAskedFrom } from './asked-from.ts';
import { actionOf, type Context } from './context.ts';
import { same } from './differences.ts';
import type { LiveCluster } from './live-cluster.ts';
import { closingParams } from './openings.ts';
import { authorisedByRing } from './ring-approval.ts';

export type Authorisation = { authorised: true; by: object } | { authorised: false; why: string };

/**
 * Whether a change may be applied, computed again from the recorded decisions and their evidence
 * by the rights as they are now. The state of the row is not believed.
 */
export async function authorise(
  context: Context,
  row: ChangeRow,
  { cluster }: LiveCluster,
  hash: string,
): Promise<Authorisation> {
  const { db, clock } = context;
  const part = await ringOfChange(db, row.id);
  if (part) return authorisedByRing(context, row, { cluster, hash, ...part });
  const request = await latestRequestOf(db, { subjectKind: 'change', subjectId: row.id });
  if (row.kind === 'closing' && !request) return authorisedByOpening(context, row);
  if (!request) return { authorised: false, why: 'Nobody was asked to approve this.' };
  const decisions = await decisionsOf(db, request.id);
  const counted = recount({
    ...{ request, decisions, hash, now: clock(), rights: context.rights() },
    ...{ risk: actionOf(context, row).risk, cluster },
    tightening: await approvalAskedFrom(db, row),
  });
  if (!counted.approved) return { authorised: false, why: counted.why };
  const by = counted.counted.map(({ person, at }) => ({ person, at }));
  return { authorised: true, by: { requestId: request.id, decisions: by } };
}

/** The end of an opening was approved with the opening: it takes its own range back, nothing else. */
async function authorisedByOpening({ db }: Context, row: ChangeRow): Promise<Authorisation> {
  const opening = await openingOfClosing(db, row.id);
  const parent = opening && (await getChange(db, opening.changeId));
  if (!opening || !parent?.appliedAt || parent.clusterId !== row.clusterId)
    return { authorised: false, why: 'The opening that this would end was never applied.' };
  if (!same(row.params, closingParams(opening)))
    return { authorised: false, why: 'It would do something else than end its opening.' };
  const request = await latestRequestOf(db, { subjectKind: 'change', subjectId: parent.id });
  return {
    authorised: true,
    by: { openingId: opening.id, changeId: parent.id, requestId: request?.id ?? null },
  };
}
