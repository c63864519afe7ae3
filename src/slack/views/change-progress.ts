/** The steps of a change as a list of tasks that is edited in place: planned, approved, applied, verified. */

import type { KnownBlock } from '@slack/types';
import type { ChangeState, ChangeValue } from '../../remediation/types.ts';
import { clipped, section } from '../blocks.ts';
import { escapeMrkdwn } from '../escape.ts';
import { stateInWords } from './change-text.ts';

type TaskStatus = 'pending' | 'in_progress' | 'complete' | 'error';

const stages = ['Planned', 'Approved', 'Applied', 'Verified'] as const;

const mostSteps = 40;

/** How many stages are complete, and whether the next one is under way or has failed. */
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
  if (value.plan?.steps)
    return [plan(value, [...beforeSteps(value, complete), ...ownSteps(value, next, latest)])];
  const tasks = stages.map((title, index) => ({
    type: 'task_card' as const,
    task_id: `${value.id}-${index}`,
    title: value.kind === 'closing' && title === 'Approved' ? 'Approved with the opening' : title,
    status: index < complete ? 'complete' : index === complete ? next : 'pending',
    ...(index === complete && latest ? { details: line(latest) } : {}),
  }));
  return [plan(value, tasks)];
}

/** More are in the file that holds the whole plan. */
export const mostAhead = 16;

/** What approvers decide on: the steps in their order, and what each brings about meanwhile. */
export function stepsAhead({ plan }: Pick<ChangeValue, 'plan'>): KnownBlock[] {
  const steps = plan?.steps ?? [];
  if (steps.length < 2) return [];
  const lines = steps
    .slice(0, mostAhead)
    .map(
      ({ title, detail }, index) =>
        `${index + 1}. ${escapeMrkdwn(clipped(title, 80))}${detail ? `: ${escapeMrkdwn(clipped(detail, 80))}` : ''}`,
    );
  const more = steps.length - lines.length;
  return [
    section(
      [
        `*${steps.length} steps, one after the other*`,
        ...lines,
        ...(more > 0 ? [`and ${more} more, in the file`] : []),
      ].join('\n'),
    ),
  ];
}

// The published types know `plan` and `task_card` only as streaming chunks.
function plan(value: ChangeValue, tasks: object[]): KnownBlock {
  return { type: 'plan', title: stateInWords(value), tasks } as unknown as KnownBlock;
}

function beforeSteps(value: ChangeValue, complete: number): object[] {
  return stages.slice(0, 2).map((title, index) => ({
    type: 'task_card' as const,
    task_id: `${value.id}-${index}`,
    title,
    status: index < complete ? 'complete' : 'pending',
  }));
}

/** A change of several steps shows those instead of “applied” and “verified”. */
function ownSteps(value: ChangeValue, next: TaskStatus, latest: string | undefined): object[] {
  const { step, state, stepsDone } = value;
  const steps = value.plan?.steps ?? [];
  const underWay = state === 'approved' && step > 0 ? 'in_progress' : next;
  const before = steps[step - 1];
  // How the step before ended stands there already.
  const news = before && latest?.startsWith(`${before.title}: `) ? undefined : latest;
  return steps.slice(0, mostSteps).map(({ title, detail }, index) => {
    const isNext = index === step;
    const said = index < step ? stepsDone[index]?.note : isNext ? (news ?? detail) : detail;
    return {
      type: 'task_card' as const,
      task_id: `${value.id}-step-${index}`,
      title: clipped(title, 150),
      status: index < step || state === 'done' ? 'complete' : isNext ? underWay : 'pending',
      ...(said ? { details: line(said) } : {}),
    };
  });
}

function line(text: string) {
  return {
    type: 'rich_text',
    elements: [
      { type: 'rich_text_section', elements: [{ type: 'text', text: clipped(text, 500) }] },
    ],
  };
}
