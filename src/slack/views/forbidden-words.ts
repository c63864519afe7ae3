import { isUnseen, lateWords, minuteOf } from '../../forbidden/late.ts';
import type { ClusterLook } from '../../forbidden/types.ts';
import { clipped, section, type ViewBlock } from '../blocks.ts';
import { bold, escapeMrkdwn, when } from '../escape.ts';
import type { CallGroup, GroupedBy } from './forbidden-groups.ts';

const mostNotes = 6;

interface Asked {
  filter: string;
  by: GroupedBy;
  since: string;
  until: string;
  clusters: readonly { id: string; name: string }[];
}

/** In words: how many attempts, by how many, and whether that is all that can be said. */
export function headlineOf(
  asked: Asked,
  looks: readonly ClusterLook[],
  groups: readonly CallGroup[],
): string {
  const unseen = looks.filter(isUnseen).length;
  const time = `in ${lastOf(asked)}`;
  const where = asked.clusters.length === 1 ? (asked.clusters[0]?.name ?? '') : asked.filter;
  if (unseen === looks.length) return `${where}: nothing can be said about refused calls`;
  const sightings = looks.flatMap((look) => look.sightings.filter(({ noise }) => !noise));
  const calls = sightings.reduce((sum, each) => sum + each.calls, 0);
  const actors = new Set(sightings.map(({ actor }) => actor)).size;
  const left = unseen > 0 ? `, ${counted(unseen, 'cluster')} not looked at` : '';
  const limited = looks.some(({ partial }) => partial) ? 'at least ' : '';
  if (calls === 0) {
    const some = limited ? ' in what could be read' : '';
    return `${where}: no refused call seen ${time}${some}${untilOf(looks)}${left}`;
  }
  const level = groups[0]?.suspicion.level;
  const worst = level === 'high' ? ', highly suspicious' : level === 'medium' ? ', suspicious' : '';
  return `${where}: ${limited}${counted(calls, 'refused call')} by ${counted(actors, 'caller')} ${time}${worst}${left}`;
}

/** Up to when records have come of every cluster that was looked at: they are minutes late at best. */
function untilOf(looks: readonly ClusterLook[]): string {
  const newest = looks.flatMap((look) => (isUnseen(look) ? [] : (look.newest ?? [])));
  const [first] = newest.sort((a, b) => Date.parse(a) - Date.parse(b));
  return first ? `, by records until ${minuteOf(first)}` : '';
}

/** From here on it holds every day: what the kind of log never shows, and what is still being learnt. */
const lasting = 4;

/**
 * An outage, what could not be seen this time, and logins that failed: before anything else. What holds
 * every day comes after the callers, if there are any. Each once for all clusters alike.
 */
export function notesOn(
  looks: readonly ClusterLook[],
  { nameOf, which }: { nameOf: (id: string) => string; which: 'first' | 'after' | 'all' },
): ViewBlock[] {
  const notes = looks
    .flatMap(notesOf)
    .filter(({ rank }) => which === 'all' || (which === 'first') === rank < lasting)
    .toSorted((a, b) => a.rank - b.rank);
  const groups = [...Map.groupBy(notes, ({ text }) => text)];
  if (groups.length === 0) return [];
  const lines = groups.slice(0, mostNotes).map(([text, its]) => {
    const said = `${its[0]?.lead ?? ''}${escapeMrkdwn(clipped(text, 500))}`;
    const about = looks.length > 1 ? `${whichOf(its, looks, nameOf)}: ${said}` : said;
    return groups.length > 1 ? `• ${about}` : about;
  });
  const more = groups.length - lines.length;
  return [section([...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'))];
}

interface Note {
  clusterId: string;
  /** What comes first. */
  rank: number;
  /** mrkdwn, before the text. */
  lead?: string;
  text: string;
}

function notesOf(look: ClusterLook) {
  const { clusterId, outage, problem, partial, source, unauthenticated, learning } = look;
  const late = lateWords(look);
  const notes: Omit<Note, 'clusterId'>[] = [
    ...(outage
      ? [
          {
            rank: 0,
            lead: `*Refusals rise for everybody at once* since ${when(outage.since)}: `,
            text: outage.why,
          },
        ]
      : []),
    ...(problem
      ? [{ rank: 1, text: [problem.message, problem.hint].filter(Boolean).join(' ') }]
      : []),
    ...(partial ? [{ rank: 2, text: `Some is missing: ${partial}` }] : []),
    ...(late ? [{ rank: 2, text: late }] : []),
    ...(unauthenticated > 0
      ? [{ rank: 3, text: `${counted(unauthenticated, 'call')} came without a valid login (401).` }]
      : []),
    ...(source?.blind ?? []).map((text) => ({ rank: lasting, text })),
    ...(learning ? [{ rank: lasting + 1, text: learning }] : []),
  ];
  return notes.map(
    (note): Note => ({ clusterId, ...note, text: note.text.trim() || 'nobody says why' }),
  );
}

const mostNamed = 3;

function whichOf(
  notes: readonly Note[],
  looks: readonly ClusterLook[],
  nameOf: (id: string) => string,
): string {
  const ids = [...new Set(notes.map(({ clusterId }) => clusterId))];
  if (ids.length === looks.length) return `*All ${ids.length} clusters*`;
  const named = ids.slice(0, mostNamed).map((id) => bold(clipped(nameOf(id), 80)));
  const left = ids.length - named.length;
  return `${named.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}

/** What was asked, how fresh it is, and what is only counted. */
export function footer({
  by,
  since,
  looks,
  finishedAt,
  noise,
}: Asked & { looks: readonly ClusterLook[]; finishedAt: string; noise: number }): string {
  const newest = looks
    .flatMap((look) => look.newest ?? [])
    .sort()
    .at(-1);
  return [
    `since ${when(since)}, by ${by === 'ip' ? 'address; calls of a caller with several addresses count with each' : by}`,
    newest ? `newest record ${when(newest)}` : 'no record in the last day',
    ...(noise > 0 ? [`${counted(noise, 'call')} of the platform’s own components not shown`] : []),
    `looked ${when(finishedAt)}`,
  ].join(' · ');
}

/** @example counted(1200, 'call') // "1,200 calls" */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-GB')} ${noun}${count === 1 ? '' : 's'}`;
}

function lastOf({ since, until }: Asked): string {
  const minutes = Math.round((Date.parse(until) - Date.parse(since)) / 60_000);
  const units = [
    [1440, 'day'],
    [60, 'hour'],
  ] as const;
  const [size, unit] = units.find(([each]) => minutes % each === 0) ?? ([1, 'minute'] as const);
  const count = minutes / size;
  return count === 1 ? `the last ${unit}` : `the last ${counted(count, unit)}`;
}
