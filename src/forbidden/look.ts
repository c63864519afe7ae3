import type { LogsReader } from '../azure/logs.ts';
import type { LogsAnswer } from '../azure/logs-answer.ts';
import type { AzureReader } from '../azure/reader.ts';
import { oncePerRun } from '../fleet/once-per-run.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import { readAtOnce } from '../kubernetes/at-once.ts';
import type { Queryable } from '../store/pool.ts';
import { readBaseline, remember } from './baseline.ts';
import type { ForbiddenConfig } from './config.ts';
import type { Detection } from './define-detection.ts';
import { outageIn } from './outage.ts';
import { auditQuery, canShow, detectionQuery, mostGroups, refusalsQuery } from './queries.ts';
import { type RefusalRow, sightingsOf, unauthenticatedCalls } from './sightings.ts';
import { type FoundSource, findSource, problemOf } from './sources.ts';
import type { ClusterLook, Sighting } from './types.ts';

export interface LookRequest {
  reader: AzureReader;
  logs: LogsReader;
  /** Where the baseline is kept; without it the suspicion knows no history. */
  db?: Queryable;
  clusters: readonly ClusterRef[];
  /** From is included, to is not. */
  window: { from: Date; to: Date };
  now: () => Date;
  config: ForbiddenConfig;
  /** What to look for besides refusals: each is a query more. */
  detections?: readonly Detection[];
  signal?: AbortSignal;
}

const dayMs = 86_400_000;
/** Clusters, and queries, at a time; what Azure allows at once is kept by the readers themselves. */
const atATime = 4;

/**
 * Looks for refused calls: one answer for each cluster, in their order. A cluster that could not be looked at says
 * so in `problem`; nothing is thrown but the abort of the signal.
 */
export async function lookForCalls(request: LookRequest): Promise<ClusterLook[]> {
  const { clusters, signal } = request;
  const reader = oncePerRun(request.reader);
  const looks = new Map<string, ClusterLook>();
  const shared = new Map<string, { found: FoundSource; clusters: ClusterRef[] }>();
  await readAtOnce(clusters, atATime, async (cluster) => {
    try {
      const found = await findSource(reader, cluster, signal);
      if (!('source' in found)) {
        looks.set(idOf(cluster), { ...nothing(request, cluster), problem: found });
        return;
      }
      const key = `${found.customerId} ${found.source.table}`;
      const group = shared.get(key);
      if (group) group.clusters.push(cluster);
      else shared.set(key, { found, clusters: [cluster] });
      looks.set(idOf(cluster), { ...nothing(request, cluster), source: found.source });
    } catch (error) {
      signal?.throwIfAborted();
      looks.set(idOf(cluster), { ...nothing(request, cluster), problem: problemOf(error) });
    }
  });
  await readAtOnce([...shared.values()], atATime, async (group) => {
    for (const look of await lookInWorkspace(request, group, looks))
      looks.set(look.clusterId, look);
  });
  return clusters.map((cluster) => looks.get(idOf(cluster)) ?? nothing(request, cluster));
}

/** All clusters that share a workspace and a table, in one query. */
async function lookInWorkspace(
  { logs, db, window, now, config, detections = [], signal }: LookRequest,
  { found, clusters }: { found: FoundSource; clusters: readonly ClusterRef[] },
  looks: ReadonlyMap<string, ClusterLook>,
): Promise<ClusterLook[]> {
  const ids = clusters.map(idOf);
  const begun = ids.map((id) => looks.get(id) as ClusterLook);
  const question = { table: found.source.table, clusters: ids };
  const options = { signal, plan: found.plan };
  try {
    const lastDay = { from: new Date(now().getTime() - dayMs), to: now() };
    const fresh = await logs.query(
      found.customerId,
      auditQuery('freshness', question),
      lastDay,
      options,
    );
    const newest = new Map(fresh.rows.map((row) => [String(row.Cluster), String(row.Newest)]));
    const answer = await logs.query(found.customerId, refusalsQuery(question), window, options);
    const answers = [answer];
    const detected: Sighting[] = [];
    for (const detection of detections) {
      if (!canShow(found.source.table, detection)) continue;
      const query = detectionQuery(detection, question);
      const more = await logs.query(found.customerId, query, window, options);
      answers.push(more);
      const groups = more.rows.slice(0, mostGroups) as unknown as RefusalRow[];
      detected.push(...sightingsOf(groups, { config, detection }));
    }
    const partial = answers.map(cutOff).find((why) => why !== null) ?? null;
    const rows = (answer.rows as unknown as RefusalRow[]).slice(0, mostGroups);
    const actors = [...new Set(rows.map(({ Actor }) => Actor))];
    const baseline = db
      ? await readBaseline(db, { clusterIds: ids, actors, from: window.from })
      : undefined;
    const finished = begun.map((look) => {
      const own = rows.filter(({ Cluster }) => Cluster === look.clusterId);
      const refused = sightingsOf(own, { config, historyOf: baseline?.historyOf });
      const besides = detected.filter(({ clusterId }) => clusterId === look.clusterId);
      const noData = !newest.has(look.clusterId) && own.length + besides.length === 0;
      return {
        ...look,
        partial,
        newest: newest.get(look.clusterId) ?? null,
        problem: noData ? silent(answer.empty) : null,
        sightings: [...refused, ...besides],
        unauthenticated: unauthenticatedCalls(own),
        outage: outageIn(refused, { from: window.from, knows: baseline?.knows }),
      };
    });
    if (db) {
      const sightings = finished
        .flatMap((look) => look.sightings)
        .filter(({ detection }) => detection === 'forbidden');
      await remember(db, { clusterIds: ids, sightings, from: window.from });
    }
    return finished;
  } catch (error) {
    signal?.throwIfAborted();
    return begun.map((look) => ({ ...look, problem: problemOf(error) }));
  }
}

/** Why some of an answer is missing; null where nothing is. */
function cutOff(answer: LogsAnswer): string | null {
  if (answer.partial) return answer.partial.message;
  return answer.rows.length > mostGroups
    ? `Only the ${mostGroups} largest groups of calls are shown; a shorter time shows them all.`
    : null;
}

function silent(everEmpty: boolean): NonNullable<ClusterLook['problem']> {
  return {
    code: 'no-data',
    message: everEmpty
      ? 'The workspace has never received an audit record: nothing can be said about refused calls.'
      : 'No audit record of this cluster arrived in the last day: nothing can be said about refused calls.',
    hint: 'A stopped cluster writes none; else the diagnostic setting or the workspace’s daily cap is to be checked.',
  };
}

function nothing({ window }: LookRequest, cluster: ClusterRef): ClusterLook {
  return {
    clusterId: idOf(cluster),
    window: { from: window.from.toISOString(), to: window.to.toISOString() },
    source: null,
    problem: null,
    partial: null,
    newest: null,
    sightings: [],
    unauthenticated: 0,
    outage: null,
  };
}

function idOf(cluster: ClusterRef): string {
  return cluster.id.toLowerCase();
}
