/** Diagnostic settings as they stand on the wire. https://learn.microsoft.com/rest/api/monitor/diagnostic-settings */
import { diagnosticSettingsApiVersion } from '../../../azure/api-versions.ts';
import type { Json } from '../../../fleet/snapshot.ts';
import type { Call } from '../../clients.ts';
import type { Category } from './params.ts';

/** https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings */
export const mostSettings = 5;

const auditCategories: readonly Category[] = ['kube-audit', 'kube-audit-admin', 'guard'];

export function settingsPath(clusterId: string): string {
  return `${clusterId}/providers/Microsoft.Insights/diagnosticSettings`;
}

/** Azure compares names and ids without regard to case. */
function sameWord(a: unknown, b: unknown): boolean {
  return String(a ?? '').toLowerCase() === String(b ?? '').toLowerCase();
}

export function settingNamed(settings: readonly Json[], name: string): Json | undefined {
  return settings.find((setting) => sameWord(setting?.name, name));
}

export function goesTo(setting: Json, workspace: string): boolean {
  return sameWord(setting?.properties?.workspaceId, workspace);
}

/** Whether its tables are AKSAudit and its like; the other mode fills AzureDiagnostics. */
export function isDedicated(setting: Json): boolean {
  return sameWord(setting?.properties?.logAnalyticsDestinationType, 'Dedicated');
}

/** Names of enabled categories, and `group:NAME` for enabled groups, sorted. */
export function enabledIn(setting: Json): string[] {
  return linesOf(setting)
    .filter((line) => line?.enabled === true)
    .map((line) => (line.categoryGroup ? `group:${line.categoryGroup}` : String(line.category)))
    .sort();
}

/** Azure refuses single categories beside a group. */
export function hasGroups(setting: Json): boolean {
  return linesOf(setting).some((line) => line?.categoryGroup && line.enabled === true);
}

/** The audit categories that this setting ships, by name or in a group. */
export function auditIn(setting: Json): Category[] {
  const enabled = enabledIn(setting).map((word) => word.toLowerCase());
  const isWhole = enabled.includes('group:audit') || enabled.includes('group:alllogs');
  return auditCategories.filter((category) => isWhole || enabled.includes(category));
}

/** Creates or replaces a setting; everything of an existing one that is not meant stays as it was read. */
export function putSetting(
  clusterId: string,
  name: string,
  existing: Json | undefined,
  change: { workspace: string; categories: readonly Category[]; enabled: boolean },
): Call {
  const properties: Json = structuredClone(existing?.properties) ?? {
    workspaceId: change.workspace,
    logAnalyticsDestinationType: 'Dedicated',
    logs: [],
    metrics: [],
  };
  properties.logs = switched(linesOf({ properties }), change);
  return {
    ...{ to: 'azure', method: 'PUT', path: `${settingsPath(clusterId)}/${name}` },
    ...{ apiVersion: diagnosticSettingsApiVersion, body: { properties } },
  };
}

export function deleteSetting(clusterId: string, name: string): Call {
  const path = `${settingsPath(clusterId)}/${name}`;
  return { to: 'azure', method: 'DELETE', path, apiVersion: diagnosticSettingsApiVersion };
}

/** Whether nothing would be left to ship once these categories are out of it. */
export function isEmptyWithout(setting: Json, categories: readonly Category[]): boolean {
  const metrics: Json[] = setting?.properties?.metrics ?? [];
  return (
    enabledIn(setting).every((word) => (categories as readonly string[]).includes(word)) &&
    !metrics.some((metric) => metric?.enabled === true)
  );
}

function switched(
  lines: readonly Json[],
  { categories, enabled }: { categories: readonly Category[]; enabled: boolean },
): Json[] {
  const isMeant = (line: Json) => categories.some((each) => sameWord(each, line?.category));
  const there = lines.map((line) => (isMeant(line) ? { ...line, enabled } : line));
  const missing = categories.filter(
    (each) => !lines.some((line) => sameWord(each, line?.category)),
  );
  return enabled ? [...there, ...missing.map((category) => ({ category, enabled: true }))] : there;
}

function linesOf(setting: Json): Json[] {
  const lines = setting?.properties?.logs;
  return Array.isArray(lines) ? lines : [];
}
