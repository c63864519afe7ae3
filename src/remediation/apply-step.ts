import { aksApiVersion } from '../azure/api-versions.ts';
import { AzureError } from '../azure/errors.ts';
import type { AzureWriter, WriteAnswer } from '../azure/writer.ts';
import type { ChangeRow } from '../store/changes.ts';
import { type Authorisation, authorise } from './authorisation.ts';
import { actionOf, type Context, clusterWriteOf, transact } from './context.ts';
import { isStepwise, type Write } from './define-remediation.ts';
import { applyEffects } from './effects.ts';
import { freezeOf, waitForThaw } from './frozen.ts';
import { GuardError } from './guard.ts';
import type { Intent, Operation } from './intent.ts';
import type { LiveCluster } from './live-cluster.ts';
import { moveChange, putOff } from './moves.ts';
import { hashOf } from './plan-hash.ts';
import { type FreshPlan, planNow } from './planning.ts';
import { readPools } from './read-live.ts';
import { askAgain } from './replan.ts';
import { beginStep, nextStep, nullIfTaken, outrun } from './steps/begin.ts';
import { endBadly, waitForCluster } from './trouble.ts';
import type { Plan } from './types.ts';

/** Applies an approved change: reads and plans again, and sends what was approved, or nothing. */
export async function applyChange(context: Context, row: ChangeRow): Promise<void> {
  const { writer } = context;
  if (!writer) return;
  if (row.paused && !row.aborting) return;
  const freeze = row.aborting ? null : await freezeOf(context, row);
  if (row.step > 0) return freeze ? waitForThaw(context, row, freeze) : nextStep(context, row);
  const early = row.plan?.notBefore
    ? Date.parse(row.plan.notBefore) - context.clock().getTime()
    : 0;
  if (early > 0) return waitForWindow(context, row, early);
  if (row.expiresAt && row.expiresAt <= context.clock())
    return endBadly(context, row, {
      to: 'expired',
      problem: {
        code: 'expired',
        message: 'It could not be applied while the approval was good. Nothing was written.',
        hint: 'Ask for it again if it is still needed.',
      },
    });
  if (freeze) return waitForThaw(context, row, freeze);
  const fresh = await planAgain(context, row);
  if (!fresh) return;
  const { live, planned } = fresh;
  switch (planned.kind) {
    case 'not-now':
      return waitForCluster(context, row, planned.problem);
    case 'refused':
      return endBadly(context, row, { to: 'refused', problem: planned.problem });
    case 'nothing':
      return nothingLeft(context, row, planned.message);
    case 'planned': {
      const { plan, hash } = planned;
      // A closing was approved with its opening; only what would cut a way out is asked for.
      const isBound = row.kind !== 'closing' || row.planHash !== null;
      const asks = plan.warnings.some((warning) => warning.mustConfirm);
      if (isBound ? hash !== row.planHash : asks)
        return askAgain(context, row, { live, plan, hash });
      const authorisation = await authorise(context, row, live, hash);
      return goOn(context, row, { writer, live, plan, hash, authorisation });
    }
  }
}

/** Approved for a time that has not come. */
async function waitForWindow(context: Context, row: ChangeRow, delayMs: number): Promise<void> {
  await putOff(context, row, {
    delayMs,
    note: `Approved; it begins at ${row.plan.notBefore.slice(0, 16).replace('T', ' ')} UTC.`,
  });
}

interface Ready {
  writer: AzureWriter;
  live: LiveCluster;
  plan: Plan;
  hash: string;
  authorisation: Authorisation;
}

async function goOn(context: Context, row: ChangeRow, ready: Ready): Promise<void> {
  const { live, plan, authorisation } = ready;
  if (!authorisation.authorised)
    return endBadly(context, row, {
      to: 'failed',
      problem: {
        code: 'approval-not-proved',
        message: `The approval could not be confirmed: ${authorisation.why} Nothing was written.`,
      },
    });
  if (isStepwise(actionOf(context, row))) return beginStep(context, row, ready);
  const action = clusterWriteOf(context, row);
  if (plan.changes.length === 0) return effectsAlone(context, row, ready);
  const problem = action.check(plan, live);
  if (problem) return waitForCluster(context, row, problem);
  try {
    return await write(context, row, ready, action.apply(plan, live));
  } catch (error) {
    if (!(error instanceof GuardError)) throw error;
    const message = `The write was stopped: ${error.message}. Nothing was written.`;
    return endBadly(context, row, { to: 'failed', problem: { code: 'guard', message } });
  }
}

/** Claims the step, writes down what is sent, compares the pools once more, and sends it once. */
async function write(
  context: Context,
  row: ChangeRow,
  { writer, live, plan, hash, authorisation }: Ready,
  { path, body, ifMatch, madeFrom }: Write,
): Promise<void> {
  const now = context.clock();
  const intent: Intent = {
    ...{ at: now.toISOString(), path, etag: ifMatch, bodyHash: hashOf(body), madeFrom },
  };
  const { etag, bodyHash } = intent;
  // A closing that nobody was asked about stays bound to its opening, not to one plan.
  const bound = row.kind === 'closing' ? {} : { planHash: hash };
  const claimed = await transact(context, (step) =>
    moveChange(context, step, row, {
      to: 'applying',
      set: { intent, operation: null, plan, ...bound, problem: null, notBefore: null },
      trail: { data: { authorisation, hash, etag, bodyHash } },
    }),
  ).catch(nullIfTaken);
  if (!claimed) return outrun(context, row);
  const scaled = await comparePoolsAgain(context, claimed, { ...live, document: madeFrom }, plan);
  if (scaled) return;
  let answer: WriteAnswer;
  try {
    answer = await writer.put(path, aksApiVersion, body, { ifMatch });
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    return notAccepted(context, claimed, intent, error);
  }
  await accepted(context, claimed, answer);
}

