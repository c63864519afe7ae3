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

/** A sentence where records of the time that was looked at may still come; null where most are there. */
export function lateWords({
  window,
  problem,
  newest,
  source,
}: Fresh & Pick<ClusterLook, 'source'>): string | null {
  if (problem !== null || newest === null) return null;
  const until = Date.parse(window.to);
  if (until - Date.parse(newest) > usualMs)
    return `The newest record is of ${minuteOf(newest)}: what happened since is not seen.`;
  // Files do not grow while one looks.
  return source !== null && until - Date.parse(window.from) < usualMs
    ? 'Records come up to 20 minutes late: of so short a time more may be known later.'
    : null;
}

/** @example minuteOf('2026-11-24T02:10:31Z') // "2026-11-24 02:10 UTC" */
export function minuteOf(time: string): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
