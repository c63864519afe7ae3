import { kuredAnnotation } from './annotations.ts';

export interface KuredLock {
  node: string;
  /** ISO 8601; null where it is not said. */
  since: string | null;
}

/**
 * Who holds the lock on kured's DaemonSet: one node, or several where it may reboot several at once. A lock whose
 * time is over is none.
 * @returns the locks, or what is wrong with the annotation
 */
export function locksOf(
  annotations: Record<string, string>,
  now: Date,
): { locks: KuredLock[]; problem?: string } {
  const found = kuredAnnotation(annotations, 'node-lock');
  if (!found) return { locks: [] };
  const entries = entriesOf(found.value);
  if (!entries)
    return { locks: [], problem: `the annotation ${found.key} is not the JSON that kured writes` };
  return {
    locks: entries.flatMap((entry) => {
      const { nodeID, created, TTL } = entry as Record<string, unknown>;
      if (typeof nodeID !== 'string' || nodeID === '') return [];
      const since = typeof created === 'string' ? Date.parse(created) : Number.NaN;
      // Go writes a duration as nanoseconds; 0 means for ever.
      const lasts = typeof TTL === 'number' && TTL > 0 ? TTL / 1e6 : Number.POSITIVE_INFINITY;
      if (since + lasts < now.getTime()) return [];
      return { node: nodeID, since: Number.isNaN(since) ? null : new Date(since).toISOString() };
    }),
  };
}

/** One lock as an object; several below `locks`. */
function entriesOf(text: string): object[] | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const several = Array.isArray(value) ? value : (value as { locks?: unknown }).locks;
  if (several === undefined || several === null) return 'nodeID' in value ? [value] : [];
  if (!Array.isArray(several)) return null;
  return several.filter((each) => typeof each === 'object' && each !== null);
}
