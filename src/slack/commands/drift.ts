import { startDriftRun } from '../../store/drift-runs.ts';
import { defineCommand } from '../define-command.ts';
import { code } from '../escape.ts';
import { allowedAmong } from '../may.ts';

export const command = defineCommand({
  name: 'drift',
  summary: 'Compares clusters that should be alike, and says where production is the weaker one.',
  args: {
    clusters: {
      type: 'cluster',
      many: true,
      required: true,
      description: 'a filter such as tag:app=shop, a name like aks-prod-*, or all',
    },
  },
  examples: [
    { line: 'drift tag:app=shop', does: 'compares the clusters of an application' },
    { line: 'drift aks-prod-*', does: 'compares those whose name fits' },
    { line: 'drift all', does: 'compares every cluster that you may see' },
  ],
  right: 'read',
  async run({ args: { clusters }, ...context }) {
    const { deps, person, show, answer } = context;
    if (!('filter' in clusters))
      return answer(
        `One cluster has nothing to be compared with. Name several: ${code('tag:app=shop')}, ${code('aks-prod-*')} or ${code('all')}.`,
      );
    const { filter, fits } = clusters;
    const readable = await allowedAmong(context, 'read', await deps.fleet.all());
    const wanted = readable.filter(fits);
    const [only] = wanted;
    if (readable.length === 0)
      return answer(
        `You may not look at any cluster from here. ${code(`${deps.slashCommand} can-i read <cluster>`)} says why.`,
      );
    if (wanted.length < 2)
      return answer(
        only
          ? `Only ${code(only.name)} of the ${readable.length} clusters that you may look at fits ${code(filter)}; it takes two to compare.`
          : `None of the ${readable.length} clusters that you may look at fits ${code(filter)}. ${code(`${deps.slashCommand} clusters`)} lists them with their tags.`,
      );
    const id = deps.newId();
    await startDriftRun(deps.db, {
      id,
      filter,
      clusterIds: wanted.map((cluster) => cluster.id),
      requestedBy: person,
      now: deps.now(),
    });
    await show('drift', id);
    await deps.nudge('drift', id);
  },
});
