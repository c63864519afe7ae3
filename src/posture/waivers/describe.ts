import type { ApprovalPolicy } from '../../rights/policy.ts';
import { decisionsOf, latestRequestOf, type RequestRow } from '../../store/approval-requests.ts';
import type { Queryable } from '../../store/pool.ts';
import { getWaiver, listWaivers, type WaiverRow, type WaiverState } from '../../store/waivers.ts';
import type { Context } from './context.ts';
import { checkOf } from './moves.ts';
import { scopeInWords, type WaiverScope } from './scope.ts';
import { clustersOf } from './stored.ts';
import type { WaivedFinding, WaiverValue } from './types.ts';

/** A waiver as people are shown it, read now; null when there is none. */
export async function describe(context: Context, waiverId: string): Promise<WaiverValue | null> {
  const row = await getWaiver(context.db, waiverId);
  return row && describeRow(context, row);
}

/** Those in some states, the next to end first. */
export async function list(
  context: Context,
  { states, endedSince }: { states: WaiverState[]; endedSince?: Date },
): Promise<WaiverValue[]> {
  const rows = await listWaivers(context.db, { states, ...(endedSince && { endedSince }) });
  return Promise.all(rows.map((row) => describeRow(context, row)));
}

async function describeRow(context: Context, row: WaiverRow): Promise<WaiverValue> {
  const { db } = context;
  const scope = row.scope as WaiverScope;
  const check = checkOf(context, row.checkId);
  const [clusters, request] = await Promise.all([
    clustersOf(db, scope),
    latestRequestOf(db, { subjectKind: 'waiver', subjectId: row.id }),
  ]);
  const fromSlack = row.source === 'slack';
  return {
    ...{ id: row.id, version: row.version, state: row.state, source: row.source },
    check: row.checkId,
    title: check?.title ?? row.checkId,
    severity: check?.severity ?? 'high',
    why: check?.why ?? '',
    ...{ scope, where: scopeInWords(scope), object: row.object },
    clusters: clusters.map(({ id, name, tags }) => ({ id, name, tags })),
    ...{ reason: row.reason, owner: row.owner, approvedBy: row.approvedBy, place: row.place },
    ...{ requester: row.requester, origin: row.origin, hash: row.hash, renews: row.renews },
    finding: row.finding as WaivedFinding | null,
    approval: request && (await approvalOf(db, request)),
    until: row.until.toISOString(),
    expiresAt: request?.expiresAt.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    endedBy: row.endedBy,
    can: {
      decide: row.state === 'waiting',
      withdraw: row.state === 'waiting',
      revoke: row.state === 'active' && fromSlack,
      renew: (row.state === 'active' || row.state === 'lapsed') && fromSlack,
    },
  };
}

async function approvalOf(db: Queryable, request: RequestRow): Promise<WaiverValue['approval']> {
  const { need, approvers } = request.policy as ApprovalPolicy;
  const decisions = await decisionsOf(db, request.id);
  return {
    need,
    approverGroups: approvers.groups,
    approverUsers: approvers.users,
    decisions: decisions
      .filter(({ hash }) => hash === request.hash)
      .map(({ person, decision, reason, at }) => ({
        ...{ person, decision, reason },
        at: at.toISOString(),
      })),
  };
}
