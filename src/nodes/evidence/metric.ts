import type { RebootEvidence } from '../types.ts';

/** One node in the answer of queries/reboot-metric.kql, or of Prometheus. Times are ISO 8601. */
export interface MetricRow {
  Node: string;
  /** The newest sample that was 1, and the newest that was 0. */
  LastOne: string | null;
  LastZero: string | null;
  FirstOne: string | null;
}

/** `kured_reboot_required{node}` is 1 while the node's sentinel file is there; kured looks each minute. */
export function metricEvidence(row: MetricRow): RebootEvidence | null {
  const one = timeOf(row.LastOne);
  const zero = timeOf(row.LastZero);
  if (one === null && zero === null) return null;
  if (one === null || (zero !== null && zero > one))
    return {
      source: 'metric',
      says: 'not-required',
      at: new Date(zero as number).toISOString(),
      since: null,
      detail: 'kured_reboot_required is 0',
    };
  const first = zero ?? timeOf(row.FirstOne);
  return {
    source: 'metric',
    says: 'required',
    at: new Date(one).toISOString(),
    // After its last 0, or for as long as samples go back.
    since: first === null ? null : new Date(first).toISOString(),
    ...(zero === null && first !== null && { sinceAtLeast: true as const }),
    detail: 'kured_reboot_required is 1',
  };
}

function timeOf(text: string | null): number | null {
  const time = Date.parse(text ?? '');
  return Number.isNaN(time) ? null : time;
}
