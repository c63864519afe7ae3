import { startNodeRun } from '../../store/node-runs.ts';
import { defineCommand } from '../define-command.ts';
import { code } from '../escape.ts';
import { allowedAmong } from '../may.ts';

export const command = defineCommand({
  name: 'nodes',
  summary: 'Which nodes wait for a reboot or a new image, and how each of them is.',
  args: {
    clusters: {
      type: 'cluster',
      many: true,
      required: true,
      description: 'a cluster, or a filter such as tag:env=prod or all',
    },
  },
  examples: [
    {
      line: 'nodes aks-dev-weu',
      does: 'says for each node whether it waits for a reboot, and who says so',
    },
    { line: 'nodes all', does: 'shows the age of node images over the whole fleet' },
  ],
  right: 'read',
  async run({ args: { clusters }, ...context }) {
    const { deps, person, show, answer } = context;
    const known = await deps.fleet.all();
    const wanted =
      'filter' in clusters
        ? (await allowedAmong(context, 'read', known)).filter(clusters.fits)
        : [clusters];
    const filter = 'filter' in clusters ? clusters.filter : clusters.name;
    if (wanted.length === 0)
      return answer(
        `None of the clusters that you may look at fits ${code(filter)}. ${code(`${deps.slashCommand} clusters`)} lists them with their tags.`,
      );
    const id = deps.newId();
    await startNodeRun(deps.db, {
      ...{ id, filter, requestedBy: person, now: deps.now() },
      clusterIds: wanted.map((cluster) => cluster.id),
    });
    await show('nodes', id);
    await deps.nudge('nodes', id);
  },
});
