/** Other hands on a cluster: what AKS, Fleet Manager or somebody else does to it is let to its end. */
import { AzureError } from '../azure/errors.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import { readinessOf } from '../remediation/cluster-state.ts';
import { readLive } from '../remediation/read-live.ts';
import { readFleetRuns } from '../upgrade/fleet-runs.ts';
import type { Context } from './context.ts';
import { isPassing } from './members.ts';

/** What is under way on a cluster, in a sentence; null where nothing is, or where that could not be read. */
export async function inTheWay(
  { reader, clock }: Pick<Context, 'reader' | 'clock'>,
  cluster: ClusterRef,
): Promise<string | null> {
  const runs = await readFleetRuns(reader, cluster);
  const [run] = runs.kind === 'known' ? runs.runs : [];
  if (run)
    return `The update run ${run.name} of the fleet ${run.fleet} is under way, and this cluster is a member of that fleet.`;
  try {
    const readiness = readinessOf(await readLive(reader, cluster.id, clock()));
    return readiness.kind === 'not-now' && isPassing(readiness.problem)
      ? readiness.problem.message
      : null;
  } catch (error) {
    // Whoever plans or applies the change reads it too, and says why that is not possible.
    if (error instanceof AzureError) return null;
    throw error;
  }
}
