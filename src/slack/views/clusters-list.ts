import { clipped, context, dataTable, type Rendered, section } from '../blocks.ts';
import { tablePage } from '../budget.ts';
import { code, escapeMrkdwn } from '../escape.ts';
import { type ClusterOverview, fleetColumns, fleetRows } from '../fleet-overview.ts';

export interface ClustersListValue {
  overview: readonly ClusterOverview[];
  filter?: string;
  slashCommand: string;
}

export function clustersList({ overview, filter, slashCommand }: ClustersListValue): Rendered {
  const page = tablePage(fleetRows(overview), 0, { rows: 100, characters: 9_500 });
  const count = `${overview.length} ${overview.length === 1 ? 'cluster' : 'clusters'}`;
  const text = `${count}${filter ? ` that fit “${clipped(filter, 200)}”` : ''}`;
  return {
    text,
    blocks: [
      section(escapeMrkdwn(text)),
      dataTable({
        caption: 'Clusters, the worst first',
        columns: fleetColumns,
        rows: page.rows,
        pageSize: 20,
      }),
      ...(page.to < page.total
        ? [
            context(
              `The ${page.to} worst of ${page.total} are shown. A filter shows others: ${code(`${slashCommand} clusters tag:env=prod`)}`,
            ),
          ]
        : []),
    ],
  };
}
