import { startFleetRun } from '../store/fleet-runs.ts';
import type { CommandContext } from './context.ts';
import { code } from './escape.ts';
import type { ManyClusters } from './grammar/spec.ts';
import { allowedAmong } from './may.ts';

/** Starts a look at the clusters that a filter means and that the person may see, and shows how it goes on. */
export async function lookAtMany(
  context: CommandContext,
  { filter, fits }: ManyClusters,
  state: Record<string, unknown>,
): Promise<void> {
  const { deps, person, answer, show } = context;
  const readable = await allowedAmong(context, 'read', await deps.fleet.all());
  const wanted = readable.filter(fits);
  if (readable.length === 0)
    return answer(
      `You may not look at any cluster from here. ${code(`${deps.slashCommand} can-i read <cluster>`)} says why.`,
    );
  if (wanted.length === 0)
    return answer(
      `None of the ${readable.length} clusters that you may look at fits ${code(filter)}. ${code(`${deps.slashCommand} clusters`)} lists them with their tags.`,
    );
  const id = deps.newId();
  await startFleetRun(deps.db, {
    id,
    filter,
    members: wanted.map((cluster) => ({ runId: deps.newId(), clusterId: cluster.id })),
    requestedBy: person,
    now: deps.now(),
  });
  await show('posture-fleet', id, state);
  await deps.nudge('fleet', id);
}
