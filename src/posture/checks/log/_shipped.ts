import { diagnosticSettingsApiVersion } from '../../../azure/api-versions.ts';
import { onClusterLines } from '../../bicep-lines.ts';
import { shellWord } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import type { Node } from '../../read.ts';
import type { Evidence } from '../../types.ts';

/** What the category group `audit` holds; `allLogs` holds every category. */
const auditGroup = ['kube-audit', 'kube-audit-admin', 'guard'];

const destinations = [
  'workspaceId',
  'storageAccountId',
  'eventHubAuthorizationRuleId',
  'marketplacePartnerId',
];

interface Setting {
  node: Node;
  /** Is this category, or a group that holds it, enabled here? */
  ships(category: string): boolean;
  /** Can this category be turned off here? Azure takes no single categories beside a group. */
  canDrop(category: string): boolean;
  shipsMetrics: boolean;
  shipsAnything: boolean;
  /** In lower case. */
  workspaceId: string | undefined;
  hasDestination: boolean;
  evidence: Evidence[];
}

/** The cluster's diagnostic settings, and what each really ships: a category that is listed but not enabled is not shipped. */
export function diagnosticSettings(look: Look): { settings: Setting[]; evidence: Evidence } {
  const { items, evidence } = look.list('diagnosticSettings');
  return { settings: items.map(readSetting), evidence };
}

function readSetting(node: Node): Setting {
  const logs = node.children('properties.logs');
  const metrics = node.children('properties.metrics');
  const enabled = (logs.value ?? []).filter((log) => log.flag('enabled').value);
  const categories = new Set(enabled.map((log) => log.word('category').value));
  const groups = new Set(enabled.flatMap((log) => log.word('categoryGroup').value ?? []));
  const targets = destinations.map((name) => node.text(`properties.${name}`));
  return {
    node,
    ships: (category) =>
      groups.has('alllogs') ||
      categories.has(category) ||
      (groups.has('audit') && auditGroup.includes(category)),
    canDrop: (category) => categories.has(category) && groups.size === 0,
    shipsMetrics: (metrics.value ?? []).some(
      (metric) => metric.word('category').value === 'allmetrics' && metric.flag('enabled').value,
    ),
    shipsAnything: enabled.length > 0,
    workspaceId: node.word('properties.workspaceId').value,
    hasDestination: targets.some(({ value }) => value !== undefined),
    evidence: [logs.evidence, ...targets.filter(({ value }) => value).map((seen) => seen.evidence)],
  };
}

/** `az monitor diagnostic-settings create` for these categories. */
export function shipCommand({ ref }: Look, categories: readonly string[]): string {
  const logs = categories
    .filter((category) => category !== 'AllMetrics')
    .map((category) => ({ category, enabled: true }));
  return [
    `az monitor diagnostic-settings create --name drawbridge-logs --resource ${shellWord(ref.id)}`,
    `--workspace "<workspace id>" --export-to-resource-specific true`,
    `--logs '${JSON.stringify(logs)}'`,
    ...(categories.includes('AllMetrics')
      ? [`--metrics '${JSON.stringify([{ category: 'AllMetrics', enabled: true }])}'`]
      : []),
  ].join(' ');
}

/** The same as lines of a template: a diagnostic setting that hangs on the cluster. */
export function shipLines({ ref }: Look, categories: readonly string[]): string {
  const entry = (category: string) => ({ category, enabled: true });
  return onClusterLines(
    ref,
    `Microsoft.Insights/diagnosticSettings@${diagnosticSettingsApiVersion}`,
    {
      name: 'drawbridge-logs',
      properties: {
        workspaceId: '<workspace id>',
        logAnalyticsDestinationType: 'Dedicated',
        logs: categories.filter((category) => category !== 'AllMetrics').map(entry),
        ...(categories.includes('AllMetrics') && { metrics: [entry('AllMetrics')] }),
      },
    },
  );
}
