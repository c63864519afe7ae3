/** What is said in the thread of an incident, and in the channel too. */
import type { IncidentNote, IncidentValue } from '../../forbidden/alerts/types.ts';
import { context, type Rendered, section } from '../blocks.ts';
import { defineView } from '../define-view.ts';
import { code, mention, when } from '../escape.ts';
import { counted, incidentCount, incidentTitle } from './incident-text.ts';
import { plural, severityWords } from './posture-words.ts';
import { short } from './waiver-text.ts';

export interface IncidentNoteValue {
  note: IncidentNote;
  at: string;
  incident: IncidentValue;
}

export const view = defineView<IncidentNoteValue>({
  name: 'incident-note',
  load: ({ alerts }, id) => alerts.describeIncidentNote(id),
  render: incidentNote,
});

type Samples = Extract<IncidentNote, { kind: 'samples' }>;
type Said = Exclude<IncidentNote, Samples>;

const headlines: Record<Said['kind'], string> = {
  worse: 'It has turned worse',
  grown: 'It spreads',
  reopened: 'It is back',
  lapsed: 'It still goes on, and nobody has it any more',
  unmuted: 'It still goes on, and the mute has ended',
};

export function incidentNote({ note, incident }: IncidentNoteValue): Rendered {
  if (note.kind === 'samples') return samples(note);
  const headline = headlines[note.kind];
  const title = incidentTitle(incident);
  return {
    text: short(`${headline}: ${title}`, 1000),
    blocks: [
      section(`:rotating_light: *${headline}:* ${short(title, 400)}\n${because(note)}`.trim()),
      context(`${severityWords[incident.severity]} · ${incidentCount(incident)}`),
    ],
  };
}

function because(note: Said): string {
  switch (note.kind) {
    case 'worse':
      return [
        ...note.reasons.map(bullet),
        ...(note.alerts > 1 ? [`That goes for ${note.alerts} of its alerts.`] : []),
        ...takenBy(note.acknowledgedBy, 'without this'),
      ].join('\n');
    case 'grown':
      return [
        `${counted(note.alerts, 'alert')} now, of ${counted(note.actors, 'caller')} on ${counted(note.clusters, 'cluster')}; I told you of ${note.before}.`,
        ...takenBy(note.acknowledgedBy, 'when it was smaller'),
      ].join('\n');
    case 'reopened':
      return [
        `It was resolved ${when(note.resolvedAt)}; ${counted(note.alerts, 'alert')} of it go on.`,
        ...note.reasons.map(bullet),
      ].join('\n');
    case 'lapsed':
      return `${mention(note.by)} took it, and the time for that is over. There were ${note.calls} more calls meanwhile.`;
    case 'unmuted':
      return '';
  }
}

function samples({ shown, heldBack, since }: Samples): Rendered {
  const lines = shown.map(
    ({ actor, cluster, auditIds }) =>
      `• ${short(actor, 100)} on ${short(cluster, 80)}: ${auditIds.map((id) => code(id.slice(0, 64))).join(' ') || 'no id was recorded'}`,
  );
  const count = shown.reduce((sum, { auditIds }) => sum + auditIds.length, 0);
  return {
    text: `${counted(count, 'call')} by audit id${heldBack > 0 ? `, ${heldBack} more held back` : ''}`,
    blocks: [
      section(['*Some of the calls*, by audit id:', ...lines].join('\n')),
      ...(heldBack > 0
        ? [
            context(
              `held back: ${heldBack} more ${plural(heldBack, 'call')} since ${when(since, '{time}')}`,
            ),
          ]
        : []),
    ],
  };
}

function bullet(reason: string): string {
  return `• ${short(reason, 400)}`;
}

function takenBy(person: { userId: string; name?: string } | null, then: string): string[] {
  return person ? [`${mention(person)} had it, but ${then}: it is open again.`] : [];
}
