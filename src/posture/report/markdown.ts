import type { FleetReport } from '../fleet/report.ts';
import type { CheckResult, ClusterReport, NewReason, Severity } from '../types.ts';
import { byReason } from './by-reason.ts';
import { fleetToMarkdown } from './fleet.ts';
import { sayReason } from './reasons.ts';
import { printable, printableLines } from './text.ts';
import { sayLapsed, sayOutcome, sayWaiver } from './waivers.ts';
import {
  commandsOf,
  headline,
  outcomeWords,
  sayEvidence,
  sayFix,
  sayTime,
  selectResults,
} from './words.ts';

/** Reports for a pull request or a wiki. */
export function toMarkdown(
  reports: readonly ClusterReport[],
  {
    generatedAt,
    severity,
    framework,
    fleet,
    reasons = {},
  }: {
    generatedAt: string;
    severity?: Severity;
    framework?: string;
    /** The same clusters together, told first. */
    fleet?: FleetReport;
    /** Why findings are new, by check id: for the report of one cluster. */
    reasons?: Record<string, NewReason>;
  },
): string {
  const sections = reports.map((report) =>
    section(report, selectResults(report, severity), reasons),
  );
  const overall = fleet ? [fleetToMarkdown(fleet, { severity, plain })] : [];
  const limits = framework ? ` Only checks that prove a rule of ${plain(framework)}.` : '';
  return `${['# Posture', `Written ${sayTime(generatedAt)}.${limits}`, ...overall, ...sections].join('\n\n')}\n`;
}

function section(
  report: ClusterReport,
  results: readonly CheckResult[],
  reasons: Record<string, NewReason>,
): string {
  const findings = results.filter(({ outcome }) => outcome === 'fail');
  return [
    `## ${plain(report.name)}: grade ${report.grade}, score ${report.score} of 100`,
    `${headline(report)}. Read ${sayTime(report.takenAt)}.${sayManagedBy(report)}`,
    ...findings.map((result) => finding(result, reasons[result.check])),
    ...notRead(report),
    ...waived(report, results),
    overview(results),
  ].join('\n\n');
}

function sayManagedBy({ managedBy }: ClusterReport): string {
  return managedBy ? ` Deployed by ${plain(managedBy)}: change its code.` : '';
}

function finding(
  { check, title, severity, message, evidence, why, fix }: CheckResult,
  reason: NewReason | undefined,
): string {
  const bicep = fix && 'bicep' in fix ? fix.bicep : undefined;
  const commands = commandsOf(fix);
  return [
    `### ${check} ${plain(title)} (${severity})`,
    plain(message),
    ...(why ? [plain(why)] : []),
    ...(reason ? [`New: ${plain(sayReason(reason, sayTime))}.`] : []),
    evidence.map((piece) => `- ${plain(sayEvidence(piece))}`).join('\n'),
    ...(fix ? [`Fix: ${plain(sayFix(fix))}`] : []),
    ...(commands.length > 0 ? [codeBlock('sh', commands.map(printableLines))] : []),
    ...(bicep ? [codeBlock('bicep', bicep.split('\n').map(printable))] : []),
  ].join('\n\n');
}

function notRead(report: ClusterReport): string[] {
  if (report.unreadable.length === 0) return [];
  const lines = byReason(report).map(
    ({ reason, help, checks }) =>
      `- ${plain(reason)} (${checks.join(', ')})${help ? `. ${plain(help)}` : ''}`,
  );
  return ['### Not read', lines.join('\n')];
}

function waived({ lapsed = [] }: ClusterReport, results: readonly CheckResult[]): string[] {
  const held = results
    .filter(({ outcome }) => outcome === 'waived')
    .map(
      ({ check, title, severity, waivers = [] }) =>
        `- ${check} ${plain(title)} (${severity}): ${plain(waivers.map(sayWaiver).join('; '))}`,
    );
  const over = lapsed.map((waiver) => `- ${plain(sayLapsed(waiver))}`);
  return [
    ...(held.length > 0 ? ['### Waived, not fixed', held.join('\n')] : []),
    ...(over.length > 0 ? ['### Waivers that have lapsed', over.join('\n')] : []),
  ];
}

function overview(results: readonly CheckResult[]): string {
  const rows = results.map(
    (result) =>
      `| ${outcomeWords[result.outcome]} | ${result.severity} | ${result.check} | ${plain(result.title)} | ${plain(sayOutcome(result))} |`,
  );
  return [
    '### All results',
    ['| Outcome | Severity | Check | Title | Message |', '|---|---|---|---|---|', ...rows].join(
      '\n',
    ),
  ].join('\n\n');
}

/** Names are chosen by others: nothing in them becomes a heading, a link, a table cell or HTML. */
export function plain(text: string): string {
  return printable(text).replaceAll(/[\\`*_{}[\]<>|#~]/g, String.raw`\$&`);
}

/** A fence that is longer than any run of backticks inside. */
function codeBlock(language: string, lines: readonly string[]): string {
  const runs = lines.join('\n').match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return [`${fence}${language}`, ...lines, fence].join('\n');
}
