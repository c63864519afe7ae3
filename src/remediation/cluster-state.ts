import type { LiveCluster } from './live-cluster.ts';
import type { Problem } from './types.ts';

export type Readiness =
  | { kind: 'ready' }
  /** It will pass: another operation runs, or somebody has stopped the cluster. */
  | { kind: 'not-now'; problem: Problem }
  | { kind: 'failed'; problem: Problem };

const reports = 'Still possible: posture and every other report that reads Azure';

/** Whether a cluster can take a write now, and what is still possible when it cannot. */
export function readinessOf({ cluster, document, pools }: LiveCluster): Readiness {
  const { name } = cluster;
  const state = String(document?.properties?.provisioningState ?? 'unknown');
  if (document?.properties?.powerState?.code === 'Stopped')
    return notNow(
      'stopped',
      `${name} is stopped, so its API server answers nobody.`,
      `${reports}. Start it (az aks start) to change it.`,
    );
  if (isFailed(state)) return failed(name, `The last operation on ${name} ended as ${state}`);
  if (state !== 'Succeeded')
    return notNow(
      'busy',
      `Another operation is running on ${name} (${state}).`,
      `${reports}. The change itself has to wait until the operation has finished.`,
    );
  for (const pool of pools) {
    const poolState = String(pool.properties?.provisioningState ?? 'unknown');
    if (poolState === 'Succeeded') continue;
    const what = `node pool ${pool.name} of ${name}`;
    if (isFailed(poolState))
      return failed(name, `The last operation on ${what} ended as ${poolState}`);
    return notNow(
      'busy',
      `Another operation is running on ${what} (${poolState}).`,
      `${reports}. The change itself has to wait until the operation has finished.`,
    );
  }
  return { kind: 'ready' };
}

function isFailed(state: string): boolean {
  return state === 'Failed' || state === 'Canceled';
}

function notNow(code: string, message: string, hint: string): Readiness {
  return { kind: 'not-now', problem: { code, message, hint } };
}

function failed(name: string, what: string): Readiness {
  return {
    kind: 'failed',
    problem: {
      code: 'cluster-failed',
      message: `${what}; a write would make Azure try that operation again.`,
      hint: `${reports}, and closing what is open. Repair ${name} first (az aks update without other arguments reconciles it), then ask again.`,
    },
  };
}
