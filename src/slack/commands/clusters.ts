import { FilterError, parseFilter } from '../../fleet/filter.ts';
import { context, dataTable, section } from '../blocks.ts';
import { tablePage } from '../budget.ts';
import { defineCommand } from '../define-command.ts';
import { code, escapeMrkdwn } from '../escape.ts';
import { fleetColumns, fleetOverview, fleetRows } from '../fleet-overview.ts';
import { allowedAmong } from '../may.ts';

export const command = defineCommand({
  name: 'clusters',
  summary: 'Lists the clusters that you may look at, with version and last grade.',
  args: { filter: { type: 'rest', description: 'a name like aks-prod-*, or tag:env=prod' } },
  examples: [
    { line: 'clusters', does: 'lists all' },
    { line: 'clusters aks-prod-*', does: 'lists those whose name fits' },
    { line: 'clusters tag:env=prod', does: 'lists those with a tag' },
  ],
  right: null,
  async run({ args: { filter }, ...asking }) {
    const { answer, deps } = asking;
    let fits: ReturnType<typeof parseFilter> | undefined;
    try {
      fits = filter ? parseFilter(filter) : undefined;
    } catch (error) {
      if (error instanceof FilterError) return answer(escapeMrkdwn(error.message));
      throw error;
    }
    const readable = await allowedAmong(asking, 'read', await deps.fleet.all());
    const wanted = fits ? readable.filter(fits) : readable;
    if (readable.length === 0)
      return answer(
        `You may not look at any cluster from here. ${code(`${deps.slashCommand} can-i read <cluster>`)} says why.`,
      );
    if (wanted.length === 0)
      return answer(
        escapeMrkdwn(
          `None of the ${readable.length} clusters that you may look at fits “${filter}”.`,
        ),
      );
    const rows = fleetRows(await fleetOverview(deps.db, wanted));
    await answer(() => {
      const page = tablePage(rows, 0, { rows: 100, characters: 9_500 });
      const text = `${wanted.length} ${wanted.length === 1 ? 'cluster' : 'clusters'}${filter ? ` that fit “${filter}”` : ''}`;
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
                  `The ${page.to} worst of ${page.total} are shown. A filter shows others: ${code(`${deps.slashCommand} clusters tag:env=prod`)}`,
                ),
              ]
            : []),
        ],
      };
    });
  },
});
