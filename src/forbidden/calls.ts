/** Calls one by one, a page at a time: who asked for what, when, from where, and why it was refused. */
import type { LogsReader } from '../azure/logs.ts';
import type { AzureReader } from '../azure/reader.ts';
import { oncePerRun } from '../fleet/once-per-run.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import { readAtOnce } from '../kubernetes/at-once.ts';
import { detections } from './detections/index.generated.ts';
import { type CallsWanted, callsQuery, canShow, type PageEnd } from './queries.ts';
import { type FoundSource, findSource, problemOf } from './sources.ts';
import type { LogSource } from './types.ts';

/** One audit id. Times are ISO 8601, UTC, with all the digits of the log. */
export interface Call {
  at: string;
  clusterId: string;
  auditId: string;
  actor: string;
  /** Whom the caller acted as; empty where nobody or where the log does not say. */
  actedAs: string;
  verb: string;
  /** `secrets`, `pods/exec`, or the path of what is no resource. */
  resource: string;
  namespace: string;
  name: string;
  address: string;
  agent: string;
  code: number | null;
  kind: string;
  reason: string;
}

/** The newest first. */
export interface CallsPage {
  calls: Call[];
  /** Where the page ended; null where there are no older calls. */
  end: PageEnd | null;
  /** Some rows are missing, and which limit cut them off. */
  partial: string | null;
  /** Clusters of which nothing can be said, and why. */
  problems: { clusterIds: string[]; message: string; hint?: string }[];
  /** Where was asked, with the clusters that ship there. */
  sources: { source: LogSource; clusterIds: string[] }[];
}

/** So many calls on a page: what is kept of one question is bounded by it. */
const callsOnPage = 200;

interface CallsRequest {
  reader: AzureReader;
  logs: LogsReader;
  clusters: readonly ClusterRef[];
  wanted: CallsWanted;
  /** From is included, to is not. */
  window: { from: Date; to: Date };
  /** Of the page before. */
  end?: PageEnd | null;
  most?: number;
  signal?: AbortSignal;
}

type Group = { found: FoundSource; clusters: ClusterRef[] };

/** Workspaces, and clusters, asked at once. */
const atATime = 4;

/** What cannot be looked at says so in `problems`; nothing is thrown but the abort of the signal. */
export async function lookUpCalls(request: CallsRequest): Promise<CallsPage> {
  const { clusters, signal, end = null, most = callsOnPage } = request;
  const reader = oncePerRun(request.reader);
  const problems: CallsPage['problems'] = [];
  const groups = new Map<string, Group>();
  await readAtOnce(clusters, atATime, async (cluster) => {
    const found = await findSource(reader, cluster, signal).catch((error: unknown) => {
      signal?.throwIfAborted();
      return problemOf(error);
    });
    if (!('source' in found)) {
      problems.push({ clusterIds: [cluster.id.toLowerCase()], ...textOf(found) });
      return;
    }
    const key = `${found.customerId} ${found.source.table} ${found.visible}`;
    const group = groups.get(key);
    if (group) group.clusters.push(cluster);
    else groups.set(key, { found, clusters: [cluster] });
  });
  const calls: Call[] = [];
  const cut: string[] = [];
  await readAtOnce([...groups.values()], atATime, async (group) => {
    const answer = await ask(request, group, { end, most: most + 1 }).catch((error: unknown) => {
      signal?.throwIfAborted();
      return { problem: problemOf(error) };
    });
    if ('problem' in answer) {
      problems.push({ clusterIds: group.clusters.map(idOf), ...textOf(answer.problem) });
      return;
    }
    calls.push(...answer.calls);
    if (answer.partial) cut.push(answer.partial);
  });
  calls.sort(byTime);
  const page = calls.slice(0, most);
  return {
    calls: page,
    end: calls.length > most ? endOf(page, end) : null,
    partial: cut[0] ?? null,
    problems,
    sources: [...groups.values()].map(({ found, clusters: members }) => ({
      source: found.source,
      clusterIds: members.map(idOf),
    })),
  };
}

async function ask(
  { logs, wanted, window, signal }: CallsRequest,
  { found: { source, customerId, plan, visible }, clusters }: Group,
  { end, most }: { end: PageEnd | null; most: number },
): Promise<
  { calls: Call[]; partial: string | null } | { problem: { message: string; hint?: string } }
> {
  const detection = detections.find(({ id }) => id === wanted.detection);
  if (detection && !canShow({ table: source.table, visible }, detection))
    return {
      problem: {
        message: `What is kept of the audit log (${source.table}) cannot show this: ${detection.title}.`,
        hint: 'The fix audit-logs ships what it needs.',
      },
    };
  if (!detection && wanted.detection !== 'forbidden')
    return { problem: { message: `"${wanted.detection}" is no detection that I know.` } };
  const query = callsQuery(wanted, {
    ...{ table: source.table, clusters: clusters.map(idOf), most, end },
  });
  const answer = await logs.query(customerId, query, window, { signal, plan });
  if (answer.empty)
    return { problem: { message: 'The workspace has never received an audit record.' } };
  return { calls: answer.rows.map(callOf), partial: answer.partial?.message ?? null };
}

function callOf(row: Record<string, unknown>): Call {
  const text = (name: string) => String(row[name] ?? '');
  const code = Number(row.Code ?? Number.NaN);
  return {
    ...{ at: text('At'), clusterId: text('Cluster'), auditId: text('AuditId') },
    ...{ actor: text('Actor'), actedAs: text('As'), verb: text('Verb') },
    ...{ resource: text('What'), namespace: text('Namespace'), name: text('Name') },
    ...{ address: text('Address'), agent: text('Agent'), kind: text('Kind') },
    code: Number.isNaN(code) ? null : code,
    reason: text('Reason'),
  };
}

/** The newest first; those of one moment by their ids, as the query sorts them. */
function byTime(a: Call, b: Call): number {
  const [first, second] = [exactly(a.at), exactly(b.at)];
  if (first !== second) return first < second ? 1 : -1;
  return a.auditId < b.auditId ? -1 : 1;
}

/** Azure leaves out zeros at the end: with seven digits, texts sort as times do. */
function exactly(at: string): string {
  const [, seconds = at, digits = ''] = /^(.*?)(?:\.(\d+))?Z$/.exec(at) ?? [];
  return `${seconds}.${digits.padEnd(7, '0')}`;
}

function endOf(page: readonly Call[], before: PageEnd | null): PageEnd | null {
  const at = page.at(-1)?.at;
  if (at === undefined) return before;
  const moment = exactly(at);
  const here = page.filter((call) => exactly(call.at) === moment).map(({ auditId }) => auditId);
  const earlier = before && exactly(before.at) === moment ? before.shown : [];
  return { at, shown: [...earlier, ...here] };
}

function textOf({ message, hint }: { message: string; hint?: string }) {
  return { message, ...(hint && { hint }) };
}

function idOf(cluster: ClusterRef): string {
  return cluster.id.toLowerCase();
}
