/** What else happened around refused calls: what the same callers were let do, and what changed shortly before. */
import type { Around, Change, Sighting } from '../../forbidden/types.ts';
import { clipped, context, section, type ViewBlock } from '../blocks.ts';
import { bold, code, when } from '../escape.ts';
import type { ToldIncident } from '../incidents-of.ts';
import { counted } from './forbidden-words.ts';
import { short } from './waiver-text.ts';

const mostCallers = 3;
const mostLines = 4;

type Followed = Sighting & { facts: Around };

/** Of sightings in the order of suspicion; none where nobody followed them up. */
export function aroundBlocks(sightings: readonly Sighting[]): ViewBlock[] {
  const followed = sightings.filter(isFollowed);
  if (followed.length === 0) return [];
  const broken = brokenLines(followed);
  const lines = [...broken, ...succeededLines(followed), ...changeLines(followed)];
  const unread = [...new Set(followed.flatMap(({ facts }) => facts.unread))];
  const isSilent = lines.length === 0 && unread.length === 0;
  return [
    ...(lines.length > 0 ? [section(`*What else happened*\n${lines.join('\n')}`)] : []),
    ...(unread.length > 0
      ? [
          context(
            `What else happened is not all known. ${unread
              .slice(0, mostCallers)
              .map((text) => short(text, 300))
              .join(
                ' ',
              )}${unread.length > mostCallers ? ` And ${unread.length - mostCallers} more.` : ''}`,
          ),
        ]
      : []),
    ...(isSilent
      ? [
          context(
            'Around these calls, the same callers were let do nothing sensitive, and no right was changed.',
          ),
        ]
      : []),
  ];
}

/** What is told elsewhere in one message with others of the same cause. */
export function incidentLines(incidents: readonly ToldIncident[]): ViewBlock[] {
  if (incidents.length === 0) return [];
  const lines = incidents.map(
    ({ title, url }) =>
      `*Part of an incident:* ${short(title, 250)}${url ? ` (<${url}|its message>)` : ''}`,
  );
  return [section(lines.join('\n'))];
}

/** The facts of detections are others. */
function isFollowed(sighting: Sighting): sighting is Followed {
  const { facts } = sighting;
  return (
    Array.isArray(facts?.succeeded) && Array.isArray(facts.changes) && Array.isArray(facts.unread)
  );
}

/** One line for each change that explains all refusals of some callers. */
function brokenLines(followed: readonly Followed[]): string[] {
  const groups = Map.groupBy(
    followed.filter(({ facts }) => facts.brokenBy),
    ({ facts }) => keyOf(facts.brokenBy as Change),
  );
  return [...groups.values()]
    .sort((a, b) => b.length - a.length)
    .slice(0, mostLines)
    .map((its) => {
      const callers = [...new Set(its.map(({ actor }) => actor))];
      const calls = its.reduce((sum, each) => sum + each.calls, 0);
      const named = callers.slice(0, mostCallers).map((actor) => short(actor, 80));
      const left = callers.length - named.length;
      return `• *Probably broken by* ${changeInWords(its[0]?.facts.brokenBy as Change)}. It explains every one of ${counted(calls, 'refusal')} of ${named.join(', ')}${left > 0 ? ` and ${left} more` : ''}.`;
    });
}

function succeededLines(followed: readonly Followed[]): string[] {
  const callers = Map.groupBy(
    followed.filter(({ facts }) => facts.succeeded.length > 0),
    ({ actor, clusterId }) => JSON.stringify([actor, clusterId]),
  );
  return [...callers.values()].slice(0, mostCallers).map((its) => {
    const [first] = its as [Followed];
    const done = new Map(
      its.flatMap(({ facts }) => facts.succeeded).map((each) => [each.what, each]),
    );
    const shown = [...done.values()].slice(0, mostLines);
    const left = done.size - shown.length;
    const from = first.addresses.slice(0, 2).map((address) => short(address, 45));
    const what = shown.map(
      ({ what, calls, first: since, last }) =>
        `${short(what, 160)} (${counted(calls, 'time')}, ${timeOf(since)}${timeOf(since) === timeOf(last) ? '' : ` to ${timeOf(last)}`} UTC)`,
    );
    return `• ${bold(clipped(first.actor, 100))}${from.length > 0 ? `, from ${from.join(', ')},` : ''} was let do: ${what.join('; ')}${left > 0 ? ` and ${left} more` : ''}.`;
  });
}

/** What is not already told as the cause. */
function changeLines(followed: readonly Followed[]): string[] {
  const told = new Set(
    followed.flatMap(({ facts }) => (facts.brokenBy ? [keyOf(facts.brokenBy)] : [])),
  );
  const changes = new Map(
    followed
      .flatMap(({ facts }) => facts.changes)
      .filter((each) => !told.has(keyOf(each)))
      .map((each) => [keyOf(each), each]),
  );
  const shown = [...changes.values()].sort((a, b) => (a.at < b.at ? 1 : -1)).slice(0, mostLines);
  const left = changes.size - shown.length;
  return [
    ...shown.map((each) => `• Changed shortly before: ${changeInWords(each)}.`),
    ...(left > 0 ? [`• and ${left} more`] : []),
  ];
}

function changeInWords({ at, by, what }: Change): string {
  const time = Number.isNaN(Date.parse(at)) ? code(at.slice(0, 40)) : when(at);
  return `${short(by, 100)}: ${short(what, 200)} (${time})`;
}

function keyOf({ at, by, what }: Change): string {
  return JSON.stringify([at, by, what]);
}

function timeOf(at: string): string {
  return at.slice(11, 16);
}
