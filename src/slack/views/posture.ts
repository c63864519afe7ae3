/** The posture of one cluster: while it is looked at, when it could not be, and the report. */
import type { ActionsBlock } from '@slack/types';
import { frameworkNames } from '../../posture/frameworks.ts';
import { sayReason } from '../../posture/report/reasons.ts';
import { sayTime } from '../../posture/report/words.ts';
import { byUrgency, severities } from '../../posture/severity.ts';
import { actionIds } from '../action-ids.ts';
import { clipped, context, dataTable, header, type Rendered, section } from '../blocks.ts';
import {
  charactersOf,
  messageBudget,
  type Piece,
  tableBudget,
  tablePage,
  withinBudget,
} from '../budget.ts';
import { defineView, type RenderContext } from '../define-view.ts';
import { bold, code, escapeMrkdwn, when } from '../escape.ts';
import { findingPiece, fixable, fixMenu } from './posture-findings.ts';
import { notJudged, notRead } from './posture-unknowns.ts';
import { filtered, filterOf, loadPosture, narrowed, type PostureValue } from './posture-value.ts';
import { waiveButton, waived } from './posture-waived.ts';
import {
  changeSince,
  evidenceInWords,
  headline,
  outcomeWords,
  plural,
  severityWords,
  worst,
} from './posture-words.ts';

/** So many findings are shown with their evidence; the table holds all. */
const mostFindings = 5;
const mostFixed = 5;

export const view = defineView<PostureValue>({
  name: 'posture',
  load: ({ db }, runId) => loadPosture(db, runId),
  recipient: ({ requestedBy }) => requestedBy,
  render,
});

export function render(value: PostureValue, tools: RenderContext): Rendered {
  switch (value.run.state) {
    case 'running':
      return running(value, value.run.progress);
    case 'failed':
      return failed(value, value.run, tools);
    case 'done':
      return report(value, value.run, tools);
  }
}

function running(
  { name }: PostureValue,
  progress: { done: number; of: number; now: string } | null,
): Rendered {
  const text = `Looking at ${name}…`;
  const line = progress
    ? `${progress.done} of ${progress.of} read · ${escapeMrkdwn(progress.now)}`
    : 'Asking Azure…';
  return { text, blocks: [section(`Looking at ${bold(name)}…`), context(line)] };
}

function failed(
  value: PostureValue,
  { message, hint }: { message: string; hint?: string },
  tools: RenderContext,
): Rendered {
  const text = `${value.name} could not be looked at: ${message}`;
  return {
    text,
    blocks: [
      section(`${bold(value.name)} could not be looked at: ${escapeMrkdwn(message)}`),
      ...(hint ? [context(escapeMrkdwn(hint))] : []),
      { type: 'actions', elements: [rerun(value, tools)] },
    ],
  };
}

type Done = Extract<PostureValue['run'], { state: 'done' }>;

function report(value: PostureValue, whole: Done, tools: RenderContext): Rendered {
  const filter = filterOf(tools.state);
  const done = narrowed(whole, filter.framework);
  const { report: all, comparison } = done;
  const results = filtered(all.results, filter).sort(byUrgency);
  const isNew = new Set(comparison.new);
  const findings = worstFirst(results).slice(0, mostFindings);

  const pieces: Piece[] = [
    {
      importance: 100,
      blocks: [header(`${value.name}: ${headline(all)}`), section(summary(done))],
    },
    { importance: 92, blocks: mended(done) },
    { importance: 95, blocks: notRead(done.report) },
    ...findings.map((result) =>
      findingPiece(value.clusterId, result, newsOf(done, result.check), tools),
    ),
    { importance: 88, blocks: notJudged(done.report) },
    { importance: 87, blocks: waived(done.report) },
    { importance: 87, blocks: managedInCode(done.report, tools) },
  ];
  const shownChecks = new Set(findings.map(({ check }) => check));
  const controls = actions(
    value,
    results,
    results.filter(fixable).filter(({ check }) => !shownChecks.has(check)),
    tools,
  );
  const footer = context(
    [
      `Read ${when(all.takenAt)}`,
      ...(filter.severity ? [`only ${filter.severity} and above`] : []),
      ...(filter.layer ? [`only ${escapeMrkdwn(filter.layer)}`] : []),
      ...(filter.framework
        ? [`only rules of ${frameworkNames[filter.framework]}, grade and score too`]
        : []),
      `run ${code(value.runId.slice(0, 8))}`,
    ].join(' · '),
  );
  // The table takes what the rest leaves over, so that it is paged and never dropped.
  const taken = charactersOf([...pieces.flatMap(({ blocks }) => blocks), controls, footer]) + 600;
  const table = resultsTable(results, isNew, messageBudget.characters - taken, tools);
  const { blocks, left } = withinBudget([
    ...pieces,
    ...table,
    { importance: 90, blocks: [controls] },
    { importance: 80, blocks: [footer] },
  ]);
  if (left.finding)
    blocks.push(
      context(
        `${left.finding} ${plural(left.finding, 'finding')} did not fit here; the table has all.`,
      ),
    );
  return {
    text: `${worst(all)}: ${value.name} has ${headline(all)}. ${plainSummary(done)}`,
    blocks,
  };
}

/** Why there are no buttons for lasting fixes. */
function managedInCode({ managedBy, name }: Done['report'], { slashCommand }: RenderContext) {
  if (!managedBy) return [];
  return [
    context(
      `Deployed by ${escapeMrkdwn(managedBy)}: lasting fixes belong into its code, and stand here as lines for it. A range for a while stays possible: ${code(`${slashCommand} ip add ${name} 203.0.113.7/32 for 4h`)}`,
    ),
  ];
}

