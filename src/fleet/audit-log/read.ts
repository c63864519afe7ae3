import { AzureError } from '../../azure/errors.ts';
import { readQueryPlan } from '../../azure/log-tables.ts';
import type { LogsReader } from '../../azure/logs.ts';
import type { LogsAnswer } from '../../azure/logs-answer.ts';
import type { AzureReader, ReadOptions } from '../../azure/reader.ts';
import { auditDestinations } from '../audit-destinations.ts';
import type { ClusterRef, Plane, Planes } from '../snapshot.ts';
import { unreadable } from '../unreadable.ts';
import { auditLogQuery, mostApis } from './queries.ts';
import type { AuditLog, DeprecatedApi, ReadAuditLog } from './types.ts';

const dayMs = 86_400_000;
/** A report waits for it: what Azure does not know by then is not known. */
const timeoutMs = 60_000;
/** What Azure allows in one query is far more; what is read again after a fault stays small. */
const clustersInQuery = 100;

export interface AuditLogOptions {
  logs: LogsReader;
  reader: AzureReader;
  /** Of one run: those that share a workspace and a table share their queries. */
  clusters: readonly ClusterRef[];
  now: () => Date;
}

type Options = Pick<ReadOptions, 'signal' | 'onWait'>;
type NotRead = Extract<Plane<never>, { state: 'unreadable' }>;

interface Source {
  workspaceId: string;
  customerId: string;
  table: AuditLog['table'];
  writesOnly: boolean;
}

/** What was answered about several clusters. */
interface Answers {
  newest: LogsAnswer;
  apis: LogsAnswer;
  window: AuditLog['window'];
}

/**
 * Reads what audit logs tell about the last day, by two queries for each workspace and table. Made anew for every
 * run, since every question is asked once.
 */
export function auditLogReading({ logs, reader, clusters, now }: AuditLogOptions): ReadAuditLog {
  const ids = clusters.map(idOf).sort();
  const asked = new Map<string, Promise<Answers>>();

  /** The clusters that are asked about together with this one. */
  function companyOf(id: string): string[] {
    const at = ids.indexOf(id);
    if (at < 0) return [id];
    const start = at - (at % clustersInQuery);
    return ids.slice(start, start + clustersInQuery);
  }

  function answersFor(source: Source, id: string, options: Options): Promise<Answers> {
    const company = companyOf(id);
    const key = JSON.stringify([source.customerId, source.table, company[0]]);
    const known = asked.get(key);
    if (known) return known;
    const answers = ask(source, company, options);
    asked.set(key, answers);
    return answers;
  }

  async function ask(
    { workspaceId, customerId, table }: Source,
    company: string[],
    options: Options,
  ): Promise<Answers> {
    const plan = await readQueryPlan(reader, workspaceId, table, options);
    const to = now();
    const window = { from: new Date(to.getTime() - dayMs), to };
    const about = (question: Parameters<typeof auditLogQuery>[0]) =>
      logs.query(customerId, auditLogQuery(question, { table, clusters: company }), window, {
        ...options,
        plan,
        timeoutMs,
      });
    return {
      newest: await about('newest'),
      apis: await about('deprecated-apis'),
      window: { from: window.from.toISOString(), to: to.toISOString() },
    };
  }

  return async (cluster, found, options) => {
    const source = sourceOf(found);
    if ('state' in source) return source;
    try {
      const answers = await answersFor(source, idOf(cluster), options);
      return {
        state: 'read',
        value: auditLogOf(idOf(cluster), source, answers),
        source: `Log Analytics, ${source.table} in ${nameOf(source.workspaceId)}`,
        readAt: answers.window.to,
      };
    } catch (error) {
      if (options.signal?.aborted || !(error instanceof AzureError)) throw error;
      return refused(error, source);
    }
  };
}

/** Where to ask, or why nobody can. */
function sourceOf({
  diagnosticSettings,
  workspaces,
}: Pick<Planes, 'diagnosticSettings' | 'workspaces'>): Source | NotRead {
  const { workspaces: destinations, visible, elsewhere } = auditDestinations(diagnosticSettings);
  const [best] = destinations;
  if (visible === 'nothing' || !best)
    return {
      state: 'unreadable',
      code: 'not-configured',
      reason:
        elsewhere.length > 0
          ? `the audit log goes to no Log Analytics workspace, only to ${elsewhere.map(({ kind }) => kind).join(', ')}, where it cannot be queried`
          : 'the audit log goes to no Log Analytics workspace',
      help: 'Send it to one: the fix audit-logs does.',
    };
  const customerId = workspaces[best.workspaceId.toLowerCase()]?.properties?.customerId;
  if (typeof customerId !== 'string')
    return {
      state: 'unreadable',
      code: 'not-found',
      reason: `the diagnostic setting ${best.settingName} sends the audit log to a workspace that is not there: ${best.workspaceId}`,
      help: 'Send it to one that is: the fix audit-logs does.',
    };
  const dedicated = best.categories.includes('kube-audit') ? 'AKSAudit' : 'AKSAuditAdmin';
  return {
    workspaceId: best.workspaceId,
    customerId,
    table: best.mode === 'legacy' ? 'AzureDiagnostics' : dedicated,
    writesOnly: visible === 'writes',
  };
}

function auditLogOf(
  id: string,
  { workspaceId, table, writesOnly }: Source,
  { newest, apis, window }: Answers,
): AuditLog {
  const own = ({ Cluster }: Record<string, unknown>) => Cluster === id;
  const found = newest.rows.find(own)?.Newest;
  const cut =
    apis.rows.length > mostApis ? `only the ${mostApis} most called APIs were listed` : undefined;
  return {
    workspaceId,
    table,
    window,
    newest: typeof found === 'string' ? found : null,
    writesOnly,
    partial: newest.partial?.message ?? apis.partial?.message ?? cut ?? null,
    deprecatedApis: (apis.rows as unknown as ApiRow[])
      .slice(0, mostApis)
      .filter((row) => row.Cluster === id)
      .map(apiOf),
  };
}

/** A row of deprecated-apis.kql. */
interface ApiRow {
  Cluster: string;
  ApiGroup: string;
  ApiVersion: string;
  Resource: string;
  RemovedRelease: string;
  Callers: string[];
  Agents: string[];
  WriteCalls: number;
  Calls: number;
  LastSeen: string;
  LastWrite: string | null;
}

function apiOf(row: ApiRow): DeprecatedApi {
  return {
    group: row.ApiGroup,
    version: row.ApiVersion,
    resource: row.Resource,
    removedRelease: row.RemovedRelease,
    callers: row.Callers,
    userAgents: row.Agents,
    writes: row.WriteCalls,
    calls: row.Calls,
    lastSeen: row.LastSeen,
    lastWrite: row.LastWrite,
  };
}

function refused(error: AzureError, { workspaceId }: Source): NotRead {
  const title = 'audit log';
  const said = unreadable(error, { title, permission: 'Log Analytics Data Reader' });
  const reason = `the audit log in ${nameOf(workspaceId)}: ${error.message}`;
  if (error.kind !== 'denied') return { ...said, reason };
  return {
    ...said,
    reason,
    help: `Give the reading identity the role Log Analytics Data Reader on the workspace ${nameOf(workspaceId)}.`,
  };
}

function idOf({ id }: ClusterRef): string {
  return id.toLowerCase();
}

function nameOf(id: string): string {
  return id.split('/').at(-1) ?? id;
}
