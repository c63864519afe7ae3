import { findAction } from '../remediation/context.ts';
import type { Risk } from '../remediation/define-remediation.ts';
import type { Plan } from '../remediation/types.ts';
import type { ApprovalPolicy } from '../rights/policy.ts';
import { decisionsOf, latestRequestOf } from '../store/approval-requests.ts';
import type { ChangeRow } from '../store/changes.ts';
import {
  changesOfRollout,
  getRingAsk,
  getRollout,
  getRolloutNote,
  latestRollouts,
  type RolloutRow,
} from '../store/rollouts.ts';
import { confirmationsOf } from './confirm.ts';
import { type Context, currentRing } from './context.ts';
import { isOver, isUnderWay } from './members.ts';
import type { MemberProgress, Note, Ring, RingApproval, RolloutValue } from './types.ts';

/** A rollout as people are shown it, read now; null when there is none. */
export async function describe(context: Context, id: string): Promise<RolloutValue | null> {
  const row = await getRollout(context.db, id);
  return row && rolloutValue(context, row);
}

/** Those that go on, and the newest of the others. */
export async function list(context: Context, limit: number): Promise<RolloutValue[]> {
  const rows = await latestRollouts(context.db, limit);
  return Promise.all(rows.map((row) => rolloutValue(context, row)));
}

export async function describeNote(
  context: Context,
  noteId: string,
): Promise<{ note: Note; rollout: RolloutValue } | null> {
  const found = await getRolloutNote(context.db, noteId);
  const rollout = found && (await describe(context, found.rolloutId));
  return found && rollout ? { note: found.data as Note, rollout } : null;
}

async function rolloutValue(context: Context, row: RolloutRow): Promise<RolloutValue> {
  const { db } = context;
  const action = findAction(context, row.action);
  const changes = await changesOfRollout(db, row.id);
  const byId = new Map(changes.map((change) => [change.id, change]));
  const rings = row.rings as Ring[];
  const at = currentRing(rings);
  const approval = await approvalOf(context, row, rings);
  const goesOn = row.state === 'running' && !row.ending;
  return {
    ...{ id: row.id, version: row.version, state: row.state, action: row.action },
    actionTitle: action?.title ?? row.action,
    risk: (action?.risk ?? 'high') satisfies Risk,
    ...{ params: row.params, clusters: row.clusters, requester: row.requester },
    ...{ reason: row.reason, ticket: row.ticket, terms: row.terms, outside: row.outside },
    rings: rings.map((ring) => ({
      ...ring,
      progress: ring.members.map(({ changeId }) =>
        progressOf(changeId === null ? undefined : byId.get(changeId)),
      ),
    })),
    ...{ paused: row.paused, problem: row.problem, approval },
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    can: {
      decide: goesOn && at?.ring.state === 'waiting' && approval?.state === 'waiting',
      pause: goesOn && !row.paused,
      resume: goesOn && Boolean(row.paused),
      stop: goesOn,
      skip:
        goesOn &&
        rings.some(({ members }) => members.some((one) => !isOver(one) && !isUnderWay(one))),
    },
  };
}

function progressOf(change: ChangeRow | undefined): MemberProgress {
  if (!change) return { changeState: null, plan: null, step: 0, steps: 0, latest: null };
  const plan = change.plan as Plan | null;
  return {
    changeState: change.state,
    plan,
    ...{ step: change.step, steps: plan?.steps?.length ?? 0 },
    latest: change.notes.at(-1)?.text ?? null,
  };
}

/** Of the ring that it is at, or else of the last that was decided on. */
async function approvalOf(
  { db }: Context,
  row: RolloutRow,
  rings: readonly Ring[],
): Promise<RingApproval | null> {
  const place = rings.findLastIndex(({ askId }) => askId !== null);
  const ask = place < 0 ? null : await getRingAsk(db, rings[place]?.askId ?? '');
  const request = ask && (await latestRequestOf(db, { subjectKind: 'ring', subjectId: ask.id }));
  if (!ask || !request) return null;
  const { need, approvers } = request.policy as ApprovalPolicy;
  return {
    ...{ ring: place, requestId: request.id, hash: request.hash, state: request.state, need },
    expiresAt: request.expiresAt.toISOString(),
    ...{ approverGroups: approvers.groups, approverUsers: approvers.users },
    confirm: request.state === 'waiting' ? await confirmationsOf(db, row.id, ask) : [],
    decisions: (await decisionsOf(db, request.id)).map(({ person, decision, reason, at }) => ({
      ...{ person, decision, reason, at: at.toISOString() },
    })),
  };
}
