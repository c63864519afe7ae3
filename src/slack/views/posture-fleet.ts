/** The posture of many clusters: while they are looked at, and the report by check, then by owner. */
import type { ActionsBlock } from '@slack/types';
import type { FleetFinding, FleetReport } from '../../posture/fleet/report.ts';
import { share } from '../../posture/fleet/report.ts';
import { severities } from '../../posture/severity.ts';
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
import { quoted } from '../grammar/words.ts';
import {
  atLeast,
  clusterCount,
  type FleetValue,
  loadFleet,
  openSpecs,
  sayFinding,
} from './fleet-value.ts';
import { filterOf } from './posture-value.ts';
import { plural, severityWords } from './posture-words.ts';

/** So many checks are said in a sentence each; the table holds all. */
const mostSaid = 6;
const mostOwners = 12;
const mostUnread = 8;

export const view = defineView<FleetValue>({
  name: 'posture-fleet',
  load: ({ db }, id) => loadFleet(db, id),
  recipient: ({ requestedBy }) => requestedBy,
  render,
});

export function render(value: FleetValue, tools: RenderContext): Rendered {
  const { run, of, filter } = value;
  switch (run.state) {
    case 'running':
      return running(value, run);
    case 'failed':
      return {
        text: `${clusterCount(of)} could not be looked at: ${run.message}`,
        blocks: [
          section(
            `${clusterCount(of)} (${code(filter)}) could not be looked at: ${escapeMrkdwn(run.message)}`,
          ),
          ...(run.hint ? [context(escapeMrkdwn(run.hint))] : []),
          { type: 'actions', elements: [rerun(value, tools)] },
        ],
      };
    case 'done':
      return report(value, run, tools);
  }
}

function running(
  { of, filter }: FleetValue,
  { done, failed, waiting }: Extract<FleetValue['run'], { state: 'running' }>,
): Rendered {
  const parts = [
    `${done} of ${of} done`,
    failed > 0 ? `${failed} came to nothing` : '',
    waiting ? escapeMrkdwn(waiting) : '',
  ];
  return {
    text: `Looking at ${clusterCount(of)}…`,
    blocks: [
      section(`Looking at ${clusterCount(of)} (${code(filter)})…`),
      context(parts.filter(Boolean).join(' · ')),
    ],
  };
}

type Done = Extract<FleetValue['run'], { state: 'done' }>;

function report(value: FleetValue, { report: all, runs, finishedAt }: Done, tools: RenderContext) {
  const { severity } = filterOf(tools.state);
  const findings = atLeast(all.findings, severity);
  const headline = headlineOf(all);
  const [first] = findings;
  const menu = openSpecs(all.clusters, runs);
  const controls: ActionsBlock = {
    type: 'actions',
    elements: [
      ...(menu.length > 0 ? [tools.menu('Open a cluster’s report…', menu)] : []),
      rerun(value, tools),
    ],
  };
  const footer = context(
    [
      `${code(value.filter)}, read ${when(finishedAt)}`,
      ...(severity ? [`only ${severity} and above`] : []),
      ...(menu.length > 100 ? ['the menu holds the 100 worst clusters'] : []),
      `run ${code(value.fleetRunId.slice(0, 8))}`,
    ].join(' · '),
  );
  const pieces: Piece[] = [
    {
      importance: 100,
      blocks: [header(`${clusterCount(all.clusters.length)}: ${headline}`), section(gradesOf(all))],
    },
    { importance: 95, blocks: unread(all) },
    { importance: 90, blocks: said(findings) },
    { importance: 88, blocks: owners(all) },
  ];
  const taken = charactersOf([...pieces.flatMap(({ blocks }) => blocks), controls, footer]) + 600;
  const { blocks } = withinBudget([
    ...pieces,
    ...table(findings, messageBudget.characters - taken, tools),
    { importance: 94, blocks: [controls] },
    { importance: 80, blocks: [footer] },
  ]);
  const most = first ? ` First: ${first.title}, ${sayFinding(first)}.` : '';
  const worst = severities.find((each) => all.failed[each] > 0);
  return {
    text: `${worst ? severityWords[worst] : all.unknown + all.unread.length > 0 ? 'Unknown' : 'Clear'}: ${clusterCount(all.clusters.length)} with ${headline}.${most}`,
    blocks,
  };
}

