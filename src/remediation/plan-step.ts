import { openRequest } from '../approval/requests.ts';
import { tighten } from '../approval/tighten.ts';
import { AzureError } from '../azure/errors.ts';
import type { Person } from '../rights/person.ts';
import { approvalPolicy } from '../rights/policy.ts';
import { type ChangeRow, getChange } from '../store/changes.ts';
import { ringOfChange } from '../store/rollouts.ts';
import { approvalAskedFrom } from './asked-from.ts';
import { actionOf, type Context, type Step, transact } from './context.ts';
import type { LiveCluster } from './live-cluster.ts';
import { approversTarget, moveChange, putOff, requesterTarget, send } from './moves.ts';
import { type FreshPlan, planNow } from './planning.ts';
import type { Plan, Problem } from './types.ts';

/** Plans a change that waits for it: asks for approval, or says why it is not possible. */
export async function planChange(context: Context, changeId: string): Promise<void> {
  const row = await getChange(context.db, changeId);
  if (row?.state !== 'planning') return;
  const fresh = await tryPlan(context, row);
  if (!fresh) return;
  const { live, planned } = fresh;
  switch (planned.kind) {
    case 'planned':
      return askForApproval(context, row, { live, plan: planned.plan, hash: planned.hash });
    case 'nothing':
      return refuse(context, row, { code: 'nothing-to-do', message: planned.message });
    case 'refused':
    case 'not-now':
      return refuse(context, row, planned.problem);
  }
}

/** Azure may be slow or away for a moment; what it refuses for good is told at once. */
async function tryPlan(context: Context, row: ChangeRow): Promise<FreshPlan | null> {
  try {
    return await planNow(context, row);
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    const passes = ['throttled', 'unreachable', 'server'].includes(error.kind);
    const age = context.clock().getTime() - row.createdAt.getTime();
    if (passes && age < context.timing.patience)
      await putOff(context, row, {
        delayMs: (error.retryAfterSeconds ?? 0) * 1000 || context.timing.retry,
        note: `Azure could not be read: ${error.message}. It is tried again.`,
      });
    else await refuse(context, row, unreadable(error));
    return null;
  }
}

function unreadable(error: AzureError): Problem {
  const hint =
    error.kind === 'denied'
      ? 'The reading identity needs more rights; `drawbridge doctor` says which.'
      : undefined;
  return {
    code: error.kind,
    message: `The cluster could not be read: ${error.message}.`,
    ...(hint && { hint }),
  };
}

async function refuse(context: Context, row: ChangeRow, problem: Problem): Promise<void> {
  await transact(context, async (step) => {
    const moved = await moveChange(context, step, row, {
      to: 'refused',
      set: { problem, notBefore: null },
      trail: { data: { problem } },
    });
    if (moved) await tellRequester(context, step, moved);
  });
}

interface Asked {
  live: LiveCluster;
  plan: Plan;
  hash: string;
}

async function askForApproval(context: Context, row: ChangeRow, asked: Asked): Promise<void> {
  await transact(context, async (step) => {
    const moved = await openApproval(context, step, row, {
      ...asked,
      trailKind: 'change.planned',
    });
    if (moved) await tellRequester(context, step, moved);
  });
}

async function tellRequester(context: Context, step: Step, row: ChangeRow): Promise<void> {
  // The board of its rollout says it.
  if (await ringOfChange(step.tx, row.id)) return;
  // Planned again after an edit: the note that is there is redrawn, and no second one is posted.
  await send(context, step, {
    view: 'change-note',
    valueId: row.id,
    target: requesterTarget(row),
    dedupe: `change-note:${row.id}:first`,
  });
}

export interface OpenApproval extends Asked {
  trailKind: string;
  /** Why approvers are asked again. */
  problem?: Problem;
  note?: string;
  actor?: Person;
}

/** Moves a change to `waiting` with its plan, opens the request and posts the card. */
export async function openApproval(
  context: Context,
  step: Step,
  row: ChangeRow,
  { live, plan, hash, problem, note, trailKind, actor }: OpenApproval,
): Promise<ChangeRow | null> {
  const { risk } = actionOf(context, row);
  const now = context.clock();
  const part = await ringOfChange(step.tx, row.id);
  const policy = tighten(
    approvalPolicy(context.rights(), { risk, cluster: live.cluster }),
    await approvalAskedFrom(step.tx, row),
  );
  const expiresAt = new Date(now.getTime() + policy.expiresInMinutes * 60_000);
  const moved = await moveChange(context, step, row, {
    to: 'waiting',
    set: {
      plan,
      planHash: hash,
      risk,
      // One request for its whole ring is opened, and ends, elsewhere.
      expiresAt: part ? null : expiresAt,
      problem: problem ?? null,
      notBefore: null,
      intent: null,
    },
    ...(note && { note }),
    ...(actor && { actor }),
    trail: { kind: trailKind, data: { hash, plan } },
  });
  if (!moved || part) return moved;
  await openRequest(step.tx, {
    id: context.newId(),
    subject: { kind: 'change', id: row.id },
    clusterId: row.clusterId,
    hash,
    policy,
    requester: row.requester,
    editors: row.editors,
    now,
  });
  await send(context, step, {
    view: 'change-card',
    valueId: row.id,
    target: approversTarget(context, row, live.cluster),
    // An edited plan is redrawn where it stands; one that moved after its approval is shown anew.
    dedupe: `change-card:${row.id}:${problem ? moved.version : 'first'}`,
  });
  return moved;
}
