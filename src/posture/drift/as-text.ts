/** Drift for a person at a terminal. */
import { columns, painter, printable, wrap } from '../report/text.ts';
import type { DriftReport, Row } from './types.ts';
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
  sayOutcomes,
} from './words.ts';

const indent = '    ';

interface Look {
  width: number;
  colours: boolean;
}

export function driftAsText(
  report: DriftReport,
  { width = 100, colours = false }: Partial<Look> = {},
): string {
  const paint = painter(colours);
  const names = report.clusters.map(nameOfCluster);
  const title = (text: string) => ['', paint('bold', text)];
  const production = calledOut(report.rows, 'production-weaker');
  const lower = calledOut(report.rows, 'lower-weaker');
  const lines = [
    paint('bold', sentence(headline(report))),
    ...report.unread.flatMap(({ name, reason }) => wrap(`${name}: ${reason}`, { width, indent })),
    ...reservations(report).flatMap((text) => wrap(text, { width })),
    ...(production.length > 0 ? title('Production is weaker') : []),
    ...production.flatMap(({ row, callOuts }) =>
      wrap(`${row.title}: ${sayCallOuts(row, callOuts, report)}`, { width, indent }),
    ),
    ...(lower.length > 0 ? title('Weaker than production') : []),
    ...lower.flatMap(({ row, callOuts }) =>
      wrap(`${row.title}: ${sayCallOuts(row, callOuts, report)}`, { width, indent }),
    ),
    ...(report.rows.length > 0 ? ['', ...sideBySide(report.rows, names, width)] : []),
    ...(report.allowed.length > 0
      ? title(`${counted(report.allowed.length, 'difference')} allowed`)
      : []),
    ...reasonsOf(report.allowed).flatMap(({ reason, count }) =>
      wrap(`${count}: ${reason}`, { width, indent }),
    ),
    ...(report.allowed.length > 0 ? ['', ...sideBySide(report.allowed, names, width)] : []),
    ...(report.notCompared.length > 0 ? title('Not compared, because it is not known') : []),
    ...report.notCompared.flatMap((gap) => wrap(sayGap(gap, report), { width, indent })),
  ];
  return `${lines.join('\n')}\n`;
}

/** A table where it fits, else value by value with the clusters that have it. */
function sideBySide(rows: readonly Row[], names: readonly string[], width: number): string[] {
  const table = columns(
    [
      ['Setting', 'Most have', ...names],
      ...rows.map((row) => [
        titleOf(row),
        majorityText(row),
        ...row.cells.map((cell) => cellText(row, cell)),
      ]),
    ].map((cells) => cells.map(printable)),
  );
  if (table.every((line) => line.length <= width)) return table;
  return rows.flatMap((row) => {
    if (row.kind === 'check') return wrap(`${titleOf(row)}: ${sayOutcomes(row, names)}`, { width });
    return [
      `${printable(titleOf(row))}${row.majority === null ? ' (no majority)' : ''}`,
      ...byValue(row, names).flatMap(({ text, names: those }) =>
        wrap(`${text}: ${those.join(', ')}`, { width, indent }),
      ),
    ];
  });
}

function titleOf({ kind, id, title, linked }: Row): string {
  if (kind === 'check') return `${id} ${title}`;
  return linked.length > 0 ? `${title} (${linked.join(', ')})` : title;
}

function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`;
}
