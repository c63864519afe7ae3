import type { ChangeRow } from '../../store/changes.ts';
import type { Plan } from '../types.ts';

/** Which steps are behind a change of several: the end of every sentence about one that stops. */
export function sayWhere({ plan, step }: Pick<ChangeRow, 'plan' | 'step'>): string {
  const steps = (plan as Plan | null)?.steps ?? [];
  if (step === 0) return 'Nothing was written.';
  const done = steps.slice(0, step).map(({ title }) => title);
  return `${step} of ${steps.length} steps had been done (${done.join('; ')}); the rest was not begun.`;
}
