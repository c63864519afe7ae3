import { AzureError } from '../azure/errors.ts';
import type { ChangeRow } from '../store/changes.ts';
import { activeOpenings, type OpeningRow } from '../store/openings.ts';
import { actionOf, type Context } from './context.ts';
import { isStepwise, type Planned, type Purpose } from './define-remediation.ts';
import type { LiveCluster } from './live-cluster.ts';
import { planHash } from './plan-hash.ts';
import { readLive } from './read-live.ts';
import type { OpenOpening, Plan } from './types.ts';

/** A plan together with the hash that approvals are given for. */
type HashedPlan =
  | { kind: 'planned'; plan: Plan; hash: string }
  | Exclude<Planned, { kind: 'planned' }>;

export interface FreshPlan {
  live: LiveCluster;
  planned: HashedPlan;
}

/** Reads the cluster now and plans a stored change from what is there. Throws AzureError. */
export async function planNow(context: Context, row: ChangeRow): Promise<FreshPlan> {
  const { settings, clock, db } = context;
  const live = await liveNow(context, row);
  const openings = await activeOpenings(db, row.clusterId);
  const planned = actionOf(context, row).plan(live, row.params, {
    settings,
    purpose: row.kind satisfies Purpose,
    openings: openings.flatMap(asOpenOpening),
    now: clock(),
  });
  if (planned.kind !== 'planned') return { live, planned };
  const hash = planHash(row.clusterId, row.params, planned.plan);
  return { live, planned: { ...planned, hash } };
}

/** The cluster as it is now, with whatever else its remediation looks at. Throws AzureError. */
export async function liveNow(
  context: Context,
  row: ChangeRow,
  { following = false }: { following?: boolean } = {},
): Promise<LiveCluster> {
  const { reader, logs, inside, clock } = context;
  const action = actionOf(context, row);
  const live = await readLive(reader, row.clusterId, clock());
  if (!isStepwise(action)) return live;
  const clients = {
    reader,
    logs,
    following,
    now: clock(),
    inside: async () => {
      if (inside) return inside(live, 'reader');
      throw new AzureError('unreachable', 'this process has no way to API servers');
    },
  };
  return { ...live, beside: await action.read(clients, live, row.params) };
}

function asOpenOpening({ id, range, wasThere, until, state }: OpeningRow): OpenOpening[] {
  if (state === 'closed' || state === 'kept') return [];
  return [{ id, range, wasThere, state, until: until.toISOString() }];
}
