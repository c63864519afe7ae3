/** Drift for a wiki, and for the file below the message in Slack: everything that there is. */
import { plain } from '../report/markdown.ts';
import { sayTime } from '../report/words.ts';
import type { CallOut, DriftReport, Row } from './types.ts';
import {
  byValue,
  calledOut,
  cellText,
  counted,
  headline,
  majorityText,
  nameOfCluster,
  reasonsOf,
  reservations,
  sayCallOuts,
  sayGap,
} from './words.ts';

/** With more columns a table can no longer be read: then each value stands with its clusters. */
const mostColumns = 12;

export function driftAsMarkdown(
  report: DriftReport,
  { generatedAt }: { generatedAt: string },
): string {
  const { rows, allowed, clusters, unread, notCompared } = report;
  const parts = [
    '# Drift',
    `${plain(headline(report))}. Written ${sayTime(generatedAt)}.`,
    ...list(
      'Could not be read',
      unread.map(({ name, reason }) => `${name}: ${reason}`),
    ),
    ...reservations(report).map(plain),
    ...called('Production is weaker', 'production-weaker', report),
    ...called('Weaker than production', 'lower-weaker', report),
    ...(rows.length > 0 ? ['## What differs', ...sideBySide(rows, report)] : []),
    ...(allowed.length > 0
      ? [
          `## ${counted(allowed.length, 'difference')} allowed`,
          reasonsOf(allowed)
            .map(({ reason, count }) => `- ${count}: ${plain(reason)}`)
            .join('\n'),
          ...sideBySide(allowed, report),
        ]
      : []),
    ...list(
      'Not compared, because it is not known',
      notCompared.map((gap) => sayGap(gap, report)),
    ),
    ...list(
      'Clusters',
      clusters.map((cluster) => `${nameOfCluster(cluster)}, read ${sayTime(cluster.takenAt)}`),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

function list(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return [`## ${title}`, lines.map((line) => `- ${plain(line)}`).join('\n')];
}

function called(title: string, kind: CallOut['kind'], report: DriftReport): string[] {
  return list(
    title,
    calledOut(report.rows, kind).map(
      ({ row, callOuts }) => `${row.title}: ${sayCallOuts(row, callOuts, report)}`,
    ),
  );
}

function sideBySide(rows: readonly Row[], { clusters }: DriftReport): string[] {
  const names = clusters.map(nameOfCluster);
  if (names.length > mostColumns)
    return rows.map((row) =>
      [
        `### ${plain(row.title)}`,
        `${plain(row.id)}${links(row)}${row.majority === null ? ', no majority' : ''}`,
        byValue(row, names)
          .map(({ text, names: those }) => `- ${plain(text)}: ${plain(those.join(', '))}`)
          .join('\n'),
      ].join('\n\n'),
    );
  const lines = rows.map((row) =>
    line([
      `${plain(row.title)}<br>${plain(row.id)}${links(row)}`,
      plain(majorityText(row)),
      ...row.cells.map((cell) => plain(cellText(row, cell))),
    ]),
  );
  const heads = ['Setting', 'Most have', ...names.map(plain)];
  return [[line(heads), line(heads.map(() => '---')), ...lines].join('\n')];
}

function links({ linked }: Row): string {
  return linked.length > 0 ? ` (${plain(linked.join(', '))})` : '';
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
