/**
 * What AKS itself says of upgrades that it began: Resource Graph keeps its notices for some weeks.
 * https://learn.microsoft.com/azure/aks/aks-communication-manager
 */
import { AzureError } from '../azure/errors.ts';
import type { AzureReader } from '../azure/reader.ts';
import type { ClusterRef, Json } from '../fleet/snapshot.ts';

export interface OwnFailure {
  /** The same in every notice of one upgrade. */
  id: string;
  at: string;
  what: 'Kubernetes upgrade' | 'upgrade of node images' | 'maintenance';
  /** In Azure's words. */
  details: string;
}

export type OwnRecord =
  | { kind: 'known'; failures: OwnFailure[] }
  | { kind: 'unknown'; reason: string };

/** A constant: nothing that a person or Azure said is ever put into it. */
const query = `containerserviceeventresources
| where type =~ 'microsoft.containerservice/managedclusters/scheduledevents'
| project id, name, properties
| order by id asc`;

const lookedBackMs = 14 * 24 * 60 * 60 * 1000;

/** Notices that the identity may not see are left out by Resource Graph without a word. */
export async function readOwnRecord(
  reader: AzureReader,
  { id }: Pick<ClusterRef, 'id'>,
  { now, signal }: { now: Date; signal?: AbortSignal },
): Promise<OwnRecord> {
  try {
    const rows = await reader.resourceGraph(query, { signal });
    const own = `${id}/scheduledevents/`.toLowerCase();
    const failures = rows
      .filter((row) => String(row.id).toLowerCase().startsWith(own))
      .flatMap(failureIn)
      .filter(({ at }) => Date.parse(at) > now.getTime() - lookedBackMs);
    return { kind: 'known', failures };
  } catch (error) {
    if (error instanceof AzureError) return { kind: 'unknown', reason: error.message };
    throw error;
  }
}

function failureIn({ name, properties }: Json): OwnFailure[] {
  const { eventStatus, eventId, eventDetails, lastUpdateTime, scheduledTime } = properties ?? {};
  if (String(eventStatus).toLowerCase() !== 'failed') return [];
  // A time that is not set is the year 1.
  const [at] = [lastUpdateTime, scheduledTime]
    .map((time) => Date.parse(time))
    .filter((time) => time > 0);
  if (at === undefined) return [];
  const details = typeof eventDetails === 'string' ? eventDetails : JSON.stringify(eventDetails);
  return [
    {
      ...{ id: String(eventId ?? name), at: new Date(at).toISOString() },
      what: /K8sVersionUpgrade/i.test(details)
        ? 'Kubernetes upgrade'
        : /NodeOSUpgrade/i.test(details)
          ? 'upgrade of node images'
          : 'maintenance',
      details: (details ?? '').slice(0, 500),
    },
  ];
}
