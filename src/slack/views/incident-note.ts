/** What is said in the thread of an incident, and in the channel too. */
import type { IncidentNote, IncidentValue } from '../../forbidden/alerts/types.ts';
import { context, type Rendered, section } from '../blocks.ts';
import { defineView } from '../define-view.ts';
import { mention, when } from '../escape.ts';
import { counted, incidentCount, incidentTitle } from './incident-text.ts';
import { severityWords } from './posture-words.ts';
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

const headlines: Record<IncidentNote['kind'], string> = {
  worse: 'It has turned worse',
  grown: 'It spreads',
  reopened: 'It is back',
  lapsed: 'It still goes on, and nobody has it any more',
  unmuted: 'It still goes on, and the mute has ended',
};

export function incidentNote({ note, incident }: IncidentNoteValue): Rendered {
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

function because(note: IncidentNote): string {
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

function bullet(reason: string): string {
  return `• ${short(reason, 400)}`;
}

function takenBy(person: { userId: string; name?: string } | null, then: string): string[] {
  return person ? [`${mention(person)} had it, but ${then}: it is open again.`] : [];
}
