import { readFileSync } from 'node:fs';
import { AzureError } from '../azure/errors.ts';
import type { LogsReader } from '../azure/logs.ts';
import type { LogsAnswer } from '../azure/logs-answer.ts';
import type { AzureReader } from '../azure/reader.ts';
import { readWorkspace } from '../azure/workspaces.ts';
import type { ClusterRef, Json } from '../fleet/snapshot.ts';
import { withParameters } from '../kql/literals.ts';
import { readAtOnce } from '../kubernetes/at-once.ts';
import type { SaidByPrometheus } from './ask-prometheus.ts';
import type { LogRow } from './evidence/log-lines.ts';
import type { MetricRow } from './evidence/metric.ts';
import { type ScheduledRow, scheduledReasons } from './scheduled-events.ts';

const dayMs = 86_400_000;
/** Since when a node waits is told as far back as this. */
const metricDays = 7;
const logDays = 2;
const eventDays = 1;
/** Clusters in one query. */
const mostClusters = 100;
const queriesAtOnce = 4;

export interface SaidInLogs {
  metric: MetricRow[];
  log: LogRow[];
  events: ScheduledRow[];
  /** Why an answer is missing or not whole, for a person; null where all was read. */
  metricProblem: string | null;
  logProblem: string | null;
  eventsProblem: string | null;
}

export interface LogsRequest {
  reader: AzureReader;
  logs: LogsReader;
  /** `reboots`: kured's words are asked for as well, since they decide something. */
  clusters: readonly { cluster: ClusterRef; document: Json; reboots: boolean }[];
  /** ARM ids of workspaces to ask for every cluster. */
  workspaces: readonly string[];
  /** Names of the containers whose log is read. */
  restarters: readonly string[];
  /** What Prometheus said already, by cluster. */
  metrics: ReadonlyMap<string, SaidByPrometheus>;
  now: () => Date;
  signal?: AbortSignal;
}

/** The workspace of Container Insights, as the cluster itself names it. */
function insightsWorkspace(document: Json): string | null {
  const { enabled, config } = addOn(document?.properties?.addonProfiles, 'omsagent');
  const found = Object.entries((config ?? {}) as Record<string, unknown>).find(
    ([name]) => name.toLowerCase() === 'loganalyticsworkspaceresourceid',
  )?.[1];
  return enabled === true && typeof found === 'string' ? found : null;
}

/** Names of add-ons are written in several ways. */
function addOn(profiles: Json, name: string): Json {
  const found = Object.entries(profiles ?? {}).find(([each]) => each.toLowerCase() === name);
  return found?.[1] ?? {};
}

/**
 * What workspaces know of reboots, by cluster (ARM id in lower case): one query for all clusters that share a
 * workspace. Nothing is thrown but the abort of the signal.
 */
export async function askLogs(request: LogsRequest): Promise<Map<string, SaidInLogs>> {
  const { clusters, workspaces, metrics, signal } = request;
  const said = new Map<string, SaidInLogs>();
  const groups = new Map<string, { workspaceId: string; ids: string[] }>();
  const deciding = new Set<string>();
  for (const { cluster, document, reboots } of clusters) {
    const id = cluster.id.toLowerCase();
    if (reboots) deciding.add(id);
    const own = insightsWorkspace(document);
    const wanted = [...(own ? [own] : []), ...workspaces];
    const why = wanted.length === 0 ? 'no workspace is known that its nodes report to' : null;
    const metric = metrics.get(id);
    said.set(id, {
      ...{ metric: [...(metric?.rows ?? [])], metricProblem: metric ? metric.problem : why },
      ...{ log: [], logProblem: why, events: [], eventsProblem: why },
    });
    for (const workspaceId of new Map(wanted.map((each) => [each.toLowerCase(), each])).values()) {
      const key = workspaceId.toLowerCase();
      const group = groups.get(key) ?? { workspaceId, ids: [] };
      group.ids.push(id);
      groups.set(key, group);
    }
  }
  const parts = [...groups.values()].flatMap(({ workspaceId, ids }) =>
    Array.from({ length: Math.ceil(ids.length / mostClusters) }, (_, part) => ({
      workspaceId,
      ids: ids.slice(part * mostClusters, (part + 1) * mostClusters),
    })),
  );
  await readAtOnce(parts, queriesAtOnce, (part) =>
    askWorkspace(request, { ...part, deciding }, said),
  );
  signal?.throwIfAborted();
  return said;
}

type Problem = 'metricProblem' | 'logProblem' | 'eventsProblem';

async function askWorkspace(
  { reader, logs, restarters, now, signal }: LogsRequest,
  {
    workspaceId,
    ids,
    deciding,
  }: { workspaceId: string; ids: string[]; deciding: ReadonlySet<string> },
  said: Map<string, SaidInLogs>,
): Promise<void> {
  const tell = (kind: Problem, why: string) => {
    for (const id of ids) {
      const one = said.get(id);
      if (one) one[kind] = one[kind] ? `${one[kind]}; ${why}` : why;
    }
  };
  const name = workspaceId.split('/').at(-1);
  const query = async (text: string, days: number): Promise<LogsAnswer> => {
    const workspace = await readWorkspace(reader, workspaceId, { signal });
    const customerId = workspace?.properties?.customerId;
    if (typeof customerId !== 'string')
      throw new AzureError('not-found', `the workspace ${name} is not there`);
    const to = now();
    const from = new Date(to.getTime() - days * dayMs);
    return logs.query(customerId, text, { from, to }, { signal });
  };
  const ask = async (
    kind: Problem,
    text: string,
    days: number,
    take: (one: SaidInLogs, row: Record<string, unknown>) => void,
  ) => {
    try {
      const { rows, partial } = await query(text, days);
      for (const row of rows) {
        const one = said.get(String(row.Cluster));
        if (one) take(one, row);
      }
      if (partial) tell(kind, `the answer of ${name} is not whole: ${partial.message}`);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof AzureError)) throw error;
      tell(kind, `${name} could not be asked: ${error.message}`);
    }
  };
  await ask('eventsProblem', eventsQuery(ids), eventDays, (one, row) =>
    one.events.push(row as unknown as ScheduledRow),
  );
  const decided = ids.filter((id) => deciding.has(id));
  if (decided.length === 0) return;
  await ask('metricProblem', metricQuery(decided), metricDays, (one, row) =>
    one.metric.push(row as unknown as MetricRow),
  );
  await ask('logProblem', logQuery(decided, restarters), logDays, (one, row) =>
    one.log.push(row as unknown as LogRow),
  );
}

/** Whether nodes wait, by the metric. */
export function metricQuery(clusters: readonly string[]): string {
  return withParameters(queryText('reboot-metric'), { clusters: [...clusters] });
}

/** The newest lines of kured on each node. */
export function logQuery(clusters: readonly string[], containers: readonly string[]): string {
  return withParameters(queryText('kured-log'), {
    clusters: [...clusters],
    containers: [...containers],
  });
}

/** What Azure has scheduled for the machines of nodes. */
export function eventsQuery(clusters: readonly string[]): string {
  return withParameters(queryText('scheduled-events'), {
    clusters: [...clusters],
    reasons: scheduledReasons,
  });
}

function queryText(name: string): string {
  return readFileSync(new URL(`./queries/${name}.kql`, import.meta.url), 'utf8');
}
