import type { ClusterNodes, NodeLine, PoolLine, Remark } from '../../nodes/types.ts';
import { dayOf, evidenceWords, oldestPool, rebootWords } from '../../nodes/words.ts';
import { actionIds } from '../action-ids.ts';
import { type Cell, clipped, dataTable } from '../blocks.ts';
import { type Piece, tableBudget, tablePage } from '../budget.ts';
import type { RenderContext } from '../define-view.ts';

/** For the caption and the buttons below. */
const beside = 400;

/** A row for each cluster, those that want something first. */
export function fleetTable(
  clusters: readonly ClusterNodes[],
  characters: number,
  tools: RenderContext,
): Piece[] {
  const columns = ['Cluster', 'To do', 'Reboot', 'Nodes', 'Oldest image', 'OS channel'];
  const rows = clusters.map((cluster): Cell[] => [
    clipped(calledAmong(cluster, clusters), 80),
    toDo(cluster),
    rebootsOf(cluster),
    nodesOf(cluster),
    imageOf(cluster),
    cluster.problem ? '' : (cluster.osChannel ?? 'not named'),
  ]);
  return paged({ title: 'Clusters', columns, rows, characters, tools, pageSize: 20 });
}

/** Its name; with its resource group, where another has the same name. */
export function calledAmong(
  { name, clusterId }: ClusterNodes,
  clusters: readonly ClusterNodes[],
): string {
  const isAlone = clusters.filter((each) => each.name === name).length < 2;
  return isAlone ? name : `${name} (${/\/resourcegroups\/([^/]+)/i.exec(clusterId)?.[1] ?? ''})`;
}

function toDo({ remarks }: ClusterNodes): string {
  const count = (urgency: Remark['urgency']) =>
    remarks.filter((remark) => remark.urgency === urgency).length;
  const [now, unknown, later] = [count('act'), count('unknown'), count('watch')];
  if (now > 0) return `${now} now`;
  if (unknown > 0) return `${unknown} not known`;
  return later > 0 ? `${later} later` : 'nothing';
}

export function poolTable({ pools }: ClusterNodes): Piece[] {
  if (pools.length === 0) return [];
  const columns = ['Pool', 'Nodes', 'Image age', 'Newest', 'System', 'Surge', 'Image'];
  const rows = pools
    .slice(0, 40)
    .map((pool): Cell[] => [
      pool.name,
      pool.count,
      ageOf(pool),
      pool.isNewest === null ? 'unknown' : pool.isNewest ? 'yes' : 'no',
      systemOf(pool),
      pool.maxSurge ?? 'not set (10 %)',
      pool.image ?? '',
    ]);
  return [
    {
      importance: 89,
      blocks: [dataTable({ caption: `Node pools (${pools.length})`, columns, rows })],
    },
  ];
}

/** The nodes of one cluster: those that wait, and those in trouble, first. */
export function nodeTable(
  { nodes, pools }: ClusterNodes,
  { now, characters, tools }: { now: Date; characters: number; tools: RenderContext },
): Piece[] {
  if (nodes.length === 0) return [];
  const ages = new Map(pools.map(({ name, ageDays }) => [name, ageDays]));
  const columns = ['Node', 'Reboot', 'Since', 'By', 'Ready', 'Version'];
  const rows = nodes
    .toSorted((a, b) => rank(b) - rank(a))
    .map((node): Cell[] => [
      node.name,
      rebootWords(node.reboot, ages.get(node.pool ?? '') ?? null),
      'since' in node.reboot && node.reboot.since ? dayOf(node.reboot.since) : '',
      evidenceWords(node.reboot, now),
      readyOf(node),
      node.version,
    ]);
  return paged({ title: 'Nodes', columns, rows, characters, tools });
}

