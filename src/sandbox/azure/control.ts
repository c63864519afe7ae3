/** The sandbox's own endpoints: faults, the journal, and meddling with the fleet as others would. */
import { z } from 'zod';
import type { Json } from '../fleet/wire.ts';
import { put } from './paths.ts';
import type { Author } from './resource-changes.ts';
import type { App, Ground } from './route.ts';
import { newEtag, poolOf, type StoredCluster } from './state.ts';

const meddlingSchema = z.discriminatedUnion('change', [
  /** Somebody writes one property, e.g. `properties.apiServerAccessProfile.authorizedIPRanges` or `tags`; without a value it is removed. */
  z.strictObject({
    change: z.literal('set'),
    path: z.string(),
    value: z.json().optional(),
    by: z.string().default('kim.strand@contoso.example'),
  }),
  /** The autoscaler, or a person, scales a pool. `unseen`: the cluster's own document still says the old count. */
  z.strictObject({
    change: z.literal('scale'),
    pool: z.string(),
    count: z.int().nonnegative(),
    unseen: z.boolean().default(false),
  }),
  /** Somebody starts an operation; without milliseconds it lasts until it is ended. */
  z.strictObject({
    change: z.literal('start-operation'),
    kind: z.string().default('Updating'),
    pool: z.string().optional(),
    milliseconds: z.int().positive().optional(),
  }),
  z.strictObject({ change: z.literal('end-operation') }),
]);

export type Meddling = z.input<typeof meddlingSchema>;

/**
 * Changes a cluster as somebody else would, past rights and checks.
 * @throws Error that names the pool if there is none of that name
 */
export function meddle(ground: Ground, cluster: StoredCluster, given: Meddling): void {
  const meddling = meddlingSchema.parse(given);
  const { state, operations } = ground;
  const { managedCluster } = cluster;
  const pool = (name: string): Json => {
    const found = poolOf(cluster, name);
    if (!found) throw new Error(`cluster "${cluster.name}" has no pool "${name}"`);
    return found;
  };
  state.remember(cluster, authorOf(meddling));
  switch (meddling.change) {
    case 'set':
      put(managedCluster, meddling.path, meddling.value);
      managedCluster.eTag = newEtag();
      for (const each of managedCluster.properties.agentPoolProfiles) each.eTag = newEtag();
      return;
    case 'scale': {
      const scaled = pool(meddling.pool);
      if (meddling.unseen) cluster.staleCounts[scaled.name] ??= scaled.count;
      else delete cluster.staleCounts[scaled.name];
      scaled.count = meddling.count;
      scaled.eTag = newEtag();
      return;
    }
    case 'start-operation': {
      const { kind, milliseconds = Number.POSITIVE_INFINITY } = meddling;
      const name = meddling.pool && pool(meddling.pool).name;
      operations.start(cluster, { kind, milliseconds, pool: name });
      return;
    }
    case 'end-operation':
      operations.end(cluster);
  }
}

function authorOf(meddling: z.output<typeof meddlingSchema>): Author {
  return meddling.change === 'set'
    ? { by: meddling.by, type: 'User', client: 'Azure Portal' }
    : { by: 'AzureContainerService', type: 'System', client: 'Unspecified' };
}

/** Clusters that a word means: a name, or a whole id where a name is not enough. */
export function clustersMeant({ state }: Ground, word: string): StoredCluster[] {
  const wanted = word.toLowerCase();
  return state.clusters.filter(({ id, name }) =>
    [id.toLowerCase(), name.toLowerCase()].includes(wanted),
  );
}

export function controlRoutes(app: App, ground: Ground): void {
  const { faults, journal, state } = ground;
  app.get('/sandbox/faults', (c) => c.json(faults.list()));
  app.post('/sandbox/faults', (c) => {
    faults.add(c.get('body'));
    return c.json({});
  });
  app.delete('/sandbox/faults', (c) => {
    faults.clear();
    return c.json({});
  });
  app.get('/sandbox/journal', (c) => c.json(journal.entries));
  app.delete('/sandbox/journal', (c) => {
    journal.clear();
    return c.json({});
  });
  app.get('/sandbox/clusters', (c) => c.json(state.clusters.map(state.view)));
  app.post('/sandbox/clusters/:name', (c) => {
    const word = c.req.query('id') ?? c.req.param('name');
    const [cluster, other] = clustersMeant(ground, word);
    if (!cluster) return c.json({ error: `there is no cluster "${word}"` }, 404);
    if (other)
      return c.json({ error: `there are several clusters "${word}": say which with ?id=` }, 409);
    meddle(ground, cluster, c.get('body'));
    return c.json(state.view(cluster));
  });
}
