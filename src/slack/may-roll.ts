import type { ClusterTraits } from '../rights/match.ts';
import type { RolloutValue } from '../rollout/types.ts';
import type { CommandContext } from './context.ts';
import { allowedAmong, judgeFor, refusalText } from './may.ts';

/** The clusters of a rollout as the fleet was last read; those that are gone by their names alone. */
async function clustersOf(
  { deps }: Pick<CommandContext, 'deps'>,
  { rings }: RolloutValue,
  clusterId?: string,
): Promise<ClusterTraits[]> {
  const known = new Map((await deps.fleet.all()).map((ref) => [ref.id.toLowerCase(), ref]));
  return rings
    .flatMap(({ members }) => members)
    .filter((member) => clusterId === undefined || member.clusterId === clusterId.toLowerCase())
    .map((member) => known.get(member.clusterId) ?? { name: member.name, tags: {} });
}

/**
 * Who may hold a rollout up, go on with it, stop it, or leave one cluster out: whoever may ask for changes of
 * it, or approve them, on each cluster that is concerned. To pause or stop, one of them is enough: that changes nothing.
 * @returns the sentence that the person reads instead, or null to go on
 */
export async function mayRoll(
  context: CommandContext,
  rollout: RolloutValue,
  { clusterId, any = false }: { clusterId?: string; any?: boolean } = {},
): Promise<string | null> {
  const concerned = await clustersOf(context, rollout, clusterId);
  const may = new Set<ClusterTraits>();
  for (const verb of ['propose', 'approve'] as const)
    for (const cluster of await allowedAmong(context, verb, concerned)) may.add(cluster);
  const barred = concerned.find((cluster) => !may.has(cluster));
  if (!barred || (any && may.size > 0)) return null;
  const verdict = await judgeFor(context, 'propose', barred);
  return verdict.allowed ? null : refusalText(verdict);
}

/** Whether somebody may look at a rollout: at every one of its clusters. */
export async function maySeeRollout(
  context: Pick<CommandContext, 'deps' | 'person' | 'origin'>,
  rollout: RolloutValue,
): Promise<boolean> {
  const clusters = await clustersOf(context, rollout);
  return (await allowedAmong(context, 'read', clusters)).length === clusters.length;
}
