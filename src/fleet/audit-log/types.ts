import type { ReadOptions } from '../../azure/reader.ts';
import type { ClusterRef, Plane, Planes } from '../snapshot.ts';

/** A version of an API that was called, and that a later Kubernetes no longer has. */
export interface DeprecatedApi {
  /** Empty for the core group. */
  group: string;
  version: string;
  resource: string;
  /** The first minor without it: `1.32`. */
  removedRelease: string;
  /** Users and service accounts, at most 10. */
  callers: string[];
  /** At most 10. */
  userAgents: string[];
  /** Calls that are not get, list or watch: Azure refuses an upgrade after these. */
  writes: number;
  calls: number;
  /** ISO 8601, UTC. */
  lastSeen: string;
  /** Null where nothing was written. */
  lastWrite: string | null;
}

/** What the audit log of one cluster tells about the last day. */
export interface AuditLog {
  /** The resource id of the Log Analytics workspace that was asked. */
  workspaceId: string;
  table: 'AKSAudit' | 'AKSAuditAdmin' | 'AzureDiagnostics';
  /** What was looked at, ISO 8601, UTC. */
  window: { from: string; to: string };
  /** The newest record in the window; null where there is none. Then nothing else is known. */
  newest: string | null;
  /** Only changes are logged: who reads by a deprecated API is not seen. */
  writesOnly: boolean;
  /** Why rows are missing: what is listed is true, and there may be more. Null where nothing is missing. */
  partial: string | null;
  /** Without calls of the platform's own components, which come along with an upgrade. */
  deprecatedApis: DeprecatedApi[];
}

/** Reads what the audit log of a cluster tells; where it cannot be read, why. Throws what aborts the signal, and faults of our own. */
export type ReadAuditLog = (
  cluster: ClusterRef,
  found: Pick<Planes, 'diagnosticSettings' | 'workspaces'>,
  options: Pick<ReadOptions, 'signal' | 'onWait'>,
) => Promise<Plane<AuditLog>>;
