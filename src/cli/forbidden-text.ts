/** Refused calls for a person at a terminal, and for a wiki. */

import type { ForbiddenReport, ReportedActor } from '../forbidden/report.ts';
import type { Change } from '../forbidden/types.ts';
import { plain } from '../posture/report/markdown.ts';
import { columns, type Paint, painter, printable, wrap } from '../posture/report/text.ts';
import { sayTime } from '../posture/report/words.ts';

export function forbiddenAsText(
  report: ForbiddenReport,
  { width = 100, colours = false }: { width?: number; colours?: boolean } = {},
): string {
  const paint = painter(colours);
  const lines = [paint('bold', headline(report))];
  for (const note of notesOf(report)) lines.push(...wrap(note, { width }));
  lines.push(...section(report.actors, { width, paint }));
  if (report.detections) {
    const { length } = report.detections;
    lines.push(
      '',
      paint('bold', `Besides refusals: ${length || 'no'} ${length === 1 ? 'finding' : 'findings'}`),
    );
    lines.push(...section(report.detections, { width, paint }));
  }
  return `${lines.join('\n')}\n`;
}

/** What is missing, and from where calls without a valid login came. */
function notesOf({ notes, unauthenticatedFrom = [] }: ForbiddenReport): string[] {
  if (unauthenticatedFrom.length === 0) return notes;
  const from = unauthenticatedFrom.map(
    ({ address, calls }) => `${address || 'no address'} (${calls})`,
  );
  return [...notes, printable(`Without a valid login: ${short(from, mostSaid)}.`)];
}

function section(
  actors: readonly ReportedActor[],
  { width, paint }: { width: number; paint: Paint },
): string[] {
  if (actors.length === 0) return [];
  const [heads = [], ...rows] = cellsOf(actors);
  const lines = ['', ...columns([heads, ...rows].map((cells) => cells.map(printable)))];
  for (const each of actors.filter(({ suspicion }) => suspicion !== 'low'))
    lines.push(
      '',
      paint('bold', `${printable(each.actor)}: ${each.kind}`),
      ...wrap(`${each.why.join('; ')}.`, { width, indent: '    ' }),
      ...wrap(
        `${sayTime(each.first)} to ${sayTime(each.last)}, for instance audit id ${each.sampleAuditId}`,
        { width, indent: '    ' },
      ),
      ...aroundLines(each).flatMap((line) => wrap(line, { width, indent: '    ' })),
    );
  return lines;
}

const mostSaid = 5;

/** What else happened, a line each. */
function aroundLines({ around }: ReportedActor): string[] {
  if (!around) return [];
  const { succeeded, changes, brokenBy } = around;
  const change = ({ at, by, what }: Change) => `${sayTime(at)}: ${by} ${what}`;
  const others = changes.filter(({ at, what }) => at !== brokenBy?.at || what !== brokenBy.what);
  const more = (count: number) => (count > mostSaid ? ` and ${count - mostSaid} more` : '');
  return [
    ...(brokenBy ? [`Probably broken by: ${change(brokenBy)}`] : []),
    ...(succeeded.length > 0
      ? [
          `The same caller ${succeeded
            .slice(0, mostSaid)
            .map(({ what, calls }) => `${what} (${calls})`)
            .join(', ')}${more(succeeded.length)}`,
        ]
      : []),
    ...(others.length > 0
      ? [
          `Changed before: ${others.slice(0, mostSaid).map(change).join('; ')}${more(others.length)}`,
        ]
      : []),
  ].map(printable);
}

/** A heading and a row for each; clusters are named where there are several. */
function cellsOf(actors: readonly ReportedActor[]): string[][] {
  const several = actors.some(({ cluster }) => cluster !== undefined);
  return [
    [
      'Suspicion',
      ...(several ? ['Cluster'] : []),
      ...['Actor', 'Kind', 'Calls', 'Resources', 'Namespaces', 'From'],
    ],
    ...actors.map((each) => [
      each.suspicion,
      ...(several ? [each.cluster ?? ''] : []),
      ...[each.actor, each.kind, String(each.calls), short(each.resources)],
      ...[short(each.namespaces), short(each.sourceIps)],
    ]),
  ];
}

export function forbiddenAsMarkdown(report: ForbiddenReport): string {
  const parts = ['# Forbidden calls', plain(headline(report)), ...notesOf(report).map(plain)];
  if (report.actors.length > 0) parts.push(table(report.actors));
  if (report.detections?.length) parts.push('## Besides refusals', table(report.detections));
  return `${parts.join('\n\n')}\n`;
}

function table(actors: readonly ReportedActor[]): string {
  const [heads = [], ...rows] = cellsOf(actors);
  return [
    [...heads, 'Why', 'Audit id'],
    [...heads, '', ''].map(() => '---'),
    ...rows.map((cells, index) => {
      const actor = actors[index] as ReportedActor;
      const why = [actor.why.join('; '), ...aroundLines(actor)].filter(Boolean).join('. ');
      return [...cells, why, actor.sampleAuditId].map(cell);
    }),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function headline({ window, calls, actors, unauthenticated, partial }: ForbiddenReport): string {
  const who = new Set(actors.map(({ cluster, actor }: ReportedActor) => `${cluster}\n${actor}`));
  const counted = `${calls} refused ${calls === 1 ? 'call' : 'calls'} of ${who.size} ${who.size === 1 ? 'actor' : 'actors'}`;
  const without = unauthenticated > 0 ? `, and ${unauthenticated} without a valid login (401)` : '';
  const missing = partial ? ' Something is missing: see below.' : '';
  return `${counted}${without}, ${sayTime(window.from)} to ${sayTime(window.to)}.${missing}`;
}

function short(list: readonly string[], most = 3): string {
  const rest = list.length - most;
  return list.slice(0, most).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

function cell(text: string): string {
  return plain(text).replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');
}
