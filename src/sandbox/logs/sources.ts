/** Where the rows of a table come from. */
import type { State, StoredCluster } from '../azure/state.ts';
import type { Json } from '../fleet/wire.ts';
import { activityRows, writesSince } from './activity-rows.ts';
import type { Destinations } from './destinations.ts';
import {
  eventRows,
  hasInventory,
  hasKuredRows,
  kuredRows,
  nodeRows,
  rebootMetricRows,
} from './node-rows.ts';
import { auditRow, diagnosticsRow, guardRow, isInAdmin, type Place, type Row } from './rows.ts';
import { sceneOf } from './scene.ts';
import type { TableName } from './schemas.ts';
import type { Timeline } from './timeline.ts';

export interface Window {
  /** Milliseconds; rows with TimeGenerated in [from, until). */
  from: number;
  until: number;
}

interface Sources {
  state: State;
  destinations: Destinations;
  timeline: Timeline;
}

interface Made {
  at: number;
  row: Row;
}

/** The workspace to which everybody sends the activity log and what agents on nodes see. */
const central = 'log-platform-weu';

export function rowsOf(
  sources: Sources,
  workspace: Json,
  table: TableName,
  window: Window,
): Iterable<Made> {
  switch (table) {
    case 'AKSAudit':
    case 'AKSAuditAdmin':
    case 'AKSControlPlane':
    case 'AzureDiagnostics':
      return streamed(sources, workspace, table, window);
    case 'AzureActivity':
      return workspace.name === central ? activities(sources, workspace, window) : [];
    default:
      return workspace.name === central ? ofNodes(sources, workspace, table, window) : [];
  }
}

function placeOf({ managedCluster }: StoredCluster, workspace: Json): Place {
  return { scene: sceneOf(managedCluster), customerId: workspace.properties.customerId };
}

function* streamed(
  { destinations, timeline }: Sources,
  workspace: Json,
  table: TableName,
  { from: wanted, until }: Window,
): Iterable<Made> {
  for (const { cluster, category, table: filled, since } of destinations.into(workspace.id)) {
    if (filled !== table) continue;
    const from = Math.max(wanted, since);
    const place = placeOf(cluster, workspace);
    if (category === 'guard') {
      if (table !== 'AKSControlPlane') continue;
      for (const line of timeline.told(place.scene, from, until).flatMap(({ guard = [] }) => guard))
        yield { at: line.at, row: guardRow(line, place) };
      continue;
    }
    for (const happened of timeline.events(place.scene, from, until)) {
      if (category === 'kube-audit-admin' && !isInAdmin(happened)) continue;
      const row =
        table === 'AzureDiagnostics'
          ? diagnosticsRow(happened, place, category)
          : auditRow(happened, place, table);
      yield { at: happened.at, row };
    }
  }
}

function* activities(
  { state, timeline }: Sources,
  workspace: Json,
  { from, until }: Window,
): Iterable<Made> {
  for (const cluster of state.clusters) {
    const place = placeOf(cluster, workspace);
    const told = timeline.told(place.scene, from, until).flatMap(({ activity = [] }) => activity);
    for (const activity of [...told, ...writesSince(cluster)]) yield* activityRows(activity, place);
  }
}

function* ofNodes(
  { state }: Sources,
  workspace: Json,
  table: TableName,
  { from, until }: Window,
): Iterable<Made> {
  for (const cluster of state.clusters) {
    const { managedCluster } = cluster;
    const isThere = table.startsWith('Kube') ? hasInventory : hasKuredRows;
    if (!isThere(managedCluster)) continue;
    const place = placeOf(cluster, workspace);
    const rows =
      table === 'ContainerLogV2'
        ? kuredRows(place, cluster, from, until)
        : table === 'InsightsMetrics'
          ? rebootMetricRows(place, cluster, from, until)
          : table === 'KubeEvents'
            ? eventRows(place, from, until)
            : nodeRows(place, from, until);
    for (const row of rows) yield { at: Date.parse(String(row.TimeGenerated)), row };
  }
}
