import { FilterError, parseFilter } from '../../fleet/filter.ts';
import { defineCommand } from '../define-command.ts';
import { code, escapeMrkdwn } from '../escape.ts';
import { fleetOverview } from '../fleet-overview.ts';
import { allowedAmong } from '../may.ts';
import { clustersList } from '../views/clusters-list.ts';

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
    const fleet = await deps.fleet.all();
    if (fleet.length === 0)
      return answer(
        `I know no clusters yet: Azure is asked every few minutes. ${code(`${deps.slashCommand} doctor`)} says what is wrong.`,
      );
    const readable = await allowedAmong(asking, 'read', fleet);
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
    const overview = await fleetOverview(deps.db, wanted);
    return answer(() => clustersList({ overview, filter, slashCommand: deps.slashCommand }));
  },
});
