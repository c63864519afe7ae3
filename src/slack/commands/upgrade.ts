import { startUpgradeRun } from '../../store/upgrade-runs.ts';
import { defineCommand } from '../define-command.ts';
import { code } from '../escape.ts';
import { quoted } from '../grammar/words.ts';
import { allowedAmong } from '../may.ts';

export const command = defineCommand({
  name: 'upgrade',
  summary:
    'Which Kubernetes runs, how long it is supported, and what stands in the way of the next.',
  args: {
    clusters: {
      type: 'cluster',
      many: true,
      required: true,
      description: 'a cluster, or a filter such as tag:env=prod or all',
    },
  },
  flags: {
    replace: {
      type: 'switch',
      description: 'write a hardened replacement instead, with a list of what has to move',
    },
    rollout: {
      type: 'word',
      placeholder: 'version',
      description: 'begin a rollout to this version instead, as the command rollout does: 1.36',
    },
  },
  examples: [
    {
      line: 'upgrade aks-prod-weu',
      does: 'shows support, what stands in the way, and the way itself, and starts it on request',
    },
    { line: 'upgrade all', does: 'shows the whole fleet, the most urgent first' },
    { line: 'upgrade tag:env=prod', does: 'shows those with a tag' },
    {
      line: 'upgrade aks-dev-eus --replace',
      does: 'writes the Bicep of a new cluster at a newer version, and a check-list for the move',
    },
    {
      line: 'upgrade tag:app=shop --rollout 1.36',
      does: 'upgrades the clusters of an application, ring after ring',
    },
  ],
  right: 'read',
  async run({ args: { clusters }, flags: { replace = false, rollout }, ...context }) {
    const { deps, person, show, answer } = context;
    if (rollout !== undefined) {
      const which = 'filter' in clusters ? clusters.filter : clusters.id;
      return context.runLine(`rollout ${quoted(which)} upgrade to ${quoted(rollout)}`);
    }
    const wanted =
      'filter' in clusters
        ? (await allowedAmong(context, 'read', await deps.fleet.all())).filter(clusters.fits)
        : [clusters];
    if (replace && 'filter' in clusters)
      return answer(
        `${code('--replace')} is for one cluster; name it instead of ${code(clusters.filter)}.`,
      );
    const filter = 'filter' in clusters ? clusters.filter : clusters.name;
    if (wanted.length === 0)
      return answer(
        `None of the clusters that you may look at fits ${code(filter)}. ${code(`${deps.slashCommand} clusters`)} lists them with their tags.`,
      );
    const id = deps.newId();
    await startUpgradeRun(deps.db, {
      ...{ id, filter, replace, requestedBy: person, now: deps.now() },
      clusterIds: wanted.map((cluster) => cluster.id),
    });
    await show('upgrade', id);
    await deps.nudge('upgrades', id);
  },
});
