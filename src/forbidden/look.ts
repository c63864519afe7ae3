import type { LogsReader } from '../azure/logs.ts';
import type { AzureReader } from '../azure/reader.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import type { Queryable } from '../store/pool.ts';
import type { ForbiddenConfig } from './config.ts';
import type { ClusterLook } from './types.ts';

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
  signal?: AbortSignal;
}

/**
 * Looks for refused calls: one answer for each cluster, in their order. A cluster that could not be looked at says
 * so in `problem`; nothing is thrown but the abort of the signal.
 */
export type LookForCalls = (request: LookRequest) => Promise<ClusterLook[]>;
