/** A run of a workflow that somebody asked for: while it goes on, and what it came to. */
import { detections } from '../../forbidden/detections/index.generated.ts';
import type { Person } from '../../rights/person.ts';
import { getWorkflowRun, type WorkflowRunRow } from '../../store/workflow-runs.ts';
import type { Workflow } from '../../workflows/schema.ts';
import type { WorkflowResult } from '../../workflows/tell.ts';
import { context, type Rendered, section } from '../blocks.ts';
import { defineView } from '../define-view.ts';
import { code, escapeMrkdwn, mention, when } from '../escape.ts';
import { plural } from './posture-words.ts';

/** Runs of which people hear by alerts. */
const alerting = ['forbidden', 'detections', ...detections.map(({ id }) => id)];

export const view = defineView<WorkflowRunRow>({
  name: 'workflow-run',
  load: ({ db }, id) => getWorkflowRun(db, id),
  recipient: ({ requestedBy }): Person | null => requestedBy,
  render: workflowRun,
});

function workflowRun(run: WorkflowRunRow): Rendered {
  const { workflow, clusterIds, state, problem, startedAt, finishedAt, requestedBy } = run;
  const clusters = `${clusterIds.length} ${plural(clusterIds.length, 'cluster')}`;
  const footer = context(
    [
      `${code(workflow)}, ${clusters}`,
      `begun ${when(startedAt)}${requestedBy ? ` by ${mention(requestedBy)}` : ''}`,
      ...(finishedAt ? [`ended ${when(finishedAt)}`] : []),
    ].join(' · '),
  );
  if (state === 'running') {
    const text = `The workflow ${workflow} runs over ${clusters}…`;
    return {
      text,
      blocks: [
        section(
          `The workflow ${code(workflow)} runs over ${clusters}…\n${escapeMrkdwn((run.content as Workflow).description)}`,
        ),
        footer,
      ],
    };
  }
  if (state !== 'done')
    return {
      text: `The workflow ${workflow} came to nothing: ${problem ?? ''}`,
      blocks: [
        section(`The workflow ${code(workflow)} came to nothing: ${escapeMrkdwn(problem ?? '')}`),
        footer,
      ],
    };
  // Results are written by the workflows alone.
  const result = run.result as WorkflowResult;
  return {
    text: `The workflow ${workflow} is done: ${result.summary}`,
    blocks: [
      section(
        `The workflow ${code(workflow)} is done. ${escapeMrkdwn(result.summary)}\n${sayTold(run)}`,
      ),
      footer,
    ],
  };
}

/** "3 differences, told to <#C0PLATFRM>", in mrkdwn. */
export function sayTold({ content, result }: Pick<WorkflowRunRow, 'content' | 'result'>): string {
  // Written by the workflows alone.
  const { differences, isList, messages, unplaced, shadow } = result as WorkflowResult;
  const makesAlerts = alerting.includes((content as Workflow).run);
  if (makesAlerts && differences === 0)
    return 'Its alerts have messages of their own; besides them nothing is different since the last run.';
  const found = isList
    ? `${differences} ${plural(differences, 'thing')}`
    : differences === 0
      ? 'Nothing is different since the last run'
      : `${differences} ${plural(differences, 'difference')} to the last run`;
  const places = messages.map(({ place, notBefore }) => {
    const where = 'channel' in place ? `<#${place.channel}>` : `<@${place.person}>`;
    return notBefore ? `${where} (from ${when(notBefore)} on)` : where;
  });
  const told =
    places.length === 0
      ? 'nobody was told'
      : shadow
        ? `in shadow: would have told ${places.join(', ')}`
        : `told ${places.join(', ')}`;
  const lost = unplaced
    ? `; ${unplaced.notices} ${plural(unplaced.notices, 'notice')} had no place: ${escapeMrkdwn(unplaced.reason)}`
    : '';
  return `${found}; ${told}${lost}.${makesAlerts ? ' Its alerts have messages of their own.' : ''}`;
}
