/** The steps of a change as a list of tasks that is edited in place: planned, approved, applied, verified. */

import type { KnownBlock } from '@slack/types';
import type { ChangeState, ChangeValue } from '../../remediation/types.ts';
import { clipped } from '../blocks.ts';
import { stateInWords } from './change-text.ts';

type TaskStatus = 'pending' | 'in_progress' | 'complete' | 'error';

const steps = ['Planned', 'Approved', 'Applied', 'Verified'] as const;

/** How many steps are complete, and whether the next one is under way or has failed. */
const reached: Partial<Record<ChangeState, [complete: number, next: TaskStatus]>> = {
  approved: [2, 'pending'],
  applying: [2, 'in_progress'],
  verifying: [3, 'in_progress'],
  done: [4, 'pending'],
  'outcome-unknown': [2, 'error'],
};

export function progressPlan(value: ChangeValue): KnownBlock[] {
  const failedAfter = value.appliedAt ? 3 : value.approval?.decisions.length ? 2 : 1;
  const [complete, next] =
    value.state === 'failed' ? ([failedAfter, 'error'] as const) : (reached[value.state] ?? []);
  if (complete === undefined || next === undefined) return [];
  const latest = value.notes.at(-1)?.text;
  const tasks = steps.map((title, index) => ({
    type: 'task_card' as const,
    task_id: `${value.id}-${index}`,
    title: value.kind === 'closing' && title === 'Approved' ? 'Approved with the opening' : title,
    status: index < complete ? 'complete' : index === complete ? next : 'pending',
    ...(index === complete && latest ? { details: line(latest) } : {}),
  }));
  // The published types know `plan` and `task_card` only as streaming chunks.
  return [{ type: 'plan', title: stateInWords(value), tasks } as unknown as KnownBlock];
}

function line(text: string) {
  return {
    type: 'rich_text',
    elements: [
      { type: 'rich_text_section', elements: [{ type: 'text', text: clipped(text, 500) }] },
    ],
  };
}
