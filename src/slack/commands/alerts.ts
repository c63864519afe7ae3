import { isFilter } from '../../fleet/filter.ts';
import type { ClusterRef } from '../../fleet/snapshot.ts';
import type { AlertState } from '../../store/alerts.ts';
import { alertPage, clustersOf } from '../alert-page.ts';
import { defineCommand } from '../define-command.ts';
import { code, escapeMrkdwn } from '../escape.ts';
import { findCluster } from '../find-cluster.ts';
import { nearest } from '../grammar/nearest.ts';
import { quoted } from '../grammar/words.ts';
import { refusalFor } from '../may.ts';
import { alertsList } from '../views/alerts-list.ts';

const states: readonly AlertState[] = ['open', 'acknowledged', 'muted', 'resolved'];
const usual: AlertState[] = ['open', 'acknowledged'];

export const command = defineCommand({
  name: 'alerts',
  summary: 'Lists alerts of refused calls: how grave, since when, who has them, and their messages',
  args: {
    which: {
      type: 'word',
      placeholder: 'cluster|all',
      description: 'a cluster, or a filter such as tag:env=prod or all; all where nothing is said',
    },
    state: {
      type: 'word',
      placeholder: 'open|acknowledged|muted|resolved',
      description:
        'open, acknowledged, muted or resolved; open and acknowledged where nothing is said',
    },
    page: { type: 'count', keyword: 'page', placeholder: 'number', description: 'further ones' },
  },
  examples: [
    { line: 'alerts', does: 'lists what is open or acknowledged, the gravest first' },
    { line: 'alerts aks-prod-weu', does: 'lists those of one cluster' },
    { line: 'alerts all muted', does: 'lists what goes on and is muted' },
  ],
  right: 'read',
  async run({ args, ...asking }) {
    const { answer, deps } = asking;
    // `alerts open` is as good as `alerts all open`.
    const isState = args.state === undefined && stateOf(args.which) !== undefined;
    const which = isState ? 'all' : (args.which ?? 'all');
    const said = isState ? args.which : args.state;
    const state = stateOf(said);
    if (said !== undefined && state === undefined) {
      const meant = nearest(said, states);
      return answer(
        escapeMrkdwn(
          `“${said}” is not a state of an alert${meant ? `; did you mean ${meant}?` : `. It is one of: ${states.join(', ')}.`}`,
        ),
      );
    }
    const clusters = await wantedClusters(which, { state, page: args.page }, asking);
    if (!clusters) return;
    if (clusters.length === 0)
      return answer(
        `None of the clusters that you may look at fits ${code(which)}. ${code(`${deps.slashCommand} clusters`)} lists them with their tags.`,
      );
    const wanted = state ? [state] : usual;
    const page = await alertPage(asking, { clusters, states: wanted, page: (args.page ?? 1) - 1 });
    const line = (to: number) => `alerts ${quoted(which)}${state ? ` ${state}` : ''} page ${to}`;
    await answer((drawing) => alertsList({ ...page, which, states: wanted, line }, drawing));
  },
});

/** Undefined after the person was told that the word means nothing, or that they may not. */
async function wantedClusters(
  which: string,
  { state, page }: { state?: AlertState; page?: number },
  asking: Parameters<typeof findCluster>[2],
): Promise<ClusterRef[] | undefined> {
  if (isFilter(which)) {
    const found = await clustersOf(asking, which);
    if (Array.isArray(found)) return found;
    await asking.answer(escapeMrkdwn(found.problem));
    return undefined;
  }
  const line = ['alerts', quoted(which), state, ...(page ? ['page', page] : [])];
  const cluster = await findCluster(which, line.filter(Boolean).join(' '), asking);
  if (!cluster) return undefined;
  const refusal = await refusalFor(asking, 'read', cluster);
  if (!refusal) return [cluster];
  await asking.answer(refusal);
  return undefined;
}

function stateOf(word: string | undefined): AlertState | undefined {
  return states.find((state) => state === word?.toLowerCase());
}
