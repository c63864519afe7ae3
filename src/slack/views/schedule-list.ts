/** The workflows as `/aks schedule` lists them: when each runs, what the last run came to, who was told. */
import type { WorkflowRunRow } from '../../store/workflow-runs.ts';
import type { Workflow } from '../../workflows/schema.ts';
import type { WorkflowResult } from '../../workflows/tell.ts';
import { actionIds } from '../action-ids.ts';
import { clipped, context, header, type Rendered, section } from '../blocks.ts';
import { withinBudget } from '../budget.ts';
import type { Drawing } from '../drawing.ts';
import { bold, code, escapeMrkdwn, when } from '../escape.ts';
import { plural } from './posture-words.ts';
import { sayTold } from './workflow-run.ts';

export interface ListedWorkflow {
  workflow: Workflow;
  clusters: number;
  next: Date | null;
  last: WorkflowRunRow | null;
  mayRun: boolean;
  /** Where it asks less of approvals than the rights do. */
  ignored: string[];
}

export interface ScheduleValue {
  workflows: ListedWorkflow[];
  /** What is wrong with newer files. */
  problem: { lines: string[]; at: string } | null;
}

export function scheduleList({ workflows, problem }: ScheduleValue, drawing: Drawing): Rendered {
  const text = `${workflows.length} ${plural(workflows.length, 'workflow')}`;
  const { blocks, left } = withinBudget(
    [
      { importance: 100, blocks: [header(text)] },
      ...(problem
        ? [
            {
              importance: 99,
              blocks: [
                section(
                  `:warning: *The files were changed ${when(problem.at)}, and cannot be used as they are; what was before goes on.*\n${escapeMrkdwn(clipped(problem.lines.join('\n'), 1_500))}`,
                ),
              ],
            },
          ]
        : []),
      ...workflows.map((each) => ({
        importance: 80,
        kind: 'workflow',
        blocks: [paragraph(each, drawing)],
      })),
    ],
    { blocks: 48, characters: 11_000 },
  );
  if (left.workflow)
    blocks.push(
      context(`${left.workflow} more ${plural(left.workflow, 'workflow')} did not fit here.`),
    );
  return { text, blocks };
}

function paragraph(
  { workflow, clusters, next, last, mayRun, ignored }: ListedWorkflow,
  drawing: Drawing,
) {
  const { name, description, on, run, enabled, shadow } = workflow;
  const times = on.schedule
    ? `${code(on.schedule)} ${escapeMrkdwn(on.timezone)}`
    : 'when somebody says so';
  const facts = [
    code(run),
    `${clusters} ${plural(clusters, 'cluster')}`,
    times,
    ...(enabled ? (next ? [`next ${when(next)}`] : []) : ['*not enabled*']),
    ...(shadow ? ['in shadow: tells nobody'] : []),
  ];
  const looser =
    ignored.length > 0
      ? `\n:warning: Ignored of what it asks of approvals: ${escapeMrkdwn(clipped(ignored.join('; '), 200))}`
      : '';
  return section(
    `${bold(name)}: ${escapeMrkdwn(description)}\n${facts.join(' · ')}\n${sayLast(last)}${looser}`,
    mayRun && enabled
      ? {
          accessory: drawing.button({
            action: actionIds.runCommand,
            payload: { line: `schedule run ${name}` },
            text: 'Run now',
            label: `Run ${name} now`,
          }),
        }
      : {},
  );
}

function sayLast(last: WorkflowRunRow | null): string {
  if (!last) return '_It has not run yet._';
  const { state, startedAt, finishedAt, problem, result, narrowed } = last;
  if (state === 'running') return `It runs since ${when(startedAt)}.`;
  const ended = `Last run ${when(finishedAt ?? startedAt)}${narrowed ? ', over some of its clusters' : ''}`;
  if (state === 'failed')
    return `${ended} came to nothing: ${escapeMrkdwn(clipped(problem ?? '', 200))}`;
  // Results are written by the workflows alone.
  const { summary } = result as WorkflowResult;
  return `${ended}: ${escapeMrkdwn(summary)} ${sayTold(last)}`;
}
