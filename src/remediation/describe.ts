import type { ApprovalPolicy } from '../rights/policy.ts';
import { decisionsOf, latestRequestOf } from '../store/approval-requests.ts';
import { type ChangeRow, getChange } from '../store/changes.ts';
import {
  getOpening,
  type OpeningRow,
  openingOfClosing,
  openingsOfChange,
} from '../store/openings.ts';
import type { Queryable } from '../store/pool.ts';
import { ringOfChange } from '../store/rollouts.ts';
import { actionId as auditLogsAction } from './actions/audit-logs/plan.ts';
import { actionId as rangesAction } from './actions/authorized-ip-ranges/facts.ts';
import { clusterOf } from './cluster-of.ts';
import { type Context, findAction } from './context.ts';
import type { Risk } from './define-remediation.ts';
import { freezeOf, type Thaw } from './frozen.ts';
import { rollbackOf, wasApplied } from './rollback.ts';
import { holds } from './steps/hold.ts';
import type { ChangeValue, Plan } from './types.ts';

/** A change as people are shown it, read now; null when there is none. */
export async function describe(context: Context, changeId: string): Promise<ChangeValue | null> {
  const { db } = context;
  const row = await getChange(db, changeId);
  if (!row) return null;
  const action = findAction(context, row.action);
  const [cluster, approval, openings, isRolledBack, frozen, part] = await Promise.all([
    clusterOf(db, row.clusterId),
    approvalOf(db, row.id),
    openingsOf(db, row),
    rollbackOf(db, row.id),
    ['planning', 'waiting', 'approved'].includes(row.state) ? freezeOf(context, row) : null,
    ringOfChange(db, row.id),
  ]);
  const plan = row.plan as Plan | null;
  return {
    ...{ id: row.id, version: row.version, kind: row.kind, state: row.state, action: row.action },
    actionTitle: action?.title ?? row.action,
    risk: (row.risk as Risk | null) ?? action?.risk ?? 'high',
    ...{ cluster, params: row.params, plan, planHash: row.planHash, approval, openings },
    ...{ requester: row.requester, editors: row.editors, reason: row.reason, ticket: row.ticket },
    ...{ origin: row.origin, parentId: row.parentId, problem: row.problem, notes: row.notes },
    frozen: frozen && { ...frozen, until: frozen.until.toISOString() },
    thawed: thawOf(row),
    askedFrom: row.askedFrom?.workflow ?? null,
    rolloutId: part?.rolloutId ?? null,
    ...{ step: row.step, stepsDone: row.stepsDone, paused: row.paused, aborting: row.aborting },
    createdAt: row.createdAt.toISOString(),
    expiresAt: iso(row.expiresAt),
    appliedAt: iso(row.appliedAt),
    finishedAt: iso(row.finishedAt),
    can: {
      approve: row.state === 'waiting' && !part,
      reject: row.state === 'waiting' && !part,
      edit: row.state === 'waiting' && !part && row.kind === 'change' && hasForm(row),
      withdraw:
        row.kind !== 'closing' &&
        !part &&
        row.step === 0 &&
        ['planning', 'waiting', 'approved'].includes(row.state),
      rollback: context.mayWrite && wasApplied(row) && Boolean(plan?.inverse) && !isRolledBack,
      extend: context.mayWrite && openings.some(({ state }) => state === 'open'),
      closeNow:
        context.mayWrite && openings.some(({ state }) => state === 'open' || state === 'stuck'),
      settle: row.state === 'outcome-unknown',
      ...holds(context, row),
      thaw: frozen !== null && ['waiting', 'approved'].includes(row.state),
    },
  };
}

/** Said of the plan as it is; another plan has to wait again. */
function thawOf({ thawed, planHash }: ChangeRow): ChangeValue['thawed'] {
  const thaw = thawed as Thaw | null;
  if (!thaw || thaw.planHash !== planHash) return null;
  return { by: thaw.by, reason: thaw.reason, at: thaw.at };
}

/** One opening beside the change that made it, for the notes about its end. */
export async function describeOpening(
  context: Context,
  openingId: string,
): Promise<{ change: ChangeValue; opening: ChangeValue['openings'][number] } | null> {
  const opening = await getOpening(context.db, openingId);
  const change = opening && (await describe(context, opening.changeId));
  return change ? { change, opening: openingValue(opening) } : null;
}

async function approvalOf(db: Queryable, changeId: string): Promise<ChangeValue['approval']> {
  const request = await latestRequestOf(db, { subjectKind: 'change', subjectId: changeId });
  if (!request) return null;
  const { need, approvers, also } = request.policy as ApprovalPolicy;
  const decisions = await decisionsOf(db, request.id);
  return {
    requestId: request.id,
    need,
    approverGroups: approvers.groups,
    approverUsers: approvers.users,
    also: also ?? null,
    decisions: decisions
      .filter(({ hash }) => hash === request.hash)
      .map(({ person, decision, reason, at }) => ({
        person,
        decision,
        reason,
        at: at.toISOString(),
      })),
  };
}

/** The openings that a change made, made longer, or ends. */
async function openingsOf(db: Queryable, row: ChangeRow): Promise<ChangeValue['openings']> {
  const extended = (row.plan as Plan | null)?.openings?.extend?.id;
  const found = [
    ...(await openingsOfChange(db, row.id)),
    row.kind === 'closing' ? await openingOfClosing(db, row.id) : null,
    extended && row.state === 'done' ? await getOpening(db, extended) : null,
  ];
  return found.filter((opening) => opening !== null).map(openingValue);
}

function openingValue({ id, range, until, state, wasThere, problem }: OpeningRow) {
  return { id, range, until: until.toISOString(), state, wasThere, problem };
}

function iso(at: Date | null): string | null {
  return at?.toISOString() ?? null;
}

/** Others are asked for with fixed parameters, and have nothing to edit. */
function hasForm({ action, params }: Pick<ChangeRow, 'action' | 'params'>): boolean {
  return action === rangesAction || (action === auditLogsAction && params.operation === 'ship');
}
