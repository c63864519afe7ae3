import { startForbiddenRun } from '../../store/forbidden-runs.ts';
import { defineCommand } from '../define-command.ts';
import { code } from '../escape.ts';
import { allowedAmong } from '../may.ts';

const dayMs = 24 * 60 * 60_000;
const longest = { days: 30, ms: 30 * dayMs };

export const command = defineCommand({
  name: 'forbidden',
  summary: 'Who was refused what, by the audit log: the most suspicious first',
  args: {
    clusters: {
      type: 'cluster',
      many: true,
      required: true,
      description: 'a cluster, or a filter such as tag:env=prod or all',
    },
    since: {
      type: 'duration',
      keyword: 'since',
      placeholder: '24h',
      description: 'how far back to look: 24 hours where nothing is said, 30 days at most',
    },
    by: {
      type: 'choice',
      keyword: 'by',
      choices: ['actor', 'resource', 'ip'],
      description: 'what the calls are grouped by: actor where nothing is said',
    },
  },
  examples: [
    { line: 'forbidden aks-prod-weu', does: 'shows who was refused what in the last day' },
    { line: 'forbidden aks-prod-weu since 3d by ip', does: 'by address, in three days' },
    { line: 'forbidden tag:env=prod since 4h', does: 'looks at several clusters at once' },
  ],
  right: 'read',
  async run({ args: { clusters, since = dayMs, by = 'actor' }, ...context }) {
    const { deps, person, show, answer } = context;
    if (since > longest.ms)
      return answer(
        `${code(`since ${Math.round(since / dayMs)}d`)} is too far back: ${longest.days} days at most, such as ${code('since 7d')}.`,
      );
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
    const now = deps.now();
    await startForbiddenRun(deps.db, {
      ...{ id, filter, groupedBy: by, requestedBy: person, now },
      clusterIds: wanted.map((cluster) => cluster.id),
      since: new Date(now.getTime() - since),
      until: now,
    });
    await show('forbidden', id);
    await deps.nudge('forbidden', id);
  },
});
