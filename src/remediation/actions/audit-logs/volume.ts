/** How much an audit log comes to, measured on clusters that ship theirs to the same workspace already. */
import { readFileSync } from 'node:fs';
import { aksApiVersion, workspacesApiVersion } from '../../../azure/api-versions.ts';
import { AzureError } from '../../../azure/errors.ts';
import type { Json } from '../../../fleet/snapshot.ts';
import type { ReadClients } from '../../clients.ts';

export type AuditTable = 'AKSAudit' | 'AKSAuditAdmin';

export type Volume =
  | {
      kind: 'measured';
      /** Of the last day; nodes as they are now. */
      clusters: { name: string; nodes: number; gigabytes: number }[];
      /** Of the table: what a gigabyte costs depends on it. */
      plan: string;
    }
  | { kind: 'unknown'; why: string };

const day = 24 * 60 * 60 * 1000;
/** Azure bills decimal gigabytes. https://learn.microsoft.com/azure/azure-monitor/logs/cost-logs */
const gigabyte = 1e9;

const files: Record<AuditTable, string> = {
  AKSAudit: './volume-aks-audit.kql',
  AKSAuditAdmin: './volume-aks-audit-admin.kql',
};

/** What is asked of a table. */
export function volumeQuery(table: AuditTable): string {
  return readFileSync(new URL(files[table], import.meta.url), 'utf8');
}

/** Never throws for what Azure refuses: a plan is as good without an estimate. */
export async function measureVolume(
  { reader, logs, now }: ReadClients,
  workspace: Json,
  table: AuditTable,
): Promise<Volume> {
  if (!logs) return unknown('this process does not read workspaces');
  try {
    const { json } = await reader.get(`${workspace.id}/tables/${table}`, workspacesApiVersion);
    const plan = String(json?.properties?.plan ?? 'Analytics');
    const range = { from: new Date(now.getTime() - day), to: now };
    const { rows, partial } = await logs.query(
      String(workspace.properties?.customerId),
      volumeQuery(table),
      range,
      { timeoutMs: 20_000, plan: plan === 'Analytics' ? 'Analytics' : 'Basic' },
    );
    if (partial) return unknown(partial.message);
    const clusters = await Promise.all(
      rows.map(async ({ _ResourceId: id, Bytes: bytes }) => {
        const { json: cluster } = await reader.get(String(id), aksApiVersion);
        const gigabytes = Number(bytes) / gigabyte;
        return { name: String(cluster?.name), nodes: nodesOf(cluster), gigabytes };
      }),
    );
    const usable = clusters.filter(({ nodes, gigabytes }) => nodes > 0 && gigabytes > 0);
    if (usable.length === 0) return unknown(`nothing has come into its table ${table} for a day`);
    return { kind: 'measured', clusters: usable, plan };
  } catch (error) {
    if (error instanceof AzureError) return unknown(error.message);
    throw error;
  }
}

/** Nodes that the pools of a managed cluster have now. */
export function nodesOf(cluster: Json): number {
  const pools: Json[] = cluster?.properties?.agentPoolProfiles ?? [];
  return pools.reduce((sum, { count }) => sum + (Number(count) || 0), 0);
}

function unknown(why: string): Volume {
  return { kind: 'unknown', why };
}
