import { resolveCluster } from '../fleet/resolve.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import { actionIds } from './action-ids.ts';
import { clipped, section } from './blocks.ts';
import type { CommandContext } from './context.ts';
import { code, escapeMrkdwn } from './escape.ts';
import { lineWith } from './grammar/parse.ts';
import { allowedAmong } from './may.ts';

const mostOffered = 10;

/**
 * The cluster that a word of a command means. Where there is none or several, the person gets
 * buttons that run the same line with a name that works, and this returns undefined.
 */
export async function findCluster(
  word: string,
  line: string,
  context: CommandContext,
): Promise<ClusterRef | undefined> {
  const known = await context.deps.fleet.all();
  if (known.length === 0) {
    await context.answer(
      'I know no cluster yet: the list is being read from Azure, or my identity may not see any. Try again in a moment.',
    );
    return undefined;
  }
  const found = resolveCluster(known, word);
  if (found.kind === 'one') return found.cluster;
  // Names are offered to those alone who may see them.
  const readable = await allowedAmong(context, 'read', known);
  const offered =
    found.kind === 'several'
      ? readable.filter((cluster) => found.clusters.includes(cluster))
      : nearestAmong(readable, word);
  await context.answer(({ button }) => {
    const problem =
      found.kind === 'several'
        ? `“${word}” means ${found.clusters.length} clusters. Which one?`
        : `I know no cluster “${word}”.${offered.length > 0 ? ' Did you mean one of these?' : ''}`;
    const hint =
      offered.length > 0
        ? []
        : [
            readable.length === 0
              ? 'You may not look at any cluster; `can-i read` says why.'
              : `${code(`${context.deps.slashCommand} clusters`)} lists those that you may look at.`,
          ];
    return {
      text: problem,
      blocks: [
        section([escapeMrkdwn(problem), ...hint].join('\n')),
        ...(offered.length > 0
          ? [
              {
                type: 'actions' as const,
                elements: offered.slice(0, mostOffered).map((cluster) =>
                  button({
                    action: actionIds.runCommand,
                    payload: { line: lineWith(line, word, cluster.id) },
                    text: found.kind === 'several' ? longName(cluster) : cluster.name,
                    label: clipped(`${cluster.name} in ${cluster.resourceGroup}`, 75),
                  }),
                ),
              },
            ]
          : []),
      ],
    };
  });
  return undefined;
}

function nearestAmong(readable: readonly ClusterRef[], word: string): ClusterRef[] {
  const found = resolveCluster(readable, word);
  return found.kind === 'none' ? found.nearest : [];
}

function longName({ name, resourceGroup, subscriptionId }: ClusterRef): string {
  return `${name} · ${resourceGroup} · ${subscriptionId.slice(0, 8)}`;
}
