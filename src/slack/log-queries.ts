/** The queries behind what a message shows, as they can be asked in Log Analytics. */
import type { CallsPage } from '../forbidden/calls.ts';
import { type CallsWanted, callsQuery } from '../forbidden/queries.ts';
import type { ClusterLook, LogSource } from '../forbidden/types.ts';
import { callLists } from '../store/call-lists.ts';
import { forbiddenRuns } from '../store/forbidden-runs.ts';
import type { Queryable } from '../store/pool.ts';

/** A query as it can be asked in one workspace. */
export interface LogQuery {
  /** Resource id. */
  workspaceId: string;
  query: string;
}

/** What Log Analytics shows at most, so that the query is not cut off before it is sorted. */
const mostRows = 10_000;

/** One query for each workspace and table. */
export function logQueries(
  wanted: CallsWanted,
  sources: readonly { source: LogSource; clusterIds: readonly string[] }[],
): LogQuery[] {
  return sources.map(({ source: { workspaceId, table }, clusterIds }) => ({
    workspaceId,
    query: withoutComments(callsQuery(wanted, { table, clusters: clusterIds, most: mostRows })),
  }));
}

/** An address has little room. No value can begin a line: in literals, the ends of lines are escaped. */
function withoutComments(query: string): string {
  return query.replaceAll(/^ *\/\/.*\n/gm, '');
}

/** Where the looks of a run read, with the clusters that ship there. */
export function sourcesOf(
  looks: readonly ClusterLook[],
): { source: LogSource; clusterIds: string[] }[] {
  const groups = new Map<string, { source: LogSource; clusterIds: string[] }>();
  for (const { source, clusterId } of looks) {
    if (!source) continue;
    const key = `${source.workspaceId.toLowerCase()} ${source.table}`;
    const group = groups.get(key);
    if (group) group.clusterIds.push(clusterId);
    else groups.set(key, { source, clusterIds: [clusterId] });
  }
  return [...groups.values()];
}

/** Callers whose refusals are only counted: the platform's own. */
export function quietCallers(looks: readonly ClusterLook[]): string[] {
  const sightings = looks.flatMap((look) => look.sightings);
  const loud = new Set(sightings.filter(({ noise }) => !noise).map(({ actor }) => actor));
  const quiet = sightings.filter(({ actor }) => !loud.has(actor)).map(({ actor }) => actor);
  return [...new Set(quiet)].slice(0, 100);
}

export interface FoundQueries {
  clusterIds: string[];
  since: string;
  until: string;
  queries: LogQuery[];
}

/** Of a look at refused calls or of a list of calls; null where it is gone or has not ended. */
export async function logQueriesOf(db: Queryable, id: string): Promise<FoundQueries | null> {
  const list = await callLists.get(db, id);
  if (list?.result) {
    const { sources } = list.result as CallsPage;
    return { ...about(list), queries: logQueries(list.wanted as CallsWanted, sources) };
  }
  const run = await forbiddenRuns.get(db, id);
  if (!run?.result) return null;
  const looks = run.result as ClusterLook[];
  const wanted = { detection: 'forbidden', without: quietCallers(looks) };
  return { ...about(run), queries: logQueries(wanted, sourcesOf(looks)) };
}

function about({ clusterIds, since, until }: { clusterIds: string[]; since: Date; until: Date }) {
  return { clusterIds, since: since.toISOString(), until: until.toISOString() };
}
