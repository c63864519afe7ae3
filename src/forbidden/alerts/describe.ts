import { binsOf, getNote } from '../../store/alert-calls.ts';
import { type AlertRow, type AlertState, getAlert, listAlerts } from '../../store/alerts.ts';
import { getClusterRow } from '../../store/clusters.ts';
import type { Severity } from '../types.ts';
import type { Context } from './context.ts';
import { turn } from './states.ts';
import { type AlertValue, type Note, whatElse } from './types.ts';

const hourMs = 3_600_000;

export async function describe(context: Context, alertId: string): Promise<AlertValue | null> {
  const row = await getAlert(context.db, alertId);
  return row && alertValue(context, row);
}

/** In these states, the latest call first. */
export async function list(
  context: Context,
  which: { states: AlertState[]; clusterId?: string },
): Promise<AlertValue[]> {
  const rows = await listAlerts(context.db, which);
  return Promise.all(rows.map((row) => alertValue(context, row)));
}

/** What was said in a thread, with the alert as it is now. */
export async function describeNote(
  context: Context,
  noteId: string,
): Promise<{ note: Note; at: string; alert: AlertValue } | null> {
  const row = await getNote(context.db, noteId);
  const alert = row && (await describe(context, row.alertId));
  return alert && { note: row.data as Note, at: row.at.toISOString(), alert };
}

async function alertValue({ db, clock }: Context, row: AlertRow): Promise<AlertValue> {
  const [bins, cluster] = await Promise.all([binsOf(db, row.id), getClusterRow(db, row.clusterId)]);
  const anHourAgo = clock().getTime() - hourMs;
  const name = cluster?.name ?? row.clusterId.split('/').at(-1) ?? row.clusterId;
  return {
    id: row.id,
    state: row.state,
    severity: row.severity as Severity,
    cluster: { id: row.clusterId, name, tags: cluster?.tags ?? {} },
    sighting: row.sighting,
    seen: row.seen,
    calls: total(bins),
    callsInLastHour: total(bins.filter(({ at }) => at.getTime() >= anHourAgo)),
    bins: bins.map(({ at, calls }) => ({ at: at.toISOString(), calls })),
    context: whatElse(row.sighting.facts),
    incidentId: row.incidentId,
    acknowledged:
      row.acknowledgedBy && row.acknowledgedUntil
        ? { by: row.acknowledgedBy, until: row.acknowledgedUntil.toISOString() }
        : null,
    resolved: row.resolvedAt && { by: row.resolvedBy, at: row.resolvedAt.toISOString() },
    firstCallAt: row.firstCallAt.toISOString(),
    lastCallAt: row.lastCallAt.toISOString(),
    can: {
      acknowledge: row.state === 'open',
      unacknowledge: row.state === 'acknowledged',
      mute: row.state === 'open' || row.state === 'acknowledged',
      resolve: turn(row.state, 'settled') !== null,
    },
  };
}

function total(bins: readonly { calls: number }[]): number {
  return bins.reduce((sum, { calls }) => sum + calls, 0);
}
