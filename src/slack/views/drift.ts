/** Clusters compared: while they are read, and where they differ. */
import { driftAsMarkdown } from '../../posture/drift/as-markdown.ts';
import type { DriftReport } from '../../posture/drift/types.ts';
import {
  calledOut,
  counted,
  headline,
  nameOfCluster,
  reasonsOf,
  reservations,
  sayCallOuts,
} from '../../posture/drift/words.ts';
import type { Person } from '../../rights/person.ts';
import { driftRuns } from '../../store/drift-runs.ts';
import { actionIds } from '../action-ids.ts';
import { clipped, context, header, type Rendered, section } from '../blocks.ts';
import { charactersOf, messageBudget, type Piece, withinBudget } from '../budget.ts';
import { defineView, type RenderContext } from '../define-view.ts';
import { bold, code, escapeMrkdwn, when } from '../escape.ts';
import { quoted } from '../grammar/words.ts';
import { driftTable } from './drift-table.ts';

const mostProduction = 8;
const mostLower = 6;
const mostUnread = 6;
const mostReasons = 5;
const mostGaps = 4;

export interface DriftValue {
  driftRunId: string;
  filter: string;
  requestedBy: Person;
  of: number;
  run:
    | { state: 'running'; done: number; failed: number; waiting: string | null }
    | { state: 'failed'; message: string; hint?: string }
    | { state: 'done'; finishedAt: string; report: DriftReport };
}

export const view = defineView<DriftValue>({
  name: 'drift',
  async load({ db }, driftRunId) {
    const row = await driftRuns.get(db, driftRunId);
    if (!row) return null;
    const { filter, requestedBy, clusterIds, state, progress, result, problem } = row;
    const common = { driftRunId, filter, requestedBy, of: clusterIds.length };
    if (state === 'running') {
      const { done = 0, failed = 0, waiting = null } = progress ?? {};
      return { ...common, run: { state, done, failed, waiting } };
    }
    if (state === 'done' && result) {
      // Results are what `runDrift` returns.
      const finishedAt = (row.finishedAt ?? row.startedAt).toISOString();
      return { ...common, run: { state, finishedAt, report: result as DriftReport } };
    }
    return {
      ...common,
      run: { state: 'failed', ...(problem ?? { message: 'The run ended without a result.' }) },
    };
  },
  recipient: ({ requestedBy }) => requestedBy,
  render: driftMessage,
});

export function driftMessage(value: DriftValue, tools: RenderContext): Rendered {
  const { run, of, filter } = value;
  switch (run.state) {
    case 'running':
      return {
        text: `Comparing ${of} clusters…`,
        blocks: [
          section(`Comparing ${of} clusters (${code(filter)})…`),
          context(
            [
              `${run.done} of ${of} read`,
              ...(run.failed > 0 ? [`${run.failed} came to nothing`] : []),
              ...(run.waiting ? [escapeMrkdwn(run.waiting)] : []),
            ].join(' · '),
          ),
        ],
      };
    case 'failed':
      return {
        text: `${of} clusters could not be compared: ${run.message}`,
        blocks: [
          section(
            `${of} clusters (${code(filter)}) could not be compared: ${escapeMrkdwn(clipped(run.message, 1500))}`,
          ),
          ...(run.hint ? [context(escapeMrkdwn(run.hint))] : []),
          { type: 'actions', elements: [again(value, tools, 'Try again')] },
        ],
      };
    case 'done':
      return done(value, run, tools);
  }
}

function done(
  value: DriftValue,
  { report, finishedAt }: Extract<DriftValue['run'], { state: 'done' }>,
  tools: RenderContext,
): Rendered {
  const said = headline(report);
  const pieces: Piece[] = [
    { importance: 100, blocks: [header(upperFirst(said))] },
    { importance: 95, blocks: notes(report) },
    { importance: 92, blocks: production(report) },
    { importance: 90, blocks: lower(report) },
    { importance: 88, blocks: allowed(report) },
    { importance: 86, blocks: gaps(report) },
    {
      importance: 99,
      blocks: [
        { type: 'actions', elements: [again(value, tools, 'Compare again')] },
        context(
          `${code(value.filter)}, read ${when(finishedAt)} · the file below holds everything`,
        ),
      ],
    },
  ];
  const taken = charactersOf(pieces.flatMap(({ blocks }) => blocks));
  const table = driftTable(report, messageBudget.characters - taken, tools);
  const [ends, before] = [pieces.slice(-3), pieces.slice(0, -3)];
  return {
    text: upperFirst(`${said} (${value.filter}).`),
    blocks: withinBudget([...before, ...table, ...ends]).blocks,
    attachment: {
      filename: `drift-${value.filter.replaceAll(/[^\w.-]+/g, '-').slice(0, 60)}.md`,
      title: `Drift: ${clipped(value.filter, 100)}`,
      content: driftAsMarkdown(report, { generatedAt: finishedAt }),
    },
  };
}

