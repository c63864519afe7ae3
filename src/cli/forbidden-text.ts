/** Refused calls for a person at a terminal, and for a wiki. */

import type { ForbiddenReport, ReportedActor } from '../forbidden/report.ts';
import { plain } from '../posture/report/markdown.ts';
import { columns, painter, printable, wrap } from '../posture/report/text.ts';
import { sayTime } from '../posture/report/words.ts';

export function forbiddenAsText(
  report: ForbiddenReport,
  { width = 100, colours = false }: { width?: number; colours?: boolean } = {},
): string {
  const paint = painter(colours);
  const lines = [paint('bold', headline(report))];
  for (const note of report.notes) lines.push(...wrap(note, { width }));
  if (report.actors.length > 0) {
    const rows = report.actors.map((each) => [
      each.suspicion,
      ...(each.cluster === undefined ? [] : [each.cluster]),
      each.actor,
      each.kind,
      String(each.calls),
      short(each.resources),
      short(each.namespaces),
      short(each.sourceIps),
    ]);
    const heads = [
      'Suspicion',
      ...(report.actors.some(({ cluster }) => cluster !== undefined) ? ['Cluster'] : []),
      ...['Actor', 'Kind', 'Calls', 'Resources', 'Namespaces', 'From'],
    ];
    lines.push('', ...columns([heads, ...rows].map((cells) => cells.map(printable))));
    const loud = report.actors.filter(({ suspicion }) => suspicion !== 'low');
    for (const each of loud)
      lines.push(
        '',
        paint('bold', `${printable(each.actor)}: ${each.kind}`),
        ...wrap(`${each.why.join('; ')}.`, { width, indent: '    ' }),
        ...wrap(
          `${sayTime(each.first)} to ${sayTime(each.last)}, for instance audit id ${each.sampleAuditId}`,
          { width, indent: '    ' },
        ),
      );
  }
  return `${lines.join('\n')}\n`;
}

export function forbiddenAsMarkdown(report: ForbiddenReport): string {
  const several = report.actors.some(({ cluster }) => cluster !== undefined);
  const parts = ['# Forbidden calls', plain(headline(report)), ...report.notes.map(plain)];
  if (report.actors.length > 0) {
    const heads = ['Suspicion', ...(several ? ['Cluster'] : []), 'Actor', 'Kind', 'Calls'];
    heads.push('Resources', 'Namespaces', 'From', 'Why', 'Audit id');
    const rows = report.actors.map((each) => [
      each.suspicion,
      ...(several ? [each.cluster ?? ''] : []),
      ...[each.actor, each.kind, String(each.calls), short(each.resources)],
      ...[short(each.namespaces), short(each.sourceIps), each.why.join('; '), each.sampleAuditId],
    ]);
    parts.push(
      [heads, heads.map(() => '---'), ...rows.map((cells) => cells.map(cell))]
        .map((cells) => `| ${cells.join(' | ')} |`)
        .join('\n'),
    );
  }
  return `${parts.join('\n\n')}\n`;
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
