/** What is counted and not told: once a day its number is. */
import { shadowMessages, shadowPlaces, shadowReplies } from '../../store/shadow-days.ts';
import type { Severity } from '../types.ts';
import { type Context, transact } from './context.ts';
import { describe } from './describe.ts';
import { describeIncident } from './incidents.ts';
import type { AlertValue, IncidentValue } from './types.ts';

const dayMs = 86_400_000;
/** Of the day before, in the morning: it wakes nobody. */
const toldAtHour = 6;
const mostNamed = 5;

export interface ShadowValue {
  /** `2026-11-24`, UTC. */
  day: string;
  /** By severity, the worst first. */
  alerts: { severity: Severity; count: number }[];
  incidents: number;
  /** Replies that would have been shown in the channel. */
  replies: number;
  /** The worst few. */
  worst: ({ kind: 'alert'; alert: AlertValue } | { kind: 'incident'; incident: IncidentValue })[];
}

/** Asks for yesterday's number, once in each place for which there is one. */
export async function tellShadow(context: Context, now: Date): Promise<void> {
  const today = Math.floor(now.getTime() / dayMs) * dayMs;
  if (now.getTime() < today + toldAtHour * 3_600_000) return;
  const span = { from: new Date(today - dayMs), until: new Date(today) };
  const places = await shadowPlaces(context.db, span);
  if (places.length === 0) return;
  const day = span.from.toISOString().slice(0, 10);
  await transact(context, async (step) => {
    for (const place of places)
      await step.send({
        ...{ view: 'shadow-day', valueId: `${day}/${place}`, dedupe: `shadow:${day}:${place}` },
        target: isPerson(place)
          ? { kind: 'person', userId: place }
          : { kind: 'channel', channel: place },
      });
  });
}

/** @param id the day and the place */
export async function describeShadow(context: Context, id: string): Promise<ShadowValue | null> {
  const [day = '', place = ''] = id.split('/');
  const from = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(from.getTime()) || place === '') return null;
  const span = { place, from, until: new Date(from.getTime() + dayMs) };
  const messages = await shadowMessages(context.db, span);
  const alerts = messages.filter(({ kind }) => kind === 'alert');
  const worst: ShadowValue['worst'] = [];
  for (const message of messages.slice(0, mostNamed)) {
    const alert = message.kind === 'alert' && (await describe(context, message.id));
    const incident = message.kind === 'incident' && (await describeIncident(context, message.id));
    if (alert) worst.push({ kind: 'alert', alert });
    if (incident) worst.push({ kind: 'incident', incident });
  }
  return {
    day,
    alerts: [...Map.groupBy(alerts, ({ severity }) => severity)].map(([severity, its]) => ({
      ...{ severity: severity as Severity, count: its.length },
    })),
    incidents: messages.length - alerts.length,
    replies: await shadowReplies(context.db, span),
    worst,
  };
}

/** https://docs.slack.dev/reference/objects/conversation-object: channels begin with C, D or G. */
function isPerson(place: string): boolean {
  return /^[UW]/.test(place);
}
