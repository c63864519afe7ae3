/** The beginning of one step of an approved change. */
import { AzureError } from '../../azure/errors.ts';
import { type ChangeRow, getChange } from '../../store/changes.ts';
import { type Authorisation, authorise } from '../authorisation.ts';
import type { Call } from '../clients.ts';
import { type Context, stepwiseOf, transact } from '../context.ts';
import { GuardError } from '../guard.ts';
import { type Intent, intentOf } from '../intent.ts';
import type { LiveCluster } from '../live-cluster.ts';
import { moveChange, putOff } from '../moves.ts';
import { hashOf } from '../plan-hash.ts';
import { liveNow } from '../planning.ts';
import { endBadly, waitForCluster } from '../trouble.ts';
import type { Plan } from '../types.ts';
import { sayWhere } from './log.ts';
import { poolsMoved } from './pools-again.ts';
import { notAccepted, send } from './send.ts';
import { stepDone } from './step-done.ts';
import { askAgainLater, holdUp } from './unreadable.ts';

export interface Ready {
  live: LiveCluster;
  plan: Plan;
  hash: string;
  authorisation: Authorisation;
}

/** A step after the first: the plan stays as it was approved, and whether it still holds is asked anew. */
export async function nextStep(context: Context, row: ChangeRow): Promise<void> {
  if (row.aborting) return endAborted(context, row);
  if (row.paused) return;
  const plan = row.plan as Plan;
  const hash = row.planHash ?? '';
  try {
    const live = await liveNow(context, row);
    const authorisation = await authorise(context, row, live, hash);
    if (!authorisation.authorised)
      return endBadly(context, row, {
        to: 'failed',
        problem: {
          code: 'approval-not-proved',
          message: `The approval could not be confirmed: ${authorisation.why} ${sayWhere(row)}`,
        },
      });
    await beginStep(context, row, { live, plan, hash, authorisation });
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    await askAgainLater(context, row, {
      words: 'The cluster could not be read before the next step',
      error,
      givesUp: (message) => holdUp(context, row, message),
    });
  }
}

/** Sends the step that is next, unless the world says that it is done, must wait, or must not be. */
export async function beginStep(context: Context, row: ChangeRow, ready: Ready): Promise<void> {
  if (row.aborting) return endAborted(context, row);
  if (row.paused) return;
  const { live, plan } = ready;
  const action = stepwiseOf(context, row);
  const found = action.outcome(plan, live, row.step);
  if (found.kind === 'done')
    return stepDone(context, row, `was so already${found.note ? `: ${found.note}` : ''}`);
  if (found.kind === 'running')
    return waitForCluster(context, row, {
      code: 'busy',
      message: `${found.note} This step waits until that has ended.`,
    });
  const problem = action.check(plan, live, row.step, context.clock());
  if (problem?.wait) return waitForCluster(context, row, problem);
  if (problem)
    return endBadly(context, row, {
      to: row.step === 0 ? 'refused' : 'failed',
      problem: { ...problem, message: `${problem.message} ${sayWhere(row)}` },
    });
  const call = callOf(context, row, ready);
  if ('refused' in call)
    return endBadly(context, row, {
      to: 'failed',
      problem: {
        code: 'guard',
        message: `The write was stopped: ${call.refused}. ${sayWhere(row)}`,
      },
    });
  try {
    if (call.to === 'inside') await send(context, live, call, { dryRun: true });
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    return notAccepted(context, row, null, error);
  }
  await claimAndSend(context, row, ready, call);
}

/** What the step sends; the guard of writes may refuse it. */
function callOf(
  context: Context,
  row: ChangeRow,
  { plan, live }: Ready,
): Call | { refused: string } {
  try {
    return stepwiseOf(context, row).call(plan, live, row.step);
  } catch (error) {
    if (!(error instanceof GuardError)) throw error;
    return { refused: error.message };
  }
}

