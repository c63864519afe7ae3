import { listed } from '../../combine.ts';
import { defineCheck, fail, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import type { Node } from '../../read.ts';
import { aksDocs } from '../../references.ts';
import { isAtOrBelow } from '../../resource-id.ts';

/** Operations of Azure’s own API that open a cluster, blind its log, or change it. */
const watched = [
  'Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action',
  'Microsoft.Insights/diagnosticSettings/delete',
  'Microsoft.ContainerService/managedClusters/write',
  'Microsoft.ContainerService/managedClusters/delete',
];

/** Would this alert fire when the operation is done to the cluster? Conditions that we do not know may narrow it: then it does not count. */
function covers(alert: Node, operation: string, { ref }: Look): boolean {
  if (alert.flag('properties.enabled').value === false) return false;
  const scopes = alert.texts('properties.scopes').value ?? [];
  if (!scopes.some((scope) => isAtOrBelow(ref.id, scope))) return false;
  const conditions = alert.children('properties.condition.allOf').value ?? [];
  return (
    conditions.length > 0 &&
    conditions.every((condition) => {
      const alternatives = condition.children('anyOf').value ?? [condition];
      return alternatives.some((one) => holds(one, operation, ref));
    })
  );
}

function holds(condition: Node, operation: string, ref: Look['ref']): boolean {
  const equals = condition.word('equals').value;
  const wanted = equals === undefined ? condition.texts('containsAny').value : [equals];
  const isOneOf = (...values: string[]) =>
    (wanted ?? []).some((text) =>
      values.some((value) => value.toLowerCase() === text.toLowerCase()),
    );
  switch (condition.word('field').value) {
    case 'category':
      return isOneOf('Administrative');
    case 'operationname':
      return isOneOf(operation);
    case 'resourceid':
      return isOneOf(ref.id);
    case 'resourcegroup':
      return isOneOf(ref.resourceGroup);
    case 'resourceprovider':
      return isOneOf(operation.split('/').slice(0, 1).join('/'));
    case 'resourcetype':
      return isOneOf(operation.split('/').slice(0, 2).join('/'));
    case 'status':
      return isOneOf('Succeeded', 'Started', 'Accepted');
    default:
      return false;
  }
}

function unwatched(look: Look): string[] {
  const { items } = look.list('activityLogAlerts');
  return watched.filter((operation) => !items.some((alert) => covers(alert, operation, look)));
}

export const checks = [
  defineCheck({
    id: 'AKS-LOG-010',
    title: 'Alerts on sensitive operations of the control plane',
    group: 'LOG',
    severity: 'medium',
    why: 'Fetching the admin credential, removing the audit log and changing the cluster happen in Azure, not in Kubernetes: without alerts there they pass unseen.',
    needs: ['activityLogAlerts'],
    references: [aksDocs('monitor-aks')],
    evaluate(look) {
      const { items, evidence } = look.list('activityLogAlerts');
      const relevant = items.flatMap((alert) =>
        watched.some((operation) => covers(alert, operation, look))
          ? [alert.children('properties.condition.allOf').evidence]
          : [],
      );
      const missing = unwatched(look);
      return missing.length === 0
        ? pass('Every sensitive operation has an alert.', evidence, ...relevant)
        : fail(`No alert on ${listed(missing)}.`, evidence, ...relevant);
    },
    fix: manual((look) => ({
      steps:
        'Choose the action group that is to be told, then create one alert for each operation.',
      commands: unwatched(look).map((operation) =>
        [
          `az monitor activity-log alert create --subscription ${shellWord(look.ref.subscriptionId)}`,
          `--resource-group ${shellWord(look.ref.resourceGroup)}`,
          `--name ${shellWord(`${look.ref.name}-${operation.split('/').slice(1).join('-')}`)}`,
          `--scope ${shellWord(look.ref.id)} --action-group "<action group id>"`,
          `--condition category=Administrative and operationName=${operation}`,
        ].join(' '),
      ),
    })),
  }),
];
