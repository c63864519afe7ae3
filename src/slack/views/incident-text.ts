/** Words that the message of an incident, its thread and the lists share. */
import type { IncidentCause, IncidentValue } from '../../forbidden/alerts/types.ts';
import { clipped } from '../blocks.ts';
import { mention, when } from '../escape.ts';
import { kindInWords } from './alert-text.ts';
import { plural, severityWords } from './posture-words.ts';
import { short } from './waiver-text.ts';

/** `sam@contoso.com refused by RBAC on 12 clusters: secrets`, plain text. */
export function incidentTitle({ cause, actors, clusters, members }: IncidentValue): string {
  const where = counted(clusters.length, 'cluster');
  switch (cause.kind) {
    case 'actor': {
      const [kind, ...kinds] = new Set(members.map((member) => kindInWords(member.kind)));
      const what = kind && kinds.length === 0 ? ` ${kind}` : ': alerts';
      return `${clipped(cause.actor, 80)}${what} on ${where}`;
    }
    case 'change':
      return `${counted(actors, 'caller')} refused on ${where}, probably broken by one change`;
    case 'outage':
      return `Authorization fails: ${counted(actors, 'caller')} refused on ${where}`;
    case 'flood':
      return `${counted(members.length, 'alert')} held back: too many for a message each`;
  }
}

/** What they have in common, in a sentence; mrkdwn. */
export function causeInWords(cause: IncidentCause): string {
  switch (cause.kind) {
    case 'actor':
      return 'The same caller on several clusters is told once, here.';
    case 'change':
      return `*Probably broken by* ${short(cause.by, 150)}${isTime(cause.at) ? ` ${when(cause.at)}` : ''}: ${short(cause.what, 400)}`;
    case 'outage':
      return `${isTime(cause.since) ? `Since ${when(cause.since)}: ` : ''}${short(cause.why, 500)}`;
    case 'flood':
      return `More than ${cause.most} new alerts came within an hour. What is critical gets a message of its own up to ${3 * cause.most}.`;
  }
}

/** Severity and state, with who has it and until when; mrkdwn. */
export function incidentState(value: IncidentValue): string {
  return `${severityWords[value.severity]} · ${stateInWords(value)}`;
}

function stateInWords({ state, acknowledged, resolved, members }: IncidentValue): string {
  switch (state) {
    case 'open': {
      const taken = members.filter((member) => member.state === 'acknowledged').length;
      return taken > 0 ? `open, ${taken} of ${members.length} acknowledged` : 'open';
    }
    case 'acknowledged':
      return acknowledged
        ? `acknowledged by ${mention(acknowledged.by)} until ${when(acknowledged.until, '{time}')}`
        : 'acknowledged';
    case 'muted':
      return 'muted';
    case 'resolved':
      if (!resolved) return 'resolved';
      return resolved.by
        ? `resolved by ${mention(resolved.by)} ${when(resolved.at)}`
        : `resolved by itself ${when(resolved.at)}: no such call for a while, and the logs were read all the time`;
  }
}

/** How often, since when, and how fast now; mrkdwn. */
export function incidentCount(value: IncidentValue): string {
  const { calls, callsInLastHour, firstCallAt, lastCallAt, members } = value;
  const recent = callsInLastHour > 0 ? `; ${callsInLastHour} in the last hour` : '';
  return `${counted(calls, 'call')} in ${counted(members.length, 'alert')} since ${when(firstCallAt)}, the last ${when(lastCallAt)}${recent}`;
}

export function counted(count: number, what: string): string {
  return `${count} ${plural(count, what)}`;
}

function isTime(text: string): boolean {
  return !Number.isNaN(Date.parse(text));
}
