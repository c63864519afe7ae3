/** The upgrades of a fleet at a glance: what is out of support, which versions run, and a row for each cluster. */
import type { ActionsBlock } from '@slack/types';
import { sayDays, sayInTheWay, supportWord } from '../../upgrade/say.ts';
import type { FleetUpgradeReport, UpgradeReport } from '../../upgrade/types.ts';
import { actionIds } from '../action-ids.ts';
import {
  clipped,
  context,
  dataTable,
  header,
  type Rendered,
  section,
  type ViewBlock,
} from '../blocks.ts';
import {
  charactersOf,
  messageBudget,
  type Piece,
  tableBudget,
  tablePage,
  withinBudget,
} from '../budget.ts';
import type { RenderContext } from '../define-view.ts';
import { bold, code, escapeMrkdwn, when } from '../escape.ts';
import { quoted } from '../grammar/words.ts';
import { clusterCount } from './fleet-value.ts';
import { versionChart } from './upgrade-chart.ts';

const soonDays = 90;
const mostUnread = 6;
const mostFirst = 5;
const columns = ['Cluster', 'Runs', 'Support', 'Go to', 'In the way', 'Channel'];

interface Given {
  filter: string;
  finishedAt: string;
  tools: RenderContext;
}

export function fleetUpgrades(report: FleetUpgradeReport, given: Given): Rendered {
  const { clusters } = report;
  const { filter, finishedAt, tools } = given;
  const said = headlineOf(report);
  const controls: ActionsBlock = { type: 'actions', elements: controlsOf(clusters, given) };
  const footer = context(
    `${code(filter)}, read ${when(finishedAt)} · the most urgent first · dates from the published calendar and each region’s own list`,
  );
  const chart = versionChart(clusters);
  const pieces: Piece[] = [
    { importance: 100, blocks: [header(`${clusterCount(clusters.length)}: ${said}`)] },
    { importance: 95, blocks: unread(report) },
    { importance: 93, blocks: first(clusters) },
    { importance: 70, blocks: chart ? [chart] : [] },
  ];
  const taken = charactersOf([...pieces.flatMap(({ blocks }) => blocks), controls, footer]) + 600;
  const { blocks } = withinBudget([
    ...pieces,
    ...table(clusters, messageBudget.characters - taken, tools),
    { importance: 94, blocks: [controls] },
    { importance: 80, blocks: [footer] },
  ]);
  return { text: `Upgrades of ${clusterCount(clusters.length)}: ${said}.`, blocks };
}

function headlineOf({ clusters, unread: lost }: FleetUpgradeReport): string {
  const count = (is: (report: UpgradeReport) => boolean) => clusters.filter(is).length;
  const out = count(({ support }) => support.kind === 'out');
  const platform = count(({ support }) => support.kind === 'platform');
  const soon = count(
    ({ support: { kind, days } }) =>
      (kind === 'community' || kind === 'lts') && days !== null && days <= soonDays,
  );
  const unknown = count(({ support }) => support.kind === 'unknown');
  const parts = [
    ...(out > 0 ? [`${out} out of support`] : []),
    ...(platform > 0 ? [`${platform} with platform support only`] : []),
    ...(soon > 0 ? [`${soon} within ${soonDays} days of the end`] : []),
    ...(unknown > 0 ? [`${unknown} not known`] : []),
    ...(lost.length > 0 ? [`${lost.length} not read`] : []),
  ];
  return parts.join(', ') || (clusters.length > 0 ? 'all supported' : 'nothing could be read');
}

