/** What a workflow tells one place: what is different since its last run. */
import { severities } from '../../posture/severity.ts';
import { getWorkflowRun } from '../../store/workflow-runs.ts';
import type { Notice } from '../../workflows/define-runner.ts';
import type { Workflow } from '../../workflows/schema.ts';
import type { Message, WorkflowResult } from '../../workflows/tell.ts';
import { actionIds } from '../action-ids.ts';
import { clipped, context, header, type Rendered, section } from '../blocks.ts';
import { type Piece, withinBudget } from '../budget.ts';
import { defineView, type RenderContext } from '../define-view.ts';
import { code, escapeMrkdwn, when } from '../escape.ts';
import { plural, severityWords } from './posture-words.ts';

interface NewsValue {
  workflow: Workflow;
  message: Message;
  summary: string;
  finishedAt: string;
}

const titles = [
  ['new', 'New'],
  ['changed', 'Changed'],
  ['resolved', 'Resolved'],
] as const;
/** Long enough to know what to look at; the clusters' own reports have the rest. */
const mostOfAKind = 20;
const mostInMenu = 100;
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
  const counts = titles.flatMap(([change, title]) => {
    const count = notices.filter((each) => each.change === change).length;
    return count > 0 ? [`${count} ${title.toLowerCase()}`] : [];
  });
  const worst = severities.find((severity) =>
    notices.some((each) => each.severity === severity && each.change !== 'resolved'),
  );
  const headline = `${workflow.name}: ${counts.join(', ')}`;
  const pieces: Piece[] = [
    { importance: 100, blocks: [header(clipped(headline, 150))] },
    { importance: 95, blocks: [section(escapeMrkdwn(summary))] },
    ...titles.flatMap(([change, title], index): Piece[] => {
      const those = notices.filter((each) => each.change === change);
      return those.length === 0
        ? []
        : [{ importance: 90 - index, blocks: paragraphs(title, those) }];
    }),
    ...menuOf(notices, tools),
    {
      importance: 80,
      blocks: [
        context(
          `${code(workflow.name)}: ${escapeMrkdwn(workflow.description)} · ended ${when(finishedAt)} · told here by ${escapeMrkdwn(because.join('; '))}`,
        ),
      ],
    },
  ];
  return {
    text: `${worst ? severityWords[worst] : 'Resolved'}: ${headline}. ${notices[0]?.text ?? ''}`,
    blocks: withinBudget(pieces, budget).blocks,
  };
}

function paragraphs(title: string, notices: readonly Notice[]) {
  const lines = notices
    .slice(0, mostOfAKind)
    .map(
      ({ severity, text }) => `• *${severityWords[severity]}* ${escapeMrkdwn(clipped(text, 260))}`,
    );
  const more = notices.length - mostOfAKind;
  if (more > 0) lines.push(`and ${more} more, which the clusters’ own reports have`);
  const chunks: string[] = [];
  for (const line of [`*${title}* (${notices.length})`, ...lines]) {
    const last = chunks.at(-1);
    // A section takes 3000 characters: https://docs.slack.dev/reference/block-kit/blocks/section-block
    if (last !== undefined && last.length + line.length < 2_800)
      chunks[chunks.length - 1] = `${last}\n${line}`;
    else chunks.push(line);
  }
  return chunks.map((text) => section(text));
}

function menuOf(notices: readonly Notice[], { menu }: RenderContext): Piece[] {
  const runs = new Map<string, string>();
  for (const { postureRunId, clusterIds } of notices) {
    const name = clusterIds[0]?.split('/').at(-1);
    if (postureRunId && name) runs.set(postureRunId, name);
  }
  if (runs.size === 0) return [];
  const specs = [...runs].slice(0, mostInMenu).map(([runId, name]) => ({
    action: actionIds.postureOpen,
    payload: { runId },
    text: name,
  }));
  const label =
    runs.size > mostInMenu
      ? `Open one of ${mostInMenu} ${plural(mostInMenu, 'report')}…`
      : 'Open a cluster’s report…';
  return [{ importance: 94, blocks: [{ type: 'actions', elements: [menu(label, specs)] }] }];
}
