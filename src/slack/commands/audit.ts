import type { TrailEntry } from '../../trail/entry.ts';
import { readTrail } from '../../trail/read.ts';
import { context, dataTable, section } from '../blocks.ts';
import { tablePage } from '../budget.ts';
import { defineCommand } from '../define-command.ts';
import { escapeMrkdwn } from '../escape.ts';
import { allowedAmong } from '../may.ts';

const usual = 20;

export const command = defineCommand({
  name: 'audit',
  summary: 'Shows the last things that were decided and done.',
  args: {
    last: {
      type: 'count',
      keyword: 'last',
      description: `how many, ${usual} where nothing is said`,
    },
    cluster: { type: 'cluster', description: 'only what concerns this cluster' },
  },
  examples: [
    { line: 'audit', does: `shows the last ${usual} entries` },
    { line: 'audit last 50 aks-prod-weu', does: 'shows the last 50 about one cluster' },
  ],
  right: 'audit',
  async run({ args: { last = usual, cluster }, ...asking }) {
    const { answer, deps } = asking;
    const entries = await readTrail(deps.db, { last, clusterId: cluster?.id });
    const mine = cluster ? entries : await allowed(asking, entries);
    if (mine.length === 0)
      return answer(
        cluster
          ? escapeMrkdwn(`Nothing is recorded about ${cluster.name} yet.`)
          : 'There is nothing in the trail that you may read.',
      );
    await answer(() => {
      const rows = mine.toReversed().map(({ seq, at, kind, actor, subject, data }) => [
        seq,
        `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
        kind,
        actor.name ?? actor.userId,
        String(subject.clusterId ?? '–')
          .split('/')
          .at(-1) ?? '–',
        inWords(data),
      ]);
      const page = tablePage(rows, 0, { rows: 100, characters: 9_500 });
      return {
        text: `The last ${page.to} entries of the trail`,
        blocks: [
          section(
            `The last ${page.to} entries${cluster ? ` about ${escapeMrkdwn(cluster.name)}` : ''}, the newest first`,
          ),
          dataTable({
            caption: 'Trail, the newest first',
            columns: ['No.', 'When', 'What', 'Who', 'Cluster', 'Details'],
            rows: page.rows,
            pageSize: 20,
          }),
          context(
            `${page.to < page.total ? `${page.total - page.to} older ones did not fit. ` : ''}Entries are chained by hash; \`drawbridge audit verify\` proves that none was changed.`,
          ),
        ],
      };
    });
  },
});

/** Entries about clusters whose trail the person may read; what concerns no cluster needs the right for all. */
async function allowed(
  asking: Parameters<typeof allowedAmong>[0],
  entries: TrailEntry[],
): Promise<TrailEntry[]> {
  const readable = await allowedAmong(asking, 'audit', await asking.deps.fleet.all());
  const ids = new Set(readable.map(({ id }) => id.toLowerCase()));
  return entries.filter(({ subject }) => ids.has(String(subject.clusterId ?? '').toLowerCase()));
}

function inWords(data: unknown): string {
  if (data === null || typeof data !== 'object') return data === null ? '–' : String(data);
  const parts = Object.entries(data).map(
    ([key, value]) =>
      `${key}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
  );
  const text = parts.join(', ');
  return text.length > 200 ? `${text.slice(0, 199)}…` : text || '–';
}