/** What is asked first: how bad, how much, and what could not be read. */
function headlineOf({ failed, unknown, unread: lost, clusters }: FleetReport): string {
  if (clusters.length === 0) return 'nothing could be read';
  const grave = [
    failed.critical > 0 ? `${failed.critical} critical` : '',
    failed.high > 0 ? `${failed.high} high` : '',
  ].filter(Boolean);
  const lesser = failed.medium + failed.low + failed.info;
  const findings =
    grave.length > 0
      ? `${grave.join(' and ')} ${plural(failed.critical + failed.high, 'finding')}`
      : lesser > 0
        ? `no critical or high findings, ${lesser} lesser`
        : unknown + lost.length > 0
          ? 'no findings in what could be read'
          : 'no findings';
  return [
    findings,
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
    ...(lost.length > 0 ? [`${clusterCount(lost.length)} not read`] : []),
  ].join(', ');
}

function gradesOf({ clusters, waived }: FleetReport): string {
  const grades = Map.groupBy(clusters, ({ grade }) => grade);
  const counted = [...grades]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([grade, those]) => `${grade}: ${those.length}`);
  const fresh = clusters.reduce((sum, each) => sum + each.new, 0);
  return [
    counted.length > 0 ? `*Grades* ${counted.join(', ')}` : 'No cluster was graded',
    clusters.every(({ previousAt }) => previousAt === null)
      ? 'first look'
      : fresh > 0
        ? `${fresh} ${plural(fresh, 'finding')} new since the last look`
        : 'nothing new since the last look',
    ...(waived > 0 ? [`${waived} ${plural(waived, 'finding')} waived, not fixed`] : []),
  ].join(' · ');
}

function unread({ unread: lost }: FleetReport) {
  if (lost.length === 0) return [];
  const lines = lost
    .slice(0, mostUnread)
    .map(
      ({ name, reason }) => `• ${bold(clipped(name, 80))}: ${escapeMrkdwn(clipped(reason, 150))}`,
    );
  if (lost.length > mostUnread) lines.push(`and ${lost.length - mostUnread} more`);
  return [section(`*Could not be read*\n${lines.join('\n')}`)];
}

function said(findings: readonly FleetFinding[]) {
  if (findings.length === 0) return [];
  const lines = findings
    .slice(0, mostSaid)
    .map(
      (each) =>
        `• *${severityWords[each.severity]}* · ${escapeMrkdwn(clipped(each.title, 150))}: *${sayFinding(each)}*`,
    );
  return [section(lines.join('\n'))];
}

/** Each team's own part is in the thread, or in its channel. */
function owners({ owners: parts }: FleetReport) {
  if (parts.every(({ owner }) => owner === null)) return [];
  const lines = parts.slice(0, mostOwners).map(({ owner, clusters, failed }) => {
    const name = owner === null ? '_without an owner_' : bold(clipped(owner, 60));
    return `• ${name}: ${clusterCount(clusters.length)}, ${failed.critical} critical, ${failed.high} high`;
  });
  if (parts.length > mostOwners) lines.push(`and ${parts.length - mostOwners} more`);
  return [section(`*By owner*\n${lines.join('\n')}`)];
}

function table(
  findings: readonly FleetFinding[],
  characters: number,
  { page, button }: RenderContext,
): Piece[] {
  if (findings.length === 0) return [];
  const rows = findings.map((each) => [
    severityWords[each.severity],
    clipped(each.title, 200),
    `${each.clusters.length} of ${each.of}`,
    `${Math.round(share(each) * 100)} %`,
    each.new,
    each.unknown,
    each.check,
  ]);
  const limit = {
    rows: Math.min(tableBudget.rows - 1, 99),
    characters: Math.min(tableBudget.characters - 200, characters),
  };
  const shown = tablePage(rows, page, limit);
  const made = dataTable({
    caption: `Checks that fail, ${shown.from} to ${shown.to} of ${shown.total}`,
    columns: ['Severity', 'Check', 'Fails on', 'Share', 'New', 'Unknown', 'Id'],
    rows: shown.rows,
  });
  if (shown.pages === 1) return [{ importance: 85, blocks: [made] }];
  const turn = (text: string, to: number) =>
    button({ action: actionIds.showPage, payload: { page: to }, text });
  const elements = [
    ...(shown.page > 0 ? [turn('Show previous', shown.page - 1)] : []),
    ...(shown.page + 1 < shown.pages ? [turn('Show more', shown.page + 1)] : []),
  ];
  return [{ importance: 85, blocks: [made, { type: 'actions', elements }] }];
}

function rerun({ filter }: FleetValue, { button, state }: RenderContext) {
  const { severity } = filterOf(state);
  return button({
    action: actionIds.runCommand,
    payload: {
      line: `posture ${quoted(filter)}${severity ? ` --severity ${severity}` : ''}`,
    },
    text: 'Re-run',
    label: 'Look at these clusters again',
  });
}
