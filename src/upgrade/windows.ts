/** When an upgrade may begin: in the cluster's own maintenance window, or else in the hours that operators set. */
import {
  clusterWindowName,
  type MaintenanceWindow,
  nextOpening,
  openAt,
  readWindow,
  sayWindow,
} from '../fleet/maintenance-window.ts';
import type { Json, Plane } from '../fleet/snapshot.ts';

export type Allowed =
  | { kind: 'always' }
  | { kind: 'windows'; windows: MaintenanceWindow[]; says: string }
  /** A window is there, or may be, and cannot be understood. */
  | { kind: 'unknown'; reason: string };

export function allowedWindows(
  configurations: Plane<Json[]>,
  hours: readonly MaintenanceWindow[],
): Allowed {
  if (configurations.state === 'unreadable')
    return { kind: 'unknown', reason: configurations.reason };
  const own = configurations.value.find(
    ({ name }) => String(name).toLowerCase() === clusterWindowName.toLowerCase(),
  );
  const window = own && readWindow(own);
  if (own && !window)
    return { kind: 'unknown', reason: `its ${clusterWindowName} is of a kind that is not known` };
  if (window && window.schedule.every > 1 && !window.from)
    return {
      kind: 'unknown',
      reason: `its ${clusterWindowName} (${sayWindow(window)}) has no start date, so which of the days it means cannot be told`,
    };
  const windows = window ? [window] : [...hours];
  if (windows.length === 0) return { kind: 'always' };
  return { kind: 'windows', windows, says: [...new Set(windows.map(sayWindow))].join('; ') };
}

export function isOpen(allowed: Allowed, at: Date): boolean {
  if (allowed.kind === 'always') return true;
  return allowed.kind === 'windows' && allowed.windows.some((window) => openAt(window, at));
}

/** When it may begin, from `after` on; null where that never comes, or is not known. */
export function nextBegin(allowed: Allowed, after: Date): Date | null {
  if (allowed.kind !== 'windows') return null;
  const begins = allowed.windows.flatMap((window) => nextOpening(window, after)?.begin ?? []);
  return begins.sort((left, right) => left.getTime() - right.getTime())[0] ?? null;
}
