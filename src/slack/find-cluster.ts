import { setTimeout as sleep } from 'node:timers/promises';
import { resolveCluster } from '../fleet/resolve.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import type { CommandContext } from './context.ts';
import type { FleetCache } from './fleet-cache.ts';
import { allowedAmong } from './may.ts';
import { whichCluster } from './views/which-cluster.ts';

/**
 * The cluster that a word of a command means. Where there is none or several, the person gets
 * buttons that run the same line with a name that works, and this returns undefined.
 */
export async function findCluster(
  word: string,
  line: string,
  context: CommandContext,
): Promise<ClusterRef | undefined> {
  const { answer, deps } = context;
  const known = await firstLook(deps.fleet);
  if (known.length === 0) {
    await answer(
      'I know no cluster yet: the list is being read from Azure, or my identity may not see any. Try again in a moment.',
    );
    return undefined;
  }
  const found = resolveCluster(known, word);
  if (found.kind === 'one') return found.cluster;
  // Names are offered to those alone who may see them.
  const readable = await allowedAmong(context, 'read', known);
  const near = resolveCluster(readable, word);
  const offered =
    found.kind === 'several'
      ? readable.filter((cluster) => found.clusters.includes(cluster))
      : near.kind === 'none'
        ? near.nearest
        : [];
  // Of several, the person may see one: that is the one that is meant.
  const [only, ...others] = offered;
  if (found.kind === 'several' && only && others.length === 0) return only;
  await answer((drawing) =>
    whichCluster(
      {
        word,
        line,
        kind: found.kind,
        offered,
        seesAny: readable.length > 0,
        slashCommand: deps.slashCommand,
      },
      drawing,
    ),
  );
  return undefined;
}

/** Just after the very first start the list is still being read from Azure: that takes seconds. */
async function firstLook(fleet: FleetCache): Promise<ClusterRef[]> {
  for (let round = 0; round < 20; round += 1) {
    const known = await fleet.all();
    if (known.length > 0) return known;
    await sleep(250);
  }
  return [];
}
