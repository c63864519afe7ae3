/** Who began what failed, and when: the state of a cluster says only that it did. */
import { listProviderActivity } from '../azure/activity-log.ts';
import { AzureError } from '../azure/errors.ts';
import type { AzureReader } from '../azure/reader.ts';
import type { ClusterRef, Json } from '../fleet/snapshot.ts';

/** An upgrade that ended badly, as the states of the cluster and its pools tell it. */
export interface FailedUpgrade {
  /** What the cluster or one of its pools was sent to, and has not reached. */
  version: string;
  /** Null: the control plane. */
  pool: string | null;
  /** Azure's own word. */
  error: string | null;
  began: Began;
}

export type Began =
  /** The last write that failed; `at` and `by` are null where the activity log has none. */
  { kind: 'known'; at: string | null; by: string | null } | { kind: 'unknown'; reason: string };

export const lookedBackDays = 14;

const writes = /^microsoft\.containerservice\/managedclusters(\/agentpools)?\/write$/i;

/** AKS writes past the API that the log records, so its own upgrades have no caller there. */
export async function readBegan(
  reader: AzureReader,
  { id, subscriptionId }: Pick<ClusterRef, 'id' | 'subscriptionId'>,
  { now, signal }: { now: Date; signal?: AbortSignal },
): Promise<Began> {
  const from = new Date(now.getTime() - lookedBackDays * 24 * 60 * 60 * 1000);
  const provider = 'Microsoft.ContainerService';
  try {
    const wanted = { subscriptionId, provider, from, to: now } as const;
    const events = await listProviderActivity(reader, wanted, { signal });
    return lastFailure(events, id);
  } catch (error) {
    if (error instanceof AzureError) return { kind: 'unknown', reason: error.message };
    throw error;
  }
}

function lastFailure(events: readonly Json[], id: string): Began {
  const own = id.toLowerCase();
  const [last] = events
    .filter(({ resourceId, operationName, status, eventTimestamp }) => {
      const resource = String(resourceId).toLowerCase();
      return (
        (resource === own || resource.startsWith(`${own}/agentpools/`)) &&
        writes.test(String(operationName?.value)) &&
        String(status?.value).toLowerCase() === 'failed' &&
        !Number.isNaN(Date.parse(eventTimestamp))
      );
    })
    .sort((one, other) => Date.parse(other.eventTimestamp) - Date.parse(one.eventTimestamp));
  return {
    kind: 'known',
    at: last ? new Date(last.eventTimestamp).toISOString() : null,
    by: typeof last?.caller === 'string' && last.caller !== '' ? last.caller : null,
  };
}