function notes(report: DriftReport): Rendered['blocks'] {
  const { unread } = report;
  const lines = [
    ...unread
      .slice(0, mostUnread)
      .map(
        ({ name, reason }) =>
          `• ${bold(clipped(name, 80))} could not be read: ${escapeMrkdwn(clipped(reason, 200))}`,
      ),
    ...(unread.length > mostUnread ? [`and ${unread.length - mostUnread} more`] : []),
    ...reservations(report).map((text) => escapeMrkdwn(clipped(text, 400))),
  ];
  return lines.length > 0 ? [section(lines.join('\n'))] : [];
}

function production(report: DriftReport): Rendered['blocks'] {
  const called = calledOut(report.rows, 'production-weaker');
  if (called.length === 0) return [];
  const lines = called
    .slice(0, mostProduction)
    .map(
      ({ row, callOuts }) =>
        `• ${bold(row.title)} · ${escapeMrkdwn(clipped(sayCallOuts(row, callOuts, report), 220))}`,
    );
  return [section(['*Production is weaker*', ...lines, ...more(called.length, lines)].join('\n'))];
}

/** By cluster: a development cluster is often weaker in many settings. */
function lower(report: DriftReport): Rendered['blocks'] {
  const called = calledOut(report.rows, 'lower-weaker');
  const clusters = report.clusters.flatMap((cluster) => {
    const titles = called.flatMap(({ row, callOuts }) =>
      callOuts.some((each) => each.cluster === cluster.name) ? row.title : [],
    );
    return titles.length > 0 ? [{ cluster, titles }] : [];
  });
  if (clusters.length === 0) return [];
  const lines = clusters
    .sort((a, b) => b.titles.length - a.titles.length)
    .slice(0, mostLower)
    .map(({ cluster, titles }) => {
      const first = titles.slice(0, 4).join(', ');
      const rest = titles.length > 4 ? ` and ${titles.length - 4} more` : '';
      return `• ${bold(clipped(nameOfCluster(cluster), 100))} in ${titles.length}: ${escapeMrkdwn(first)}${rest}`;
    });
  return [
    section(['*Weaker than production*', ...lines, ...more(clusters.length, lines)].join('\n')),
  ];
}

function allowed(report: DriftReport): Rendered['blocks'] {
  if (report.allowed.length === 0) return [];
  const reasons = reasonsOf(report.allowed);
  const lines = reasons
    .slice(0, mostReasons)
    .map(({ reason, count }) => `• ${count}: ${escapeMrkdwn(clipped(reason, 200))}`);
  return [
    section(
      [
        `*${counted(report.allowed.length, 'difference')} allowed*`,
        ...lines,
        ...more(reasons.length, lines),
      ].join('\n'),
    ),
  ];
}

function gaps({ notCompared }: DriftReport): Rendered['blocks'] {
  if (notCompared.length === 0) return [];
  const questions = new Set(notCompared.flatMap((gap) => gap.questions));
  const lines = notCompared
    .slice(0, mostGaps)
    .map(
      ({ reason, clusters, questions: asked }) =>
        `• ${clusters.length > 1 ? counted(clusters.length, 'cluster') : bold(clipped(clusters[0] ?? '', 80))}, ${asked.length}: ${escapeMrkdwn(clipped(reason, 200))}`,
    );
  return [
    context(
      [
        `*Not known somewhere, and so not compared there:* ${questions.size} settings and checks`,
        ...lines,
        ...more(notCompared.length, lines),
      ].join('\n'),
    ),
  ];
}

function more(of: number, shown: readonly string[]): string[] {
  return of > shown.length ? [`and ${of - shown.length} more, in the file`] : [];
}

function again({ filter }: DriftValue, { button }: RenderContext, text: string) {
  return button({
    action: actionIds.runCommand,
    payload: { line: `drift ${quoted(filter)}` },
    text,
  });
}

function upperFirst(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
