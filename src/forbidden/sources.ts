import { listDiagnosticSettings } from '../azure/diagnostics.ts';
import { AzureError } from '../azure/errors.ts';
import { readQueryPlan } from '../azure/log-tables.ts';
import type { QueryPlan } from '../azure/logs-lanes.ts';
import type { AzureReader } from '../azure/reader.ts';
import { readWorkspace } from '../azure/workspaces.ts';
import { auditDestinations } from '../fleet/audit-destinations.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import type { ClusterLook, LogSource } from './types.ts';

type Problem = NonNullable<ClusterLook['problem']>;

export interface FoundSource {
  source: LogSource;
  /** The GUID by which queries name the workspace. */
  customerId: string;
  plan: QueryPlan;
  /** Whether reads are logged too. */
  visible: 'everything' | 'writes';
}

const noImpersonation =
  'The tables AKSAudit and AKSAuditAdmin have no column for impersonation: whom a caller acted as is not seen.';

/** Where a cluster's audit log is to be asked, or why it cannot be. */
export async function findSource(
  reader: AzureReader,
  cluster: ClusterRef,
  signal?: AbortSignal,
): Promise<FoundSource | Problem> {
  const found = auditDestinations(await listDiagnosticSettings(reader, cluster.id, { signal }));
  const [best] = found.workspaces;
  if (found.visible === 'nothing' || !best)
    return {
      code: 'no-audit-log',
      message: found.blind ?? 'The audit log goes nowhere where it can be queried.',
      hint: 'The fix audit-logs sends it to a Log Analytics workspace.',
    };
  const workspace = await readWorkspace(reader, best.workspaceId, { signal });
  const customerId = workspace?.properties?.customerId;
  if (typeof customerId !== 'string')
    return {
      code: 'no-workspace',
      message: `The diagnostic setting ${best.settingName} sends the audit log to a workspace that is not there: ${best.workspaceId}.`,
      hint: 'The fix audit-logs sends it to one that is.',
    };
  const table =
    best.mode === 'legacy'
      ? 'AzureDiagnostics'
      : best.categories.includes('kube-audit')
        ? 'AKSAudit'
        : 'AKSAuditAdmin';
  const blind = [...(found.blind ? [found.blind] : [])];
  if (table !== 'AzureDiagnostics') blind.push(noImpersonation);
  return {
    source: { workspaceId: best.workspaceId, table, blind },
    customerId,
    visible: found.visible,
    plan: await readQueryPlan(reader, best.workspaceId, table, { signal }),
  };
}

/** What went wrong with a cluster or a query, as a person reads it. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof AzureError))
    return { code: 'failed', message: error instanceof Error ? error.message : String(error) };
  return {
    code: error.kind,
    message: error.message,
    ...(error.kind === 'denied' && {
      hint: 'Give the reading identity the role Log Analytics Data Reader on the workspace, and Reader on the cluster.',
    }),
    ...(error.kind === 'throttled' && {
      hint: 'Azure allows so many queries at once; the next look asks again.',
    }),
  };
}
