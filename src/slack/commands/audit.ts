import type { TrailEntry } from '../../trail/entry.ts';
import { readTrail } from '../../trail/read.ts';
import { defineCommand } from '../define-command.ts';
import { escapeMrkdwn } from '../escape.ts';
import { allowedAmong } from '../may.ts';
import { trailList } from '../views/trail-list.ts';

const usual = 20;

export const command = defineCommand({
  name: 'audit',
  summary: 'Shows the last things that were decided and done.',
  args: {
    last: {
      type: 'count',
      keyword: 'last',
      placeholder: 'count',
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
    return answer(() => trailList({ entries: mine.toReversed(), cluster: cluster?.name }));
  },
});

/** Entries about clusters whose trail the person may read; what concerns no cluster needs the right for all. */
async function allowed(
  asking: Parameters<typeof allowedAmong>[0],
  entries: TrailEntry[],
): Promise<TrailEntry[]> {
  const fleet = await asking.deps.fleet.all();
  const readable = await allowedAmong(asking, 'audit', fleet);
  const ids = new Set(readable.map(({ id }) => id.toLowerCase()));
  const all = readable.length === fleet.length;
  return entries.filter(({ subject }) =>
    subject.clusterId ? ids.has(String(subject.clusterId).toLowerCase()) : all,
  );
}
