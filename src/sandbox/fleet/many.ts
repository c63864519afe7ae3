import { createFleet } from './fleet.ts';
import type { Fleet, Json } from './wire.ts';

/**
 * A fleet of as many clusters as wanted, for measuring: copies of the pretend one, each cluster under a name of its
 * own, spread over several times as many subscriptions.
 */
export function createManyClusters({
  clusters,
  spread = 4,
  now = new Date(),
}: {
  clusters: number;
  /** How many times the three subscriptions of the pretend fleet. */
  spread?: number;
  now?: Date;
}): Fleet {
  const original = createFleet({ now });
  const text = JSON.stringify(original);
  const names = [...new Set(original.clusters.map(({ managedCluster }) => managedCluster.name))];
  // The longest first: one name may begin another.
  const anyName = new RegExp(names.sort((a, b) => b.length - a.length).join('|'), 'g');
  const copies: Fleet[] = [];
  for (let copy = 0; copy * original.clusters.length < clusters; copy++) {
    const shard = String(copy % spread).padStart(4, '0');
    const renamed = text
      .replaceAll(anyName, (name) => `${name}-${copy}`)
      .replaceAll(/([123])0000000-0000-4000-8000-/g, `$10000000-${shard}-4000-8000-`);
    copies.push(JSON.parse(renamed));
  }
  const [first] = copies;
  if (!first) return { ...original, clusters: [] };
  return {
    tenantId: first.tenantId,
    subscriptions: once(copies.flatMap((copy) => copy.subscriptions)),
    clusters: copies.flatMap((copy) => copy.clusters).slice(0, clusters),
    workspaces: once(copies.flatMap((copy) => copy.workspaces)),
    activityLogAlerts: once(copies.flatMap((copy) => copy.activityLogAlerts)),
    around: once(copies.flatMap((copy) => copy.around)),
  };
}

function once(resources: readonly Json[]): Json[] {
  return [...new Map(resources.map((each) => [each.id.toLowerCase(), each])).values()];
}
