import type { TrailEntry } from '../../trail/entry.ts';
import { clipped, context, dataTable, type Rendered, section } from '../blocks.ts';
import { tablePage } from '../budget.ts';
import { escapeMrkdwn } from '../escape.ts';

export interface TrailListValue {
  /** The newest first. */
  entries: readonly Pick<TrailEntry, 'seq' | 'at' | 'kind' | 'actor' | 'subject' | 'data'>[];
  /** Name of the cluster, where only one was asked for. */
  cluster?: string;
}

export function trailList({ entries, cluster }: TrailListValue): Rendered {
  const rows = entries.map(({ seq, at, kind, actor, subject, data }) => [
    seq,
    `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    kind,
    clipped(actor.name ?? actor.userId, 80),
    clipped(
      String(subject.clusterId ?? '–')
        .split('/')
        .at(-1) ?? '–',
      80,
    ),
    detailsInWords(data),
  ]);
  const page = tablePage(rows, 0, { rows: 100, characters: 9_500 });
  const text = `The last ${page.to} entries of the trail`;
  const left = page.total - page.to;
  return {
    text,
    blocks: [
      section(
        `${text}${cluster ? ` about ${escapeMrkdwn(clipped(cluster, 200))}` : ''}, the newest first`,
      ),
      dataTable({
        caption: 'Trail, the newest first',
        columns: ['No.', 'When', 'What', 'Who', 'Cluster', 'Details'],
        rows: page.rows,
        pageSize: 20,
      }),
      context(
        `${left > 0 ? `${left} older ones did not fit. ` : ''}Entries are chained by hash; \`drawbridge audit verify\` proves that none was changed.`,
      ),
    ],
  };
}

function detailsInWords(data: unknown): string {
  if (data === null || data === undefined) return '–';
  if (typeof data !== 'object') return clipped(String(data), 160);
  const parts = Object.entries(data).flatMap(([key, value]) =>
    value === null ? [] : [`${key}: ${clipped(shortened(value), 60)}`],
  );
  return clipped(parts.join(', '), 160) || '–';
}

/** Hashes and ids are told apart by their beginnings; the whole of them is in the trail. */
function shortened(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.replaceAll(/\b[0-9a-f]{8}[0-9a-f-]{16,}\b/g, (long) => long.slice(0, 8));
}
