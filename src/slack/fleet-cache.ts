import { createHash } from 'node:crypto';
import type { ClusterRef } from '../fleet/snapshot.ts';

/** The fleet as the database knows it, kept for some seconds: forms and typeahead cannot wait. */
export interface FleetCache {
  all(): Promise<ClusterRef[]>;
  /** What is known at this moment, without waiting for anything. */
  now(): ClusterRef[];
  byKey(key: string): Promise<ClusterRef | undefined>;
}

export function createFleetCache({
  load,
  clock,
  ttlMs = 15_000,
}: {
  load(): Promise<ClusterRef[]>;
  clock(): Date;
  ttlMs?: number;
}): FleetCache {
  let known: ClusterRef[] = [];
  let loadedAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<ClusterRef[]> | undefined;

  async function refresh(): Promise<ClusterRef[]> {
    try {
      known = await load();
      loadedAt = clock().getTime();
      return known;
    } finally {
      loading = undefined;
    }
  }

  function all(): Promise<ClusterRef[]> {
    if (clock().getTime() - loadedAt < ttlMs && known.length > 0) return Promise.resolve(known);
    loading ??= refresh();
    return loading;
  }

  return {
    all,
    now: () => known,
    byKey: async (key) => (await all()).find(({ id }) => clusterKey(id) === key),
  };
}

/** An ARM id is longer than the 150 characters that an option of a select may carry. */
export function clusterKey(id: string): string {
  return createHash('sha256').update(id.toLowerCase()).digest('base64url').slice(0, 22);
}
