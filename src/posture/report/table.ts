import type { FleetReport } from '../fleet/report.ts';
import type { CheckResult, ClusterReport, Fix, OutcomeKind, Severity } from '../types.ts';
import { byReason } from './by-reason.ts';
import { fleetToTable } from './fleet.ts';
import { type Paint, painter, printable, printableLines, type Style, wrap } from './text.ts';
import { sayLapsed, sayWaiver } from './waivers.ts';
import {
  commandsOf,
  headline,
  outcomeWords,
  sayEvidence,
  sayFix,
  sayTime,
  selectResults,
} from './words.ts';

const outcomeStyles: Record<OutcomeKind, Style> = {
  fail: 'red',
  unknown: 'yellow',
  waived: 'yellow',
  pass: 'green',
  'not-applicable': 'dim',
};

const mostEvidence = 4;
const indent = '    ';
/** As wide as a label and the gap after it. */
const underText = ' '.repeat(31);

export interface TableOptions {
  severity?: Severity;
  framework?: string;
  /** Told instead of each cluster's findings. */
  fleet?: FleetReport;
  /** Columns of the terminal. */
  width?: number;
  colours?: boolean;
}

/** Reports for a person at a terminal. Outcomes are words; colour only repeats them. */
export function toTable(
  reports: readonly ClusterReport[],
  { severity, framework, fleet, width = 100, colours = false }: TableOptions = {},
): string {
  if (fleet) return fleetToTable(fleet, { severity, colours });
  const paint = painter(colours);
  const parts = reports.map((report) => {
    const results = selectResults(report, severity);
    const told = results.filter(({ outcome }) => outcome === 'fail');
    const rest = results.filter(({ outcome }) => outcome !== 'fail');
    return [
      ...heading(report, { width, paint, framework }),
      ...told.flatMap((result) => ['', ...finding(result, { width, paint })]),
      ...notRead(report, { width, paint }),
      ...lapsed(report, { width, paint }),
      ...(rest.length > 0 ? ['', ...rest.flatMap((result) => line(result, { width, paint }))] : []),
    ].join('\n');
  });
  return `${parts.join('\n\n')}\n`;
}

function heading(
  report: ClusterReport,
  { width, paint, framework }: Look & { framework?: string },
): string[] {
  const { name, grade, score, takenAt, cluster, managedBy } = report;
  const place = [cluster.resourceGroup, cluster.location].filter((part) => part !== '').join(', ');
  const where = place === '' ? '' : ` (${printable(place)})`;
  return [
    `${paint('bold', printable(name))}${where}`,
    `${paint('bold', `Grade ${grade}`)}, score ${score} of 100, read ${sayTime(takenAt)}`,
    ...wrap(headline(report), { width }),
    ...(framework ? wrap(`Only checks that prove a rule of ${framework}`, { width }) : []),
    ...(managedBy ? [`Deployed by ${printable(managedBy)}: change its code`] : []),
  ];
}

interface Look {
  width: number;
  paint: Paint;
}

function label({ outcome, severity, check }: CheckResult, paint: Paint): string {
  const word = paint(outcomeStyles[outcome], outcomeWords[outcome].padEnd(8));
  return `${word}${severity.padEnd(10)}${check}`;
}

function finding(result: CheckResult, { width, paint }: Look): string[] {
  const { message, evidence, fix, title } = result;
  const shown = evidence.slice(0, mostEvidence).map(sayEvidence);
  const more = evidence.length - shown.length;
  return [
    `${label(result, paint)}  ${paint('bold', title)}`,
    ...wrap(message, { width, indent }),
    ...shown.flatMap((text) => wrap(`· ${text}`, { width, indent })),
    ...(more > 0 ? [`${indent}· and ${more} more`] : []),
    ...(fix ? wrap(`Fix: ${sayFix(fix)}`, { width, indent }) : []),
    // Commands are not wrapped, and the end of a here-document stands at the margin: so they can be copied.
    ...commandsOf(fix).map((text) => `${indent}$ ${printableLines(text)}`),
    ...template(fix).map((text) => `${indent}  ${printable(text)}`),
  ];
}

/** Lines for a template take room, so here they stand only where there is no command instead. */
function template(fix: Fix | undefined): string[] {
  return fix?.kind === 'manual' && fix.commands.length === 0 ? (fix.bicep?.split('\n') ?? []) : [];
}

/** What passed is told by its message alone, which may hold a reservation. */
function line(result: CheckResult, { width, paint }: Look): string[] {
  const texts =
    result.outcome === 'pass'
      ? [result.message]
      : [result.title, ...(result.waivers ?? []).map(sayWaiver), result.message];
  const [first = '', ...rest] = texts.flatMap((text) => wrap(text, { width, indent: underText }));
  return [`${label(result, paint)}  ${first.trimStart()}`, ...rest];
}

/** What was borne until lately and is open again. */
function lapsed({ lapsed: over = [] }: ClusterReport, { width, paint }: Look): string[] {
  if (over.length === 0) return [];
  return [
    '',
    paint('yellow', 'Waivers that have lapsed:'),
    ...over.flatMap((waiver) => wrap(sayLapsed(waiver), { width, indent })),
  ];
}

/** What could not be read stands before what passed: it may hide a finding. */
function notRead(report: ClusterReport, { width, paint }: Look): string[] {
  if (report.unreadable.length === 0) return [];
  return [
    '',
    paint('yellow', 'Not read, so these checks are unknown:'),
    ...byReason(report).flatMap(({ reason, help, checks }) => [
      ...wrap(`${reason} (${checks.join(', ')})`, { width, indent }),
      ...(help ? wrap(help, { width, indent: `${indent}  ` }) : []),
    ]),
  ];
}
