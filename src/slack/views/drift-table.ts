import type { DriftReport, Row } from '../../posture/drift/types.ts';
import { cellText, majorityText, nameOfCluster } from '../../posture/drift/words.ts';
import { actionIds } from '../action-ids.ts';
import { clipped, context, dataTable } from '../blocks.ts';
import { type Piece, tableBudget, tablePage } from '../budget.ts';
import type { RenderContext } from '../define-view.ts';

/** A table has at most 20 columns: https://docs.slack.dev/reference/block-kit/blocks/data-table-block */
const mostClusters = 18;
const longestName = 60;
const longestValue = 60;
/** For the caption, the buttons and the line above the table. */
const beside = 400;

/** Rows are settings and checks, columns are clusters. Where not all fit, those that differ most are shown. */
export function driftTable(
  report: DriftReport,
  characters: number,
  { page, button }: RenderContext,
): Piece[] {
  const { clusters, rows } = report;
  if (rows.length === 0) return [];
  const shown = mostDifferent(report);
  const columns = [
    'Setting',
    'Most have',
    ...shown.map((index) => clipped(nameOf(report, index), longestName)),
  ];
  const cells = rows.map((row) => [
    titleOf(row),
    clipped(majorityText(row), longestValue),
    ...shown.map((index) => {
      const cell = row.cells[index];
      return cell ? cellText(row, cell, longestValue) : '';
    }),
  ]);
  const heads = columns.reduce((sum, text) => sum + text.length, 0);
  const limit = {
    rows: tableBudget.rows,
    characters: Math.min(tableBudget.characters, characters - beside) - heads,
  };
  const turned = tablePage(cells, page, limit);
  const table = dataTable({
    caption: `What differs, ${turned.from} to ${turned.to} of ${turned.total}`,
    columns,
    rows: turned.rows,
  });
  const left = clusters.length - shown.length;
  const note =
    left > 0
      ? [
          context(
            `The table shows the ${shown.length} clusters that differ most; the other ${left} are in the file.`,
          ),
        ]
      : [];
  if (turned.pages === 1) return [{ importance: 85, blocks: [...note, table] }];
  const turn = (text: string, to: number) =>
    button({ action: actionIds.showPage, payload: { page: to }, text });
  const elements = [
    ...(turned.page > 0 ? [turn('Show previous', turned.page - 1)] : []),
    ...(turned.page + 1 < turned.pages ? [turn('Show more', turned.page + 1)] : []),
  ];
  return [{ importance: 85, blocks: [...note, table, { type: 'actions', elements }] }];
}

/** Places of the clusters that have a column, in the order of the report. */
function mostDifferent({ clusters, rows }: DriftReport): number[] {
  const odd = clusters.map((_, index) => rows.filter(({ cells }) => cells[index]?.odd).length);
  return clusters
    .map((_, index) => index)
    .sort((a, b) => (odd[b] ?? 0) - (odd[a] ?? 0) || a - b)
    .slice(0, mostClusters)
    .sort((a, b) => a - b);
}

function nameOf({ clusters }: DriftReport, index: number): string {
  const cluster = clusters[index];
  return cluster ? nameOfCluster(cluster) : '';
}

function titleOf({ kind, id, title, linked }: Row): string {
  if (kind === 'check') return `${id} ${clipped(title, 100)}`;
  return linked.length > 0 ? `${title} (${linked.join(', ')})` : title;
}
