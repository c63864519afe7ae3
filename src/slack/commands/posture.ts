import { layers } from '../../posture/layers.ts';
import { severities } from '../../posture/severity.ts';
import { startPostureRun } from '../../store/posture-runs.ts';
import { defineCommand } from '../define-command.ts';

const layerWords = layers.map((layer) => layer.split(' ')[0]?.toLowerCase() ?? layer);

export const command = defineCommand({
  name: 'posture',
  summary: 'Checks how well a cluster is protected, and shows what to fix first.',
  args: {
    cluster: { type: 'cluster', required: true, description: 'name of the cluster' },
  },
  flags: {
    severity: {
      type: 'choice',
      choices: severities,
      description: 'show only findings of this severity and above',
    },
    layer: {
      type: 'choice',
      choices: layerWords,
      description: 'show only one layer of defence',
    },
  },
  examples: [
    { line: 'posture aks-prod-weu', does: 'looks at the cluster and reports' },
    {
      line: 'posture aks-prod-weu --severity high',
      does: 'shows critical and high findings alone',
    },
    { line: 'posture aks-prod-weu --layer network', does: 'shows one layer of defence alone' },
  ],
  right: 'read',
  async run({ args: { cluster }, flags: { severity, layer }, deps, person, show }) {
    const runId = deps.newId();
    await startPostureRun(deps.db, {
      id: runId,
      clusterId: cluster.id,
      requestedBy: person,
      now: deps.now(),
    });
    const chosen = layer && layers[layerWords.indexOf(layer)];
    await show('posture', runId, {
      ...(severity && { severity }),
      ...(chosen && { layer: chosen }),
    });
    await deps.nudge('posture', runId);
  },
});
