/** `/aks ip list`: who may reach the API server, as last read, and what ends by itself. */
import type { ClusterRef } from '../../fleet/snapshot.ts';
import type { OpeningRow } from '../../store/openings.ts';
import { actionIds } from '../action-ids.ts';
import { context, type Rendered, section } from '../blocks.ts';
import type { Drawing } from '../drawing.ts';
import { bold, code, when } from '../escape.ts';

const mostShown = 40;

export function rangesAnswer(
  {
    cluster,
    lastRead,
    openings,
    openChange,
  }: {
    cluster: ClusterRef;
    lastRead: { ranges: string[]; readAt: string } | null;
    openings: Pick<OpeningRow, 'id' | 'range' | 'until' | 'state'>[];
    openChange: boolean;
  },
  { button }: Drawing,
): Rendered {
  const ends = new Map(openings.map((opening) => [opening.range, opening]));
  const lines = (lastRead?.ranges ?? []).slice(0, mostShown).map((range) => {
    const opening = ends.get(range);
    return `• ${code(range)}${opening ? ` until ${when(opening.until)}` : ''}`;
  });
  const left = (lastRead?.ranges.length ?? 0) - lines.length;
  const text =
    lastRead === null
      ? `I have not read ${cluster.name} yet`
      : lastRead.ranges.length === 0
        ? `${cluster.name} has no authorized ranges: everybody may try to reach its API server`
        : `${cluster.name}: ${lastRead.ranges.length} authorized ranges`;
  const headline =
    lastRead === null
      ? `I have not read ${bold(cluster.name)} yet.`
      : lastRead.ranges.length === 0
        ? `${bold(cluster.name)} has *no* authorized ranges, so everybody may try to reach its API server; or it is private.`
        : `Who may reach the API server of ${bold(cluster.name)}:`;
  return {
    text,
    blocks: [
      section([headline, ...lines, ...(left > 0 ? [`… and ${left} more`] : [])].join('\n')),
      {
        type: 'actions',
        elements: [
          button({
            action: actionIds.runCommand,
            payload: { line: `ip add ${cluster.id}` },
            text: 'Add…',
            label: `Add a range to ${cluster.name}`,
          }),
          button({
            action: actionIds.runCommand,
            payload: { line: `ip remove ${cluster.id}` },
            text: 'Remove…',
            label: `Remove a range from ${cluster.name}`,
          }),
          button({
            action: actionIds.runCommand,
            payload: { line: `posture ${cluster.id}` },
            text: lastRead ? 'Read again' : 'Read now',
            label: `Read ${cluster.name} and check its posture`,
          }),
        ],
      },
      context(
        [
          lastRead ? `Read ${when(lastRead.readAt)}.` : '',
          openChange ? 'A change to this cluster is open.' : '',
        ]
          .filter(Boolean)
          .join(' ') || 'Reading it makes a posture report.',
      ),
    ],
  };
}
