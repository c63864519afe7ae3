import { listed } from '../../combine.ts';
import { defineCheck, fail, pass } from '../../define-check.ts';
import { manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { aksDocs, azurePolicy, psrule } from '../../references.ts';
import { diagnosticSettings, shipCommand, shipLines } from './_shipped.ts';

function missingLogs(look: Look): string[] {
  const { settings } = diagnosticSettings(look);
  return look.config.platformLogs.filter((category) =>
    settings.every((setting) =>
      category.toLowerCase() === 'allmetrics'
        ? !setting.shipsMetrics
        : !setting.ships(category.toLowerCase()),
    ),
  );
}

export const checks = [
  defineCheck({
    id: 'AKS-LOG-003',
    title: 'Logs of the control plane shipped',
    group: 'LOG',
    severity: 'medium',
    why: 'Without the logs of the API server, controllers, scheduler and autoscaler, nobody can tell an attack from an outage, nor what a stolen identity made the cluster do.',
    needs: ['diagnosticSettings'],
    references: [psrule('PlatformLogs'), aksDocs('monitor-aks')],
    evaluate(look) {
      const { settings, evidence } = diagnosticSettings(look);
      const metrics = settings.map(({ node }) => node.children('properties.metrics').evidence);
      const seen = [...settings.flatMap((setting) => setting.evidence), ...metrics];
      const missing = missingLogs(look);
      return missing.length === 0
        ? pass('Every log of the control plane is shipped.', evidence, ...seen)
        : fail(`Not shipped: ${listed(missing)}.`, evidence, ...seen);
    },
    fix: manual((look) => ({
      steps: 'Add what is missing to a diagnostic setting, or create one beside the others.',
      commands: [shipCommand(look, missingLogs(look))],
      bicep: shipLines(look, missingLogs(look)),
    })),
  }),
  defineCheck({
    id: 'AKS-LOG-004',
    title: 'A diagnostic setting ships logs somewhere',
    group: 'LOG',
    severity: 'medium',
    why: 'What is not shipped is gone after a few hours: there is nothing to alert on and nothing to look back at.',
    needs: ['diagnosticSettings'],
    references: [azurePolicy('245fc9df'), aksDocs('monitor-aks')],
    evaluate(look) {
      const { settings, evidence } = diagnosticSettings(look);
      const seen = settings.flatMap((setting) => setting.evidence);
      if (settings.some(({ shipsAnything, hasDestination }) => shipsAnything && hasDestination))
        return pass('A diagnostic setting ships logs.', evidence, ...seen);
      return settings.length === 0
        ? fail('There is no diagnostic setting.', evidence)
        : fail(
            'No diagnostic setting has both an enabled log and a destination.',
            evidence,
            ...seen,
          );
    },
    fix: manual((look) => ({
      steps: 'Choose the workspace, then add a diagnostic setting.',
      commands: [shipCommand(look, ['kube-audit', 'guard', ...look.config.platformLogs])],
      bicep: shipLines(look, ['kube-audit', 'guard', ...look.config.platformLogs]),
    })),
  }),
];
