/** What is said in the thread of an alert; what breaks through stands in the channel too. */
import type { AlertValue, Note } from '../../forbidden/alerts/types.ts';
import { context, type Rendered, section } from '../blocks.ts';
import { defineView } from '../define-view.ts';
import { code, mention, when } from '../escape.ts';
import { linkTo } from '../message-link.ts';
import { alertCount, alertTitle, listed } from './alert-text.ts';
import { plural, severityWords } from './posture-words.ts';
import { short } from './waiver-text.ts';

export interface AlertNoteValue {
  note: Note;
  at: string;
  alert: AlertValue;
  /** Where it is told from now on; null where nobody can say. */
  link?: string | null;
}

export const view = defineView<AlertNoteValue>({
  name: 'alert-note',
  async load({ alerts, ...deps }, id) {
    const said = await alerts.describeNote(id);
    if (said?.note.kind !== 'joined') return said;
    return {
      ...said,
      link: await linkTo(deps, { view: 'incident', valueId: said.note.incidentId }),
    };
  },
  render: alertNote,
});

export function alertNote({ note, alert, link }: AlertNoteValue): Rendered {
  if (note.kind === 'samples') return samples(note);
  if (note.kind === 'joined') return joined(note, link ?? null);
  const headline = headlineOf(note);
  const title = alertTitle(alert);
  return {
    text: short(`${headline}: ${title}`, 1000),
    blocks: [
      section(`:rotating_light: *${headline}:* ${short(title, 400)}\n${because(note)}`),
      context(`${severityWords[alert.severity]} · ${alertCount(alert)}`),
    ],
  };
}

function headlineOf({ kind }: Exclude<Note, { kind: 'samples' | 'joined' }>): string {
  return {
    worse: 'It has turned worse',
    reopened: 'It is back',
    lapsed: 'It still goes on, and nobody has it any more',
    unmuted: 'It still goes on, and the mute has ended',
  }[kind];
}

function because(note: Exclude<Note, { kind: 'samples' | 'joined' }>): string {
  switch (note.kind) {
    case 'worse':
      return [
        ...note.reasons.map((reason) => `• ${short(reason, 500)}`),
        ...(note.acknowledgedBy
          ? [`${mention(note.acknowledgedBy)} had it, but without this: it is open again.`]
          : []),
        ...(note.was === 'muted' ? ['It was muted, but not for this: it is open again.'] : []),
      ].join('\n');
    case 'reopened':
      return [
        `It was resolved ${when(note.resolvedAt)}.`,
        ...note.reasons.map((reason) => `• ${short(reason, 500)}`),
      ].join('\n');
    case 'unmuted':
      return note.by ? `${mention(note.by)} ended it before its time.` : 'Its time is over.';
    case 'lapsed':
      return `${mention(note.by)} took it, and the time for that is over. There were ${note.calls} more ${plural(note.calls, 'call')} meanwhile.`;
  }
}

function joined({ alerts }: Extract<Note, { kind: 'joined' }>, link: string | null): Rendered {
  const where = link ? `<${link}|in one message>` : 'in one message';
  const text = `This has the same cause as others: ${alerts} ${plural(alerts, 'alert')} are told ${where} from now on. What turns worse is said there.`;
  return { text: 'From now on this is told in one message with others.', blocks: [section(text)] };
}

function samples({
  auditIds,
  verbs,
  resources,
  heldBack,
  since,
}: Extract<Note, { kind: 'samples' }>): Rendered {
  const held =
    heldBack > 0
      ? `held back: ${heldBack} more ${plural(heldBack, 'call')} since ${when(since, '{time}')}`
      : '';
  const count = auditIds.length;
  const ids = auditIds.map((id) => code(id.slice(0, 64))).join(' ');
  return {
    text: `${count} ${plural(count, 'call')} by audit id${heldBack > 0 ? `, ${heldBack} more held back` : ''}`,
    blocks: [
      section(
        `*Some of the calls* (${listed(verbs, 6)} on ${listed(resources, 6)}), by audit id:\n${ids || 'no id was recorded'}`,
      ),
      ...(held ? [context(held)] : []),
    ],
  };
}
