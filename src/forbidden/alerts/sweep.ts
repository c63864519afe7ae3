import { binsOf } from '../../store/alert-calls.ts';
import {
  type AlertRow,
  lapsedAcknowledgements,
  lockAlert,
  pruneAlerts,
  quietAlerts,
  updateAlert,
} from '../../store/alerts.ts';
import { getIncident, pruneIncidents } from '../../store/incidents.ts';
import { pruneBlinds } from '../../store/looking.ts';
import { settleBlind } from './blind.ts';
import { type Context, type Step, transact } from './context.ts';
import { endMutes } from './mutes.ts';
import { redraw, reply } from './say.ts';
import { settle } from './settle.ts';
import { tellShadow } from './shadow.ts';
import { turn } from './states.ts';

const dayMs = 86_400_000;
/** What a mute would have hidden is told of 14 days, and where an alert would go of as many. */
const keptDays = 30;

/** Lets acknowledgements lapse, ends what is quiet, forgets what is old. To be called every few seconds. */
export async function sweep(context: Context, now: Date): Promise<void> {
  for (const { id } of await lapsedAcknowledgements(context.db, now))
    await each(context, id, (step, alert) => lapse(context, step, alert, now));
  await endMutes(context, now);
  await resolveQuiet(context, now);
  await settle(context, now);
  await settleBlind(context, now);
  await tellShadow(context, now);
  const before = new Date(now.getTime() - keptDays * dayMs);
  await pruneAlerts(context.db, before);
  await pruneIncidents(context.db, before);
  await pruneBlinds(context.db, before);
}

/** Ends alerts without a call for long enough, where that is known. */
export async function resolveQuiet(context: Context, now: Date): Promise<void> {
  for (const found of await quietAlerts(context.db, context.config.quietAfter))
    await each(context, found.id, async (step, alert) => {
      const next = turn(alert.state, 'quiet');
      // It may have got a call since it was found.
      if (!next || alert.version !== found.version) return;
      const set = {
        ...{ state: next.to, resolvedAt: now, resolvedBy: null },
        ...{ acknowledgedBy: null, acknowledgedUntil: null },
      };
      const moved = await updateAlert(step.tx, alert, { set, now });
      if (moved) await redraw(step, moved);
    });
}

async function lapse(context: Context, step: Step, alert: AlertRow, now: Date): Promise<void> {
  const { acknowledgedBy: by, acknowledgedUntil: until } = alert;
  const next = turn(alert.state, 'lapsed');
  if (!next || !by || !until || until > now) return;
  const set = { state: next.to, acknowledgedBy: null, acknowledgedUntil: null };
  const moved = await updateAlert(step.tx, alert, { set, now });
  if (!moved) return;
  await redraw(step, moved);
  const incident = moved.incidentId && (await getIncident(step.tx, moved.incidentId));
  // It says so once for all of its alerts; but where each was taken by itself, it knows nothing of that.
  if (incident && (incident.state !== 'acknowledged' || incident.acknowledgedUntil)) return;
  const since = until.getTime() - context.config.acknowledgedFor;
  const bins = await binsOf(step.tx, alert.id);
  const calls = bins
    .filter(({ at }) => at.getTime() >= since)
    .reduce((sum, bin) => sum + bin.calls, 0);
  // Where nothing went on meanwhile, nobody needs to be called.
  if (calls === 0) return;
  await reply(context, step, moved, {
    ...{ note: { kind: 'lapsed', by, calls }, broadcast: true, at: now },
  });
}

/** One transaction for each, with the row as it is then: another process sweeps too. */
function each(
  context: Context,
  id: string,
  work: (step: Step, alert: AlertRow) => Promise<void>,
): Promise<void> {
  return transact(context, async (step) => {
    const alert = await lockAlert(step.tx, id);
    if (alert) await work(step, alert);
  });
}
