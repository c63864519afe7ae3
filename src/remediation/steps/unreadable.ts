/** What happens where the world does not answer: it is asked less and less often, and in the end a person is asked. */
import type { AzureError } from '../../azure/errors.ts';
import { drawbridgeItself } from '../../rights/person.ts';
import type { ChangeRow, ChangeSettings } from '../../store/changes.ts';
import { type Context, transact } from '../context.ts';
import { moveChange, putOff } from '../moves.ts';

const mostDelayMs = 5 * 60_000;

/**
 * Puts a step off, for half of the time that it has waited already; five minutes at most.
 * @param words for the card, always the same for the same trouble
 * @param givesUp called instead, once it was so for as long as `timing.blind`
 */
export async function askAgainLater(
  context: Context,
  row: ChangeRow,
  {
    words,
    error,
    givesUp,
    set,
  }: {
    words: string;
    error: AzureError;
    givesUp: (message: string) => Promise<void>;
    set?: Partial<ChangeSettings>;
  },
): Promise<void> {
  const { clock, timing } = context;
  const waitedMs = clock().getTime() - since(row, words, clock());
  const minutes = Math.round(waitedMs / 60_000);
  if (waitedMs >= timing.blind)
    return givesUp(`${words}, for ${minutes} minutes by now: ${error.message}.`);
  const asked = (error.retryAfterSeconds ?? 0) * 1000;
  await putOff(context, row, {
    ...(set && { to: 'approved', set }),
    delayMs: asked || Math.min(Math.max(timing.retry, waitedMs / 2), mostDelayMs),
    note: `${words}: ${error.message}. It is tried again.`,
  });
}

/** Since when nothing else was noted than this trouble, whatever Azure said of it each time. */
function since({ notes }: ChangeRow, words: string, now: Date): number {
  const other = notes.findLastIndex(({ text }) => !text.startsWith(`${words}: `));
  const first = notes[other + 1];
  return first ? Date.parse(first.at) : now.getTime();
}

/** Before a step is begun there is nothing to find out: it is held up, and a person resumes or ends it. */
export async function holdUp(
  context: Context,
  row: ChangeRow,
  message: string,
  set: Partial<ChangeSettings> = {},
): Promise<void> {
  const at = context.clock().toISOString();
  await transact(context, (step) =>
    moveChange(context, step, row, {
      to: 'approved',
      set: { ...set, paused: { by: drawbridgeItself, at }, notBefore: null },
      note: `${message} It is held up until somebody resumes it or ends it.`,
      trail: { kind: 'change.paused', data: { step: row.step } },
    }),
  );
}
