import { frameworks } from '../../posture/frameworks.ts';
import { layers } from '../../posture/layers.ts';
import { severities } from '../../posture/severity.ts';
import { startPostureRun } from '../../store/posture-runs.ts';
import { defineCommand } from '../define-command.ts';
import { code } from '../escape.ts';
import { lookAtMany } from '../look-at-many.ts';

const layerWords = layers.map((layer) => layer.split(' ')[0]?.toLowerCase() ?? layer);

export const command = defineCommand({
  name: 'posture',
  summary: 'Checks how well a cluster, or all of them, is protected, and shows what to fix first.',
  args: {
    cluster: {
      type: 'cluster',
      many: true,
      required: true,
      description: 'name of the cluster, all, or a filter such as tag:env=prod',
    },
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
    framework: {
      type: 'choice',
      choices: frameworks,
      description: 'only checks that prove a rule of CIS AKS, MCSB or Azure Policy',
    },
    history: { type: 'switch', description: 'show how the score went, without a new look' },
  },
  examples: [
    { line: 'posture aks-prod-weu', does: 'looks at the cluster and reports' },
    {
      line: 'posture aks-prod-weu --severity high',
      does: 'shows critical and high findings alone',
    },
    { line: 'posture aks-prod-weu --layer network', does: 'shows one layer of defence alone' },
    { line: 'posture aks-prod-weu --framework cis', does: 'counts the rules of CIS AKS alone' },
    { line: 'posture all', does: 'looks at every cluster that you may see, check by check' },
    { line: 'posture tag:env=prod', does: 'looks at those with a tag' },
    { line: 'posture aks-prod-weu --history', does: 'shows how the score went' },
  ],
  right: 'read',
  async run({ args: { cluster }, flags: { severity, layer, framework, history }, ...context }) {
    const { deps, person, show, answer } = context;
    if ('filter' in cluster) {
      const narrow =
        (history && '--history') || (layer && '--layer') || (framework && '--framework');
      if (narrow)
        return answer(
          `${code(narrow)} is for one cluster; name it instead of ${code(cluster.filter)}.`,
        );
      return lookAtMany(context, cluster, { ...(severity && { severity }) });
    }
    if (history) return show('posture-history', cluster.id);
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
      ...(framework && { framework }),
    });
    await deps.nudge('posture', runId);
  },
});