function rank({ reboot, ready, cordoned, troubles }: NodeLine): number {
  return (
    (reboot.kind === 'required' ? 8 : 0) +
    (ready === false ? 4 : 0) +
    (cordoned ? 2 : 0) +
    (troubles.length > 0 || reboot.kind === 'unknown' ? 1 : 0)
  );
}

function readyOf({ ready, cordoned, troubles }: NodeLine): string {
  const state = ready === null ? 'unknown' : ready ? 'yes' : 'no';
  return [state, ...(cordoned ? ['cordoned'] : []), ...troubles.map(({ type }) => type)].join(', ');
}

function rebootsOf({ nodes, problem, nodesUnknown, osChannel }: ClusterNodes): string {
  if (problem) return 'unknown';
  const count = (kind: string) => nodes.filter(({ reboot }) => reboot.kind === kind).length;
  const required = count('required');
  if (required > 0) return `${required} of ${nodes.length} required`;
  const byImage = ['nodeimage', 'securitypatch'].includes(osChannel?.toLowerCase() ?? '');
  if (nodesUnknown || nodes.length === 0) return byImage ? 'by image' : 'unknown';
  if (count('unknown') > 0) return `unknown for ${count('unknown')} of ${nodes.length}`;
  return count('by-image') > 0 ? 'by image' : 'none';
}

function nodesOf({ nodes, pools, nodesUnknown, state }: ClusterNodes): string {
  if (state === 'stopped') return 'stopped';
  const wanted = pools.reduce((sum, { count }) => sum + count, 0);
  if (nodesUnknown) return `${wanted}, not seen`;
  const ready = nodes.filter((node) => node.ready).length;
  return ready === nodes.length ? `${ready} Ready` : `${ready} of ${nodes.length} Ready`;
}

function ageOf(pool: PoolLine | null): string {
  if (!pool || pool.ageDays === null) return 'unknown';
  return `${pool.ageDays} d${pool.isOld ? ', old' : ''}`;
}

/** The age of the oldest, and whether there are newer ones. */
function imageOf(cluster: ClusterNodes): string {
  const { pools, problem } = cluster;
  if (problem) return 'unknown';
  const behind = pools.some(({ isNewest }) => isNewest === false);
  const known = pools.every(({ isNewest }) => isNewest !== null);
  const oldest = oldestPool(cluster);
  const rest = behind ? 'newer is out' : known ? 'newest' : 'newest not known';
  return oldest?.isOld ? ageOf(oldest) : `${ageOf(oldest)}, ${rest}`;
}

function systemOf({ system }: PoolLine): string {
  if (!system) return 'unknown';
  if (!system.ends) return system.name;
  return `${system.name}, ${system.isOver ? 'over since' : 'until'} ${dayOf(system.ends)}`;
}

function paged({
  title,
  columns,
  rows,
  characters,
  tools: { page, button },
  pageSize = 10,
}: {
  title: string;
  columns: string[];
  rows: Cell[][];
  characters: number;
  tools: RenderContext;
  pageSize?: number;
}): Piece[] {
  if (rows.length === 0) return [];
  const heads = columns.reduce((sum, text) => sum + text.length, 0);
  const turned = tablePage(rows, page, {
    rows: tableBudget.rows - 1,
    characters: Math.min(tableBudget.characters, characters) - beside - heads,
  });
  const table = dataTable({
    caption: `${title} ${turned.from} to ${turned.to} of ${turned.total}, what wants something first`,
    columns,
    rows: turned.rows,
    pageSize,
  });
  if (turned.pages === 1) return [{ importance: 88, blocks: [table] }];
  const turn = (text: string, to: number) =>
    button({ action: actionIds.showPage, payload: { page: to }, text });
  const elements = [
    ...(turned.page > 0 ? [turn('Show previous', turned.page - 1)] : []),
    ...(turned.page + 1 < turned.pages ? [turn('Show more', turned.page + 1)] : []),
  ];
  return [{ importance: 88, blocks: [table, { type: 'actions', elements }] }];
}