/** The etag of the cluster does not move with its pools, so they are read again just before the write. */
async function comparePoolsAgain(
  context: Context,
  row: ChangeRow,
  live: LiveCluster,
  plan: Plan,
): Promise<boolean> {
  try {
    const pools = await readPools(context.reader, row.clusterId);
    const problem = clusterWriteOf(context, row).check(plan, { ...live, pools });
    if (problem) await waitForCluster(context, row, problem);
    return problem !== null;
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    await backToApproved(context, row, `The pools could not be read: ${error.message}.`);
    return true;
  }
}

async function accepted(context: Context, row: ChangeRow, answer: WriteAnswer): Promise<void> {
  const startedAt = context.clock().toISOString();
  const operation: Operation = { url: answer.operationUrl ?? null, startedAt };
  await putOff(context, row, {
    delayMs: (answer.retryAfterSeconds ?? 0) * 1000 || context.timing.poll,
    note: 'Azure has accepted the change and is carrying it out.',
    set: { operation },
  });
}

/** What an error of the PUT proves, and what it leaves open. */
async function notAccepted(
  context: Context,
  row: ChangeRow,
  intent: Intent,
  error: AzureError,
): Promise<void> {
  const { timing, clock } = context;
  const wait = (error.retryAfterSeconds ?? 0) * 1000;
  switch (error.kind) {
    case 'changed':
      return backToApproved(
        context,
        row,
        'The cluster changed between reading and writing, so Azure refused the write. It is read and planned again.',
        0,
      );
    case 'conflict':
      return backToApproved(
        context,
        row,
        `Azure is busy with another operation: ${error.message}. It is tried again when that has ended.`,
        wait || timing.busy,
      );
    case 'throttled':
      return backToApproved(
        context,
        row,
        `Azure asks to wait${wait ? ` ${wait / 1000} seconds` : ''}, because it received too many requests. It is tried again then.`,
        wait || timing.busy,
      );
    case 'denied':
    case 'invalid':
    case 'not-found':
      return endBadly(context, row, {
        to: 'failed',
        problem: { code: error.kind, message: `Azure refused the change: ${error.message}.` },
      });
    case 'server':
    case 'unreachable':
      if (!error.mayHaveArrived)
        return backToApproved(
          context,
          row,
          `Azure could not be reached: ${error.message}. It is tried again.`,
        );
      // Never sent again blindly: what has become of it is read from the cluster.
      return putOff(context, row, {
        delayMs: timing.poll,
        note: `Azure's answer was lost (${error.message}). The cluster is read to see whether the change was applied.`,
        set: { intent: { ...intent, lostAt: clock().toISOString() } },
      });
  }
}

/** Nothing was applied: the approval stays, and the next attempt begins by reading. */
export async function backToApproved(
  context: Context,
  row: ChangeRow,
  note: string,
  delayMs: number = context.timing.retry,
): Promise<void> {
  await putOff(context, row, {
    to: 'approved',
    set: { intent: null, operation: null },
    delayMs,
    note,
  });
}

/** Only openings change; the cluster is as it should be already. */
async function effectsAlone(
  context: Context,
  row: ChangeRow,
  { plan, hash, authorisation }: Ready,
): Promise<void> {
  const now = context.clock();
  await transact(context, async (step) => {
    const moved = await moveChange(context, step, row, {
      to: 'done',
      set: { plan, planHash: hash, appliedAt: now, problem: null, notBefore: null },
      trail: { data: { authorisation, hash } },
    });
    if (moved) await applyEffects(context, step, moved, plan);
  });
}

async function nothingLeft(context: Context, row: ChangeRow, message: string): Promise<void> {
  if (row.kind !== 'closing')
    return endBadly(context, row, { to: 'refused', problem: { code: 'nothing-to-do', message } });
  await endBadly(context, row, { to: 'done', problem: null, note: message });
}

async function planAgain(context: Context, row: ChangeRow): Promise<FreshPlan | null> {
  try {
    return await planNow(context, row);
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    const age = context.clock().getTime() - row.createdAt.getTime();
    // A closing has no end of its own: after a while people have to know that the door is open.
    const tooLong = row.kind === 'closing' && age > context.timing.patience;
    if (error.kind === 'denied' || error.kind === 'not-found' || tooLong) {
      const message = `The cluster could not be read: ${error.message}. Nothing was written.`;
      await endBadly(context, row, { to: 'failed', problem: { code: error.kind, message } });
      return null;
    }
    await putOff(context, row, {
      delayMs: (error.retryAfterSeconds ?? 0) * 1000 || context.timing.retry,
      note: `The cluster could not be read: ${error.message}. It is tried again.`,
    });
    return null;
  }
}
