import { startRebuildRun } from '../../store/rebuild-runs.ts';
import { defineCommand } from '../define-command.ts';

export const command = defineCommand({
  name: 'rebuild',
  summary:
    'Writes the Bicep of a hardened replacement: what can be set only at creation, and the rest too.',
  args: {
    cluster: { type: 'cluster', required: true, description: 'name of the cluster to replace' },
  },
  examples: [
    {
      line: 'rebuild aks-dev-eus',
      does: 'posts a Bicep file, with what it changes, keeps and leaves to you',
    },
  ],
  right: 'read',
  async run({ args: { cluster }, deps, person, show }) {
    const runId = deps.newId();
    await startRebuildRun(deps.db, {
      id: runId,
      clusterId: cluster.id,
      requestedBy: person,
      now: deps.now(),
    });
    await show('rebuild', runId);
    await deps.nudge('rebuilds', runId);
  },
});
