import { aksApiVersion } from '../azure/api-versions.ts';
import { AzureError } from '../azure/errors.ts';
import type { OperationState } from '../azure/operation.ts';
import type { Json } from '../fleet/snapshot.ts';
import type { ChangeRow } from '../store/changes.ts';
import { backToApproved } from './apply-step.ts';
import { actionOf, type Context, clusterWriteOf, later, transact } from './context.ts';
import { isStepwise } from './define-remediation.ts';
import { type Intent, intentOf, type Operation } from './intent.ts';
import { etagOf } from './live-cluster.ts';
import { moveChange, putOff } from './moves.ts';
import { followStep } from './steps/follow.ts';
import { endBadly } from './trouble.ts';
import type { Plan } from './types.ts';
import { verifyChange } from './verify-step.ts';

/**
 * Goes on with a change whose write was begun: by following the operation where Azure gave one,
 * else by reading what has become of it. Nothing is sent here.
 */
export async function resumeChange(context: Context, row: ChangeRow): Promise<void> {
  if (isStepwise(actionOf(context, row))) return followStep(context, row);
  const operation = row.operation as Operation | null;
  try {
    if (!operation) return await readBack(context, row, intentOf(row));
    if (operation.url === null || !context.writer) return await readState(context, row);
    return await follow(context, row, await context.writer.operation(operation.url));
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    // Azure forgets operations; the cluster itself still says how it ended.
    if (operation && error.kind === 'not-found') return readState(context, row);
    await putOff(context, row, {
      delayMs: (error.retryAfterSeconds ?? 0) * 1000 || context.timing.retry,
      note: `Azure does not say how it goes: ${error.message}. It is asked again.`,
    });
  }
}

async function follow(
  context: Context,
  row: ChangeRow,
  { status, error, retryAfterSeconds = 0 }: OperationState,
): Promise<void> {
  switch (status) {
    case 'InProgress':
      return keepPolling(context, row, retryAfterSeconds * 1000);
    case 'Succeeded':
      return toVerifying(context, row);
    case 'Failed':
    case 'Canceled': {
      const said = error ? `${error.code}: ${error.message}` : status;
      return operationFailed(context, row, `Azure could not carry the change out: ${said}`);
    }
  }
}

/** Without an operation to ask, the state of the cluster tells when Azure is ready. */
async function readState(context: Context, row: ChangeRow): Promise<void> {
  const { json: document } = await context.reader.get(row.clusterId, aksApiVersion);
  const state = String(document?.properties?.provisioningState ?? 'unknown');
  if (state === 'Succeeded') return toVerifying(context, row);
  if (state === 'Failed' || state === 'Canceled')
    return operationFailed(
      context,
      row,
      `Azure could not carry the change out: the cluster is ${state}`,
    );
  return keepPolling(context, row, 0);
}

/**
 * No answer was recorded: this process, or one before it, ended between the intent and the answer.
 * 1. The planned value is there: it was applied. 2. Another process may still be sending it: left
 * alone for as long as that can last. 3. An operation runs: wait for its end. 4. The etag is the
 * one that the write was tied to: it was not applied, and cannot be applied twice; it may be tried
 * again. 5. Anything else proves nothing: a person looks.
 */
async function readBack(context: Context, row: ChangeRow, intent: Intent): Promise<void> {
  const { json: document } = await context.reader.get(row.clusterId, aksApiVersion);
  const state = String(document?.properties?.provisioningState ?? 'unknown');
  const isOver = ['Succeeded', 'Failed', 'Canceled'].includes(state);
  const isApplied = isOver && isThere(context, row, intent, document);
  if (isApplied && state === 'Succeeded') return toVerifying(context, row);
  const delayMs = mayStillArrive(context, intent);
  // The row is not touched, or the process that is sending could not record its answer.
  if (delayMs > 0 && !intent.lostAt)
    return context.nudge('changes', row.id, Math.min(delayMs, context.timing.poll));
  if (isApplied)
    return operationFailed(
      context,
      row,
      `Azure could not carry the change out: the cluster is ${state}`,
    );
  if (!isOver) return keepPolling(context, row, 0);
  if (etagOf(document) !== intent.etag) return unknownOutcome(context, row);
  if (delayMs > 0)
    return putOff(context, row, {
      delayMs,
      note: 'The change is not there. Azure may still begin with what it received, so it is read once more.',
    });
  return backToApproved(
    context,
    row,
    'The change was not applied: the cluster is as it was before. It is read and planned again.',
    0,
  );
}

/** For how long the PUT may yet be sent, or be begun with by Azure. */
function mayStillArrive({ timing, clock }: Context, { at, lostAt }: Intent): number {
  const until = lostAt ? later(new Date(lostAt), timing.lost) : later(new Date(at), timing.lease);
  return until.getTime() - clock().getTime();
}

function isThere(context: Context, row: ChangeRow, { madeFrom }: Intent, document: Json): boolean {
  const { missing } = clusterWriteOf(context, row).verify(row.plan as Plan, madeFrom, document);
  return missing.length === 0;
}

async function keepPolling(context: Context, row: ChangeRow, wanted: number): Promise<void> {
  await putOff(context, row, {
    delayMs: wanted || context.timing.poll,
    note: 'Azure has accepted the change and is carrying it out.',
  });
}

async function toVerifying(context: Context, row: ChangeRow): Promise<void> {
  const moved = await transact(context, (step) =>
    moveChange(context, step, row, {
      to: 'verifying',
      set: { appliedAt: row.appliedAt ?? context.clock(), notBefore: null },
      note: 'Applied; it is read back now.',
      trail: { kind: 'change.applied' },
    }),
  );
  if (moved) await verifyChange(context, moved);
}

/** A failed operation may have changed the cluster all the same: what is open has to be closed in time. */
async function operationFailed(context: Context, row: ChangeRow, message: string): Promise<void> {
  const { json: document } = await context.reader.get(row.clusterId, aksApiVersion);
  const problem = { code: 'operation-failed', message: `${message}.` };
  if (!isThere(context, row, intentOf(row), document))
    return endBadly(context, row, { to: 'failed', problem });
  const moved = await transact(context, (step) =>
    moveChange(context, step, row, {
      to: 'verifying',
      set: { appliedAt: row.appliedAt ?? context.clock(), problem, notBefore: null },
      note: 'Azure reports a failure, but the new value is there; it is read back now.',
      trail: { kind: 'change.operation-failed', data: { problem } },
    }),
  );
  if (moved) await verifyChange(context, moved);
}

async function unknownOutcome(context: Context, row: ChangeRow): Promise<void> {
  const problem = {
    code: 'outcome-unknown',
    message:
      'Azure never said whether the change was applied, and since then the cluster has been changed by somebody else: whether this change was applied cannot be told.',
    hint: 'Look at the cluster in Azure and at its activity log, then say here what you found. Until then no other change of this cluster is begun.',
  };
  if (row.kind === 'closing') return endBadly(context, row, { to: 'failed', problem });
  await transact(context, (step) =>
    moveChange(context, step, row, {
      to: 'outcome-unknown',
      set: { problem, notBefore: null },
      trail: { data: { problem } },
    }),
  );
}
