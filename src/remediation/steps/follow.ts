/** What has become of a step that was begun: asked of Azure's operation where there is one, and of the world always. */
import { AzureError } from '../../azure/errors.ts';
import type { ChangeRow } from '../../store/changes.ts';
import type { StepOutcome } from '../clients.ts';
import { type Context, stepwiseOf, transact } from '../context.ts';
import { type Intent, intentOf, type Operation } from '../intent.ts';
import { moveChange, putOff } from '../moves.ts';
import { liveNow } from '../planning.ts';
import { endBadly } from '../trouble.ts';
import type { Plan, Problem } from '../types.ts';
import { abortNow } from './abort.ts';
import { endAborted } from './begin.ts';
import { sayWhere } from './log.ts';
import { stepDone } from './step-done.ts';
import { askAgainLater } from './unreadable.ts';

const minuteMs = 60_000;
const usualPatienceMinutes = 60;
/** By then most steps are done: whoever waits is told what holds this one up. */
const slowMs = 10 * minuteMs;
const mostDelayMs = minuteMs;

/** Goes on with a step after its call, whatever happened to the process that sent it. */
export async function followStep(context: Context, row: ChangeRow): Promise<void> {
  try {
    if (row.aborting && !row.aborting.sentAt) return await abortNow(context, row);
    const ended = await operationOf(context, row);
    if (ended.kind === 'running' && waited(context, row) < slowMs)
      return await keepWaiting(context, row, ended.note);
    const live = await liveNow(context, row, { following: true });
    const found = stepwiseOf(context, row).outcome(row.plan as Plan, live, row.step);
    if (ended.kind === 'running')
      return await keepWaiting(context, row, found.kind === 'running' ? found.note : ended.note);
    await settle(context, row, found, ended.problem);
  } catch (error) {
    if (!(error instanceof AzureError)) throw error;
    await askAgainLater(context, row, {
      words: 'How the step goes cannot be told',
      error,
      givesUp: (message) => nobodyKnows(context, row, { code: 'unreadable', message }),
    });
  }
}

type Ended = { kind: 'running'; note: string } | { kind: 'over'; problem: Problem | null };

/** What Azure's own operation says. Without one, or once it is forgotten, the world alone tells. */
async function operationOf({ writer }: Context, row: ChangeRow): Promise<Ended> {
  const operation = row.operation as Operation | null;
  if (!operation?.url || !writer) return { kind: 'over', problem: null };
  try {
    const { status, error } = await writer.operation(operation.url);
    if (status === 'InProgress') return { kind: 'running', note: 'Azure is carrying it out.' };
    if (status === 'Succeeded') return { kind: 'over', problem: null };
    const said = error ? `${error.code}: ${error.message}` : status;
    return { kind: 'over', problem: { code: 'operation-failed', message: `Azure says ${said}.` } };
  } catch (error) {
    if (error instanceof AzureError && error.kind === 'not-found')
      return { kind: 'over', problem: null };
    throw error;
  }
}

async function settle(
  context: Context,
  row: ChangeRow,
  found: StepOutcome,
  problem: Problem | null,
): Promise<void> {
  const failed = (why: Problem) =>
    endBadly(context, row, {
      to: 'failed',
      problem: { ...why, message: `${why.message} ${whereItStopped(row)}` },
    });
  if (found.kind === 'done') return stepDone(context, row, found.note ?? 'done and verified');
  // Its call may yet be on the way, also where somebody has ended the change meanwhile.
  if (found.kind === 'not-begun' && !row.operation && mayStillArrive(context, intentOf(row)) > 0)
    return notThere(context, row);
  const isOver = found.kind !== 'running' && (found.kind !== 'cannot-tell' || problem !== null);
  if (row.aborting && isOver) return endAborted(context, row);
  // Azure calls the operation canceled before what it worked on has come to rest.
  if (problem && !(row.aborting && found.kind === 'running')) return failed(problem);
  switch (found.kind) {
    case 'running':
      return keepWaiting(context, row, found.note);
    case 'failed':
      return failed(found.problem);
    case 'cannot-tell':
      return nobodyKnows(context, row, found.problem);
    case 'not-begun':
      return notThere(context, row);
  }
}

/** Nothing of the step is to be seen. Whether that is news depends on whether its call was answered. */
async function notThere(context: Context, row: ChangeRow): Promise<void> {
  const intent = intentOf(row);
  if (row.operation) {
    if (!isLate(context, row)) return keepWaiting(context, row, 'It is not to be seen yet.');
    return endBadly(context, row, {
      to: 'failed',
      problem: {
        code: 'not-there',
        message: `The step was accepted, but what it should bring is not there. ${whereItStopped(row)}`,
        hint: 'Somebody or something has changed it back, an Azure Policy perhaps.',
      },
    });
  }
  const delayMs = mayStillArrive(context, intent);
  // The row is not touched, or the process that is sending could not record its answer.
  if (delayMs > 0 && !intent.lostAt)
    return context.nudge('changes', row.id, Math.min(delayMs, context.timing.poll));
  if (delayMs > 0)
    return putOff(context, row, {
      delayMs,
      note: 'The step is not to be seen. It may still be begun with, so it is looked for once more.',
    });
  await putOff(context, row, {
    to: 'approved',
    set: { intent: null, operation: null },
    delayMs: 0,
    note: 'The step was not begun; it is tried again.',
  });
}

/** Asked less and less often: a pool may take hours. */
async function keepWaiting(context: Context, row: ChangeRow, note: string): Promise<void> {
  const { patienceMinutes = usualPatienceMinutes } = (row.plan as Plan).steps?.[row.step] ?? {};
  const waitedMs = waited(context, row);
  if (waitedMs > patienceMinutes * minuteMs)
    return nobodyKnows(context, row, {
      code: 'too-long',
      message: `This step has taken longer than ${patienceMinutes} minutes: ${note}`,
    });
  const until = new Date(Date.parse(intentOf(row).at) + patienceMinutes * minuteMs);
  await putOff(context, row, {
    delayMs: Math.max(context.timing.poll, Math.min(waitedMs / 20, mostDelayMs)),
    note: `${note} It is waited for until ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC; then a person is asked.`,
  });
}

function waited({ clock }: Context, row: ChangeRow): number {
  return clock().getTime() - Date.parse(intentOf(row).at);
}

function isLate({ clock, timing }: Context, row: ChangeRow): boolean {
  const { startedAt } = row.operation as Operation;
  return clock().getTime() - Date.parse(startedAt) > timing.lease;
}

/** For how long the call may yet be sent, or be begun with. */
function mayStillArrive({ timing, clock }: Context, { at, lostAt }: Intent): number {
  const until = lostAt ? Date.parse(lostAt) + timing.lost : Date.parse(at) + timing.lease;
  return until - clock().getTime();
}

async function nobodyKnows(context: Context, row: ChangeRow, problem: Problem): Promise<void> {
  await transact(context, (step) =>
    moveChange(context, step, row, {
      to: 'outcome-unknown',
      set: {
        problem: {
          ...problem,
          hint:
            problem.hint ??
            'Look at the cluster, then say here what you found. Until then no other change of this cluster is begun.',
        },
        notBefore: null,
      },
      trail: { data: { problem, step: row.step } },
    }),
  );
}

function whereItStopped(row: ChangeRow): string {
  const steps = (row.plan as Plan).steps ?? [];
  const title = steps[row.step]?.title ?? 'the step';
  return `It stopped at step ${row.step + 1} of ${steps.length} (${title}). ${row.step > 0 ? sayWhere(row) : ''}`.trim();
}