function unread({ unread: lost }: FleetUpgradeReport): ViewBlock[] {
  if (lost.length === 0) return [];
  const lines = lost
    .slice(0, mostUnread)
    .map(
      ({ name, reason }) =>
        `• ${bold(clipped(name, 80))} could not be read: ${escapeMrkdwn(clipped(reason, 200))}`,
    );
  const more = lost.length - lines.length;
  return [section([...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'))];
}

/** Where somebody has to do something now, and what. */
function first(clusters: readonly UpgradeReport[]): ViewBlock[] {
  const pressing = clusters.filter(
    ({ support: { kind, days }, failure }) =>
      ['out', 'platform'].includes(kind) || failure || (days !== null && days <= soonDays),
  );
  if (pressing.length === 0) return [];
  const lines = pressing.slice(0, mostFirst).map((report) => {
    const [target] = report.targets;
    const to = target ? `to ${code(target.version)}` : 'Azure offers no way on';
    const left = (report.support.days ?? 0) > 0 ? ' left' : '';
    const found = escapeMrkdwn(clipped(sayInTheWay(report), 160));
    // What is not known is not said to stand there.
    const inTheWay = found.startsWith('not known') ? found : `in the way: ${found}`;
    return `• ${bold(clipped(report.name, 80))} ${code(report.version)} ${escapeMrkdwn(supportWord(report).toLowerCase())}, ${sayDays(report)}${left}; ${to}; ${inTheWay}`;
  });
  const more = pressing.length - lines.length;
  return [
    section(['*First*', ...lines, ...(more > 0 ? [`and ${more} more below`] : [])].join('\n')),
  ];
}

function table(
  clusters: readonly UpgradeReport[],
  characters: number,
  { page, button }: RenderContext,
): Piece[] {
  if (clusters.length === 0) return [];
  const twice = new Set(
    clusters.map(({ name }) => name).filter((name, at, all) => all.indexOf(name) !== at),
  );
  const cells = clusters.map((report) => [
    clipped(twice.has(report.name) ? `${report.resourceGroup}/${report.name}` : report.name, 60),
    report.version,
    sayShort(report),
    goTo(report),
    clipped(sayInTheWay(report), 120),
    report.byItself.channel,
  ]);
  const heads = columns.reduce((sum, text) => sum + text.length, 0);
  const turned = tablePage(cells, page, {
    rows: tableBudget.rows,
    characters: Math.min(tableBudget.characters, characters) - heads,
  });
  const block = dataTable({
    caption: `Clusters by urgency, ${turned.from} to ${turned.to} of ${turned.total}`,
    columns,
    rows: turned.rows,
    pageSize: 20,
  });
  const turn = (text: string, to: number) =>
    button({ action: actionIds.showPage, payload: { page: to }, text });
  const elements = [
    ...(turned.page > 0 ? [turn('Show previous', turned.page - 1)] : []),
    ...(turned.page + 1 < turned.pages ? [turn('Show more', turned.page + 1)] : []),
  ];
  return [
    {
      importance: 85,
      blocks: [block, ...(elements.length > 0 ? [{ type: 'actions' as const, elements }] : [])],
    },
  ];
}

function sayShort(report: UpgradeReport): string {
  const { kind, days } = report.support;
  const isOver = days !== null && days <= 0;
  return `${supportWord(report)}${kind === 'out' && isOver ? ` for ${-days} days` : `, ${sayDays(report)}`}`;
}

function goTo({ targets: [target], support: { days }, isNewest }: UpgradeReport): string {
  if (!target) return isNewest ? 'newest' : 'no way offered';
  const noHurry = days !== null && days > soonDays && target.why !== 'newest patch';
  return noHurry ? `${target.version}, no hurry` : target.version;
}

function controlsOf(clusters: readonly UpgradeReport[], { filter, tools }: Given) {
  const specs = clusters.slice(0, 100).map(({ id, name, version }) => ({
    action: actionIds.runCommand,
    payload: { line: `upgrade ${id}` },
    text: clipped(`${name}: ${version}`, 75),
  }));
  return [
    ...(specs.length > 0 ? [tools.menu('Look at one cluster…', specs)] : []),
    tools.button({
      action: actionIds.runCommand,
      payload: { line: `upgrade ${quoted(filter)}` },
      text: 'Look again',
    }),
  ];
}
