/** Records that have not come: what they would tell is not known. Pure. */
import type { ClusterLook } from './types.ts';

/**
 * Logs come within 20 minutes as a rule.
 * https://learn.microsoft.com/azure/azure-monitor/logs/data-ingestion-time
 */
const usualMs = 20 * 60_000;

type Fresh = Pick<ClusterLook, 'window' | 'problem' | 'newest'>;

/** Whether the log ends before the time that was looked at begins: then nothing was seen of it. */
export function isUnseen({ window, problem, newest }: Fresh): boolean {
  return problem !== null || (newest !== null && Date.parse(newest) < Date.parse(window.from));
}

/** A sentence where the log ends long before the time that was looked at does; null where it does not. */
export function lateWords({ window, problem, newest }: Fresh): string | null {
  if (problem !== null || newest === null) return null;
  if (Date.parse(window.to) - Date.parse(newest) <= usualMs) return null;
  return `The newest record is of ${minuteOf(newest)}: what happened since is not seen.`;
}

/** @example minuteOf('2026-11-24T02:10:31Z') // "2026-11-24 02:10 UTC" */
export function minuteOf(time: string): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
