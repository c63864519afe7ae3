/** What a workflow tells one place: what is different since its last run. */
import { getWorkflowRun } from '../../store/workflow-runs.ts';
import type { Workflow } from '../../workflows/schema.ts';
import type { Message, WorkflowResult } from '../../workflows/tell.ts';
import { clipped, context, header, type Rendered, section } from '../blocks.ts';
import { type Piece, withinBudget } from '../budget.ts';
import { defineView, type RenderContext } from '../define-view.ts';
import { code, escapeMrkdwn, when } from '../escape.ts';
import { severityWords } from './posture-words.ts';
import {
  countsOf,
  leftOut,
  noticePieces,
  offerMenu,
  reportMenu,
  worstOf,
} from './workflow-notices.ts';

interface NewsValue {
  workflow: Workflow;
  message: Message;
  summary: string;
  finishedAt: string;
}

const budget = { blocks: 40, characters: 11_000 };

export const view = defineView<NewsValue>({
  name: 'workflow-news',
  /** `valueId` is the run and, after a slash, which of its messages. */
  async load({ db }, valueId) {
    const [id = '', index = ''] = valueId.split('/');
    const run = await getWorkflowRun(db, id);
    // Results are written by the workflows alone.
    const result = run?.result as WorkflowResult | null | undefined;
    const message = result?.messages[Number(index)];
    if (!run || !result || !message) return null;
    const finishedAt = (run.finishedAt ?? run.startedAt).toISOString();
    return { workflow: run.content as Workflow, message, summary: result.summary, finishedAt };
  },
  render: workflowNews,
});

function workflowNews(
  { workflow, message, summary, finishedAt }: NewsValue,
  tools: RenderContext,
): Rendered {
  const { notices, because } = message;
  const worst = worstOf(notices);
  const headline = `${workflow.name}: ${countsOf(notices)}`;
  const pieces: Piece[] = [
    { importance: 100, blocks: [header(clipped(headline, 150))] },
    { importance: 95, blocks: [section(escapeMrkdwn(summary))] },
    ...noticePieces(notices),
    ...offerMenu([{ message, workflow }], tools),
    ...reportMenu(notices, tools),
    {
      importance: 80,
      blocks: [
        context(
          `${code(workflow.name)}: ${escapeMrkdwn(workflow.description)} · ended ${when(finishedAt)} · told here by ${escapeMrkdwn(because.join('; '))}`,
        ),
      ],
    },
  ];
  const fitted = withinBudget(pieces, budget);
  return {
    text: `${worst ? severityWords[worst] : 'Resolved'}: ${headline}. ${notices[0]?.text ?? ''}`,
    blocks: [...fitted.blocks, ...leftOut(fitted.left)],
  };
}