async function claimAndSend(
  context: Context,
  row: ChangeRow,
  { live, plan, hash, authorisation }: Ready,
  call: Call,
): Promise<void> {
  const intent = intentFor(context, row, call);
  const claimed = await transact(context, (step) =>
    moveChange(context, step, row, {
      to: 'applying',
      set: { intent, operation: null, plan, planHash: hash, problem: null, notBefore: null },
      trail: {
        data: { authorisation, hash, step: row.step, path: intent.path, bodyHash: intent.bodyHash },
      },
    }),
  ).catch(nullIfTaken);
  if (!claimed) return outrun(context, row);
  if (await heldBack(context, claimed, live, call)) return;
  try {
    const answer = await send(context, live, call);
    const startedAt = context.clock().toISOString();
    await recordAnswer(context, claimed, (now) =>
      putOff(context, now, {
        delayMs: (answer.retryAfterSeconds ?? 0) * 1000 || context.timing.poll,
        note: `${plan.steps?.[row.step]?.title ?? 'The step'}: begun.`,
        set: { operation: { url: answer.operationUrl ?? null, startedAt } },
      }),
    );
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    await recordAnswer(context, claimed, (now) => notAccepted(context, now, intent, error));
  }
}

/** Nothing has been sent yet: where the number of nodes has moved, or cannot be read, the step is begun anew. */
async function heldBack(
  context: Context,
  claimed: ChangeRow,
  live: LiveCluster,
  call: Call,
): Promise<boolean> {
  try {
    const moved = await poolsMoved(context, live, call);
    if (moved) await waitForCluster(context, claimed, moved);
    return moved !== null;
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    await putOff(context, claimed, {
      to: 'approved',
      set: { intent: null },
      delayMs: (error.retryAfterSeconds ?? 0) * 1000 || context.timing.retry,
      note: `The pools could not be read: ${error.message}. It is tried again.`,
    });
    return true;
  }
}

/** Somebody may pause or end the change while its call is on the way: the answer is written beside that. */
async function recordAnswer(
  context: Context,
  claimed: ChangeRow,
  record: (row: ChangeRow) => Promise<void>,
): Promise<void> {
  const { at } = intentOf(claimed);
  for (let row = claimed; ; ) {
    await record(row);
    const now = await getChange(context.db, claimed.id);
    if (now?.state !== 'applying' || now.operation || now.version === row.version) return;
    const intent = intentOf(now);
    if (intent.at !== at || intent.lostAt) return;
    row = now;
  }
}

function intentFor(context: Context, row: ChangeRow, call: Call): Intent {
  const path =
    call.to === 'azure'
      ? `${call.method} ${call.path}`
      : `${call.verb} ${call.object.kind} ${call.object.metadata.namespace ?? ''}/${call.object.metadata.name}`;
  const body = call.to === 'azure' ? (call.body ?? null) : call.object;
  return {
    at: context.clock().toISOString(),
    path,
    etag: (call.to === 'azure' && call.ifMatch) || '',
    bodyHash: hashOf(body),
    madeFrom: null,
    step: row.step,
  };
}

/** Somebody ended it between two steps. */
export async function endAborted(context: Context, row: ChangeRow): Promise<void> {
  const who = row.aborting?.by.name ?? row.aborting?.by.userId ?? 'somebody';
  await endBadly(context, row, {
    to: 'failed',
    problem: { code: 'aborted', message: `${who} ended it. ${sayWhere(row)}` },
  });
}

/** The index `one_write`: two changes of one cluster were claimed at the same instant. */
export function nullIfTaken(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === '23505') return null;
  throw error;
}

/** The claim failed: somebody else took the step, or another change is being written to this cluster. */
export async function outrun(context: Context, row: ChangeRow): Promise<void> {
  const now = await getChange(context.db, row.id);
  if (now?.state !== row.state || now.version !== row.version) return;
  await putOff(context, row, {
    delayMs: context.timing.busy,
    note: 'Another change is being applied to this cluster; this one follows it.',
  });
}
