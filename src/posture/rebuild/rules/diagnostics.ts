import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../../fleet/snapshot.ts';
import { type Draft, leave } from '../draft.ts';
import { isGone, logWorkspace, presentWorkspace } from '../workspace.ts';

/** https://learn.microsoft.com/azure/aks/monitor-aks-reference#resource-logs; kube-audit holds what kube-audit-admin holds. */
const everyLog = [
  'kube-apiserver',
  'kube-audit',
  'kube-controller-manager',
  'kube-scheduler',
  'cluster-autoscaler',
  'cloud-controller-manager',
  'guard',
  'csi-azuredisk-controller',
  'csi-azurefile-controller',
  'csi-snapshot-controller',
];
const inGroup: Record<string, string[]> = { audit: ['kube-audit', 'guard'], alllogs: everyLog };

const destinations = [
  'workspaceId',
  'storageAccountId',
  'eventHubAuthorizationRuleId',
  'eventHubName',
  'marketplacePartnerId',
];

/** One setting a workspace, none of which gets the audit log twice; the main one ships what no other does. */
export function diagnostics(draft: Draft): void {
  const settings = mergedByWorkspace(draft.diagnosticSettings).filter(
    (setting) => !goesNowhere(draft, setting),
  );
  const workspace = presentWorkspace(draft);
  const main = settings.find(({ id }) => id !== undefined && id === workspace?.toLowerCase()) ?? {
    id: undefined,
    name: freeName(settings),
    targets: {},
    logs: [],
    metrics: [],
    before: [],
  };
  const others = settings.filter((setting) => setting !== main);
  complete(draft, main, others);
  draft.diagnosticSettings = [main, ...others].map((setting) => written(draft, setting));
  const { properties } = draft.diagnosticSettings[0];
  properties.workspaceId = logWorkspace(draft);
  properties.logAnalyticsDestinationType = 'Dedicated';
  for (const setting of [main, ...others]) tell(draft, setting);
}

interface Setting {
  name: string;
  /** Of the workspace, in lower case. */
  id: string | undefined;
  targets: Record<string, Json>;
  /** Categories that are enabled; groups are resolved. */
  logs: string[];
  metrics: string[];
  /** What was enabled, as it stood there. */
  before: string[];
}

function mergedByWorkspace(old: readonly Json[]): Setting[] {
  const settings: Setting[] = [];
  for (const { name, properties = {} } of old) {
    const next = readSetting(name, properties);
    const same = settings.find(({ id }) => id !== undefined && id === next.id);
    if (!same) settings.push(next);
    else {
      same.targets = { ...next.targets, ...same.targets };
      same.logs = union(same.logs, next.logs);
      same.metrics = union(same.metrics, next.metrics);
      same.before = union(same.before, next.before);
    }
  }
  for (const setting of settings)
    if (setting.logs.includes('kube-audit'))
      setting.logs = setting.logs.filter((category) => category !== 'kube-audit-admin');
  return settings;
}

function readSetting(name: unknown, properties: Json): Setting {
  const logs = enabled(properties.logs);
  const before = logs.map((log) => String(log.categoryGroup ?? log.category));
  const targets = destinations.flatMap((key) => (properties[key] ? [[key, properties[key]]] : []));
  const { workspaceId } = properties;
  return {
    name: String(name).split('/').at(-1) || 'logs',
    id: typeof workspaceId === 'string' ? workspaceId.toLowerCase() : undefined,
    targets: Object.fromEntries(targets),
    logs: union(before.flatMap((category) => inGroup[category.toLowerCase()] ?? category)),
    metrics: union(enabled(properties.metrics).map(({ category }) => String(category))),
    before,
  };
}

function enabled(entries: Json): Json[] {
  return Array.isArray(entries) ? entries.filter((entry) => entry?.enabled === true) : [];
}

function union(...lists: string[][]): string[] {
  return [...new Set(lists.flat())];
}

function freeName(settings: readonly Setting[]): string {
  const names = settings.map(({ name }) => name.toLowerCase());
  return names.includes('drawbridge-logs') ? 'drawbridge-logs-2' : 'drawbridge-logs';
}

function goesNowhere(draft: Draft, { id, name, targets }: Setting): boolean {
  const isLost = id !== undefined && isGone(draft.look, id);
  if (isLost)
    leave(draft, {
      check: 'AKS-LOG-006',
      path: `diagnosticSettings[${name}].properties.workspaceId`,
      why: 'The workspace to which the old cluster sends its logs does not exist any more.',
    });
  return isLost || Object.keys(targets).length === 0;
}

function complete({ look }: Draft, main: Setting, others: readonly Setting[]): void {
  const shipped = (category: string) => others.some(({ logs }) => logs.includes(category));
  const wanted = look.config.platformLogs.map((category) => category.toLowerCase());
  const onlyChanges = main.logs.includes('kube-audit-admin') || shipped('kube-audit-admin');
  const audit = shipped('kube-audit') || onlyChanges ? [] : ['kube-audit'];
  const categories = [...audit, 'guard', ...wanted.filter((category) => category !== 'allmetrics')];
  main.logs = union(
    main.logs,
    categories.filter((category) => !shipped(category)),
  );
  if (wanted.includes('allmetrics')) main.metrics = union(main.metrics, ['AllMetrics']);
}

function written({ notes }: Draft, { name, targets, logs, metrics, before }: Setting): Json {
  const on = (category: string) => ({ category, enabled: true });
  const properties: Json = { ...targets, logs: logs.map(on), metrics: metrics.map(on) };
  if (!isDeepStrictEqual(logs, before)) notes.set(properties, new Map([['logs', 'AKS-LOG-001']]));
  return { name, properties };
}

function tell({ changes, kept }: Draft, { name, logs, before }: Setting): void {
  const path = `diagnosticSettings[${name}].properties.logs`;
  if (isDeepStrictEqual(logs, before)) kept.push({ check: 'AKS-LOG-001', path, value: logs });
  else
    changes.push({
      check:
        before.includes('kube-audit') || before.includes('kube-audit-admin')
          ? 'AKS-LOG-003'
          : 'AKS-LOG-001',
      path,
      before: before.length > 0 ? before : null,
      after: logs,
      why: 'The audit log and the logs of the control plane are kept, each once.',
    });
}
