import type { ClusterReport } from '../posture/types.ts';

/** A stored report: our own writing, read back; null where there is none. */
export function readReport(stored: unknown): ClusterReport | null {
  return stored && typeof stored === 'object' && 'results' in stored
    ? (stored as ClusterReport)
    : null;
}
