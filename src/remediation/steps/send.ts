/** Sends one call, and says what its failure proves. */
import { AzureError } from '../../azure/errors.ts';
import type { WriteAnswer } from '../../azure/writer.ts';
import type { ChangeRow } from '../../store/changes.ts';
import type { Call } from '../clients.ts';
import type { Context } from '../context.ts';
import type { Intent } from '../intent.ts';
import type { LiveCluster } from '../live-cluster.ts';
import { putOff } from '../moves.ts';
import { endBadly } from '../trouble.ts';
import { sayWhere } from './log.ts';
import { askAgainLater, holdUp } from './unreadable.ts';

type Answer = Pick<WriteAnswer, 'operationUrl' | 'retryAfterSeconds'>;

export async function send(
  { writer, inside }: Context,
  live: LiveCluster,
  call: Call,
  { dryRun = false }: { dryRun?: boolean } = {},
): Promise<Answer> {
  if (call.to === 'inside') {
    if (!inside) throw new AzureError('unreachable', 'this process has no way to API servers');
    const client = await inside(live, 'writer');
    if (call.verb === 'apply') await client.apply(call.object, { dryRun });
    else await client.remove(call.object, { dryRun });
    return {};
  }
  if (!writer) throw new AzureError('denied', 'this process has no identity that may write');
  const { method, path, apiVersion, body, ifMatch } = call;
  switch (method) {
    case 'PUT':
      return writer.put(path, apiVersion, body, { ifMatch });
    case 'POST':
      return writer.post(path, apiVersion, body, { ifMatch });
    case 'DELETE':
      return writer.delete(path, apiVersion, { ifMatch });
  }
}

/** @param intent what was recorded before; null where nothing was sent yet but a dry run */
export async function notAccepted(
  context: Context,
  row: ChangeRow,
  intent: Intent | null,
  error: AzureError,
): Promise<void> {
  const { timing, clock } = context;
  const wait = (error.retryAfterSeconds ?? 0) * 1000;
  const back = (note: string, delayMs: number) =>
    putOff(context, row, {
      to: 'approved',
      set: { intent: null, operation: null },
      delayMs,
      note,
    });
  switch (error.kind) {
    case 'changed':
      return back(`What this step writes to has just changed, so it is read again first.`, 0);
    case 'conflict':
      return back(
        `Another operation is under way: ${error.message}. It is tried again when that has ended.`,
        wait || timing.busy,
      );
    case 'throttled':
      return back(
        `Too many requests${wait ? `: to be tried again in ${wait / 1000} seconds` : ''}.`,
        wait || timing.busy,
      );
    case 'denied':
    case 'invalid':
    case 'not-found':
      return endBadly(context, row, {
        to: 'failed',
        problem: {
          code: error.kind,
          message: `This step was refused: ${error.message}. ${sayWhere(row)}`,
        },
      });
    case 'server':
    case 'unreachable':
      if (!intent || !error.mayHaveArrived)
        return askAgainLater(context, row, {
          words: 'It could not be reached',
          error,
          set: { intent: null, operation: null },
          givesUp: (message) => holdUp(context, row, message, { intent: null, operation: null }),
        });
      return putOff(context, row, {
        delayMs: timing.poll,
        note: `The answer was lost (${error.message}). What has become of the step is read.`,
        set: { intent: { ...intent, lostAt: clock().toISOString() } },
      });
  }
}
