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
  const unseen = looks.filter(({ problem }) => problem).length;
  const time = `in ${lastOf(asked)}`;
  const where = asked.clusters.length === 1 ? (asked.clusters[0]?.name ?? '') : asked.filter;
  if (unseen === looks.length) return `${where}: nothing can be said about refused calls`;
  const sightings = looks.flatMap((look) => look.sightings.filter(({ noise }) => !noise));
  const calls = sightings.reduce((sum, each) => sum + each.calls, 0);
  const actors = new Set(sightings.map(({ actor }) => actor)).size;
  const left = unseen > 0 ? `, ${counted(unseen, 'cluster')} not looked at` : '';
  const limited = looks.some(({ partial }) => partial) ? 'at least ' : '';
  if (calls === 0) return `${where}: no refused call seen ${time}${left}`;
  const level = groups[0]?.suspicion.level;
  const worst = level === 'high' ? ', highly suspicious' : level === 'medium' ? ', suspicious' : '';
  return `${where}: ${limited}${counted(calls, 'refused call')} by ${counted(actors, 'caller')} ${time}${worst}${left}`;
}

/** What could not be seen, an outage, and logins that failed: before anything else. */
export function notesOn(
  looks: readonly ClusterLook[],
  nameOf: (id: string) => string,
): ViewBlock[] {
  const several = looks.length > 1;
  const named = ({ clusterId }: ClusterLook, text: string) =>
    `${several ? `${bold(clipped(nameOf(clusterId), 80))}: ` : ''}${escapeMrkdwn(clipped(text, 500))}`;
  const lines = looks.flatMap((look) => [
    ...(look.outage
      ? [
          `*Refusals rise for everybody at once* since ${when(look.outage.since)}: ${named(look, look.outage.why)}`,
        ]
      : []),
    ...(look.problem
      ? [named(look, [look.problem.message, look.problem.hint].filter(Boolean).join(' '))]
      : []),
    ...(look.partial ? [named(look, `Some is missing: ${look.partial}`)] : []),
    ...(look.source?.blind ?? []).map((text) => named(look, text)),
    ...(look.learning ? [named(look, look.learning)] : []),
    ...(look.unauthenticated > 0
      ? [
          named(
            look,
            `${counted(look.unauthenticated, 'call')} came without a valid login (401)${fromWhere(look)}.`,
          ),
        ]
      : []),
  ]);
  if (lines.length === 0) return [];
  const shown = lines.slice(0, mostNotes).map((line) => (lines.length > 1 ? `• ${line}` : line));
  const more = lines.length - shown.length;
  return [section([...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'))];
}

/** The busiest addresses of calls without a valid login. */
function fromWhere({ unauthenticatedFrom = [] }: ClusterLook): string {
  const shown = unauthenticatedFrom
    .slice(0, 3)
    .map(({ address, calls }) => `${address || 'no address'} (${calls})`);
  const more = unauthenticatedFrom.length - shown.length;
  if (shown.length === 0) return '';
  return `, from ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
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