/** Of equally severe findings, those that can be fixed from here come first. */
function worstFirst(results: ReturnType<typeof filtered>): ReturnType<typeof filtered> {
  const failing = results.filter(({ outcome }) => outcome === 'fail');
  return severities.flatMap((severity) => {
    const same = failing.filter((result) => result.severity === severity);
    return [...same.filter(fixable), ...same.filter((result) => !fixable(result))];
  });
}

/** Why a finding is new; empty where nothing is known of that, undefined where it is not new. */
function newsOf({ comparison }: Done, check: string): string | undefined {
  if (!comparison.new.includes(check)) return undefined;
  const reason = comparison.reasons?.[check];
  return reason ? sayReason(reason, sayTime) : '';
}

function summary({ report: all, comparison }: Done): string {
  return [
    `*Grade ${all.grade}*, ${all.score} of 100`,
    changeSince(comparison, (at) => when(at)),
    `${all.totals.pass} ${all.totals.pass === 1 ? 'check passes' : 'checks pass'}, ${all.totals.fail} ${all.totals.fail === 1 ? 'fails' : 'fail'}`,
    ...(all.totals.waived > 0 ? [`${all.totals.waived} waived`] : []),
  ].join(' · ');
}

function plainSummary({ report: all, comparison }: Done): string {
  const since = changeSince(comparison, (at) => `${at.slice(0, 16).replace('T', ' ')} UTC`);
  return `Grade ${all.grade}, ${all.score} of 100. ${since}.`;
}

/** What somebody did about it is named, so that a report that was edited in place shows what turned. */
function mended({ report: { results }, comparison: { fixed } }: Done) {
  if (fixed.length === 0) return [];
  const titles = results.filter(({ check }) => fixed.includes(check)).map(({ title }) => title);
  const shown = titles.slice(0, mostFixed).map((title) => escapeMrkdwn(clipped(title, 150)));
  const more = titles.length - shown.length;
  return [
    section(
      `:white_check_mark: *Fixed:* ${shown.join(' · ')}${more > 0 ? ` and ${more} more` : ''}`,
    ),
  ];
}

function resultsTable(
  results: ReturnType<typeof filtered>,
  isNew: Set<string>,
  characters: number,
  { page, button }: RenderContext,
): Piece[] {
  if (results.length === 0)
    return [{ importance: 85, blocks: [context('No check fits what you asked to see.')] }];
  const rows = results.map((result) => [
    result.title,
    severityWords[result.severity],
    `${outcomeWords[result.outcome]}${isNew.has(result.check) ? ', new' : ''}`,
    evidenceInWords(result),
    result.check,
  ]);
  const limit = {
    rows: tableBudget.rows,
    characters: Math.min(tableBudget.characters - 100, characters),
  };
  const shown = tablePage(rows, page, limit);
  const table = dataTable({
    caption:
      shown.pages === 1
        ? `All ${shown.total} checks, the most urgent first`
        : `Checks ${shown.from} to ${shown.to} of ${shown.total}, the most urgent first`,
    columns: ['Check', 'Severity', 'Outcome', 'Seen', 'Id'],
    rows: shown.rows,
    pageSize: 6,
  });
  if (shown.pages === 1) return [{ importance: 85, blocks: [table] }];
  const elements: ActionsBlock['elements'] = [];
  if (shown.page > 0)
    elements.push(
      button({
        action: actionIds.showPage,
        payload: { page: shown.page - 1 },
        text: 'Show previous',
      }),
    );
  if (shown.page + 1 < shown.pages)
    elements.push(
      button({ action: actionIds.showPage, payload: { page: shown.page + 1 }, text: 'Show more' }),
    );
  return [
    {
      importance: 85,
      blocks: [
        table,
        context(
          `Page ${shown.page + 1} of ${shown.pages}: results ${shown.from} to ${shown.to} of ${shown.total}.`,
        ),
        { type: 'actions', elements },
      ],
    },
  ];
}

function actions(
  value: PostureValue,
  all: ReturnType<typeof filtered>,
  others: ReturnType<typeof filtered>,
  tools: RenderContext,
): ActionsBlock {
  return {
    type: 'actions',
    elements: [
      tools.button({
        action: actionIds.postureDetails,
        payload: { runId: value.runId },
        text: 'Details',
        label: `Score, trend and references of ${value.name}`,
      }),
      tools.button({
        action: actionIds.postureFile,
        payload: { runId: value.runId, framework: filterOf(tools.state).framework },
        text: 'Report as file',
        label: `The report of ${value.name} as a file to read and print`,
      }),
      rerun(value, tools),
      ...waiveButton(value, all, tools),
      ...fixMenu(value.clusterId, others, tools),
    ],
  };
}

function rerun({ clusterId, name }: PostureValue, { button, state }: RenderContext) {
  const { severity, layer, framework } = filterOf(state);
  const flags = `${severity ? ` --severity ${severity}` : ''}${layer ? ` --layer ${layer.split(' ')[0]?.toLowerCase()}` : ''}${framework ? ` --framework ${framework}` : ''}`;
  return button({
    action: actionIds.runCommand,
    payload: { line: `posture ${clusterId}${flags}` },
    text: 'Re-run',
    label: `Look at ${name} again`,
  });
}
