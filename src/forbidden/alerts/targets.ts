/** Where an alert is told. */
import { matchesCluster } from '../../rights/match.ts';
import type { Rights } from '../../rights/schema.ts';
import { getClusterRow } from '../../store/clusters.ts';
import type { Queryable } from '../../store/pool.ts';
import { placeOf, type Route, type RouteFacts, type Target } from './types.ts';

/** By the route, or where there is none, or it knows no place, by the channel for alerts that the rights name. */
export async function targetsBy(
  db: Queryable,
  { route, rights, ...facts }: Omit<RouteFacts, 'tags'> & { route?: Route; rights: () => Rights },
): Promise<Target[]> {
  const tags = (await getClusterRow(db, facts.clusterId))?.tags ?? {};
  const routed = route?.({ ...facts, tags });
  return routed ?? alertsChannel(rights(), { ...facts, tags });
}

/** Where it is told already stays; a place that is told anew is told as it would be now. */
export function withPlaces(known: readonly Target[], more: readonly Target[]): Target[] {
  return [...new Map([...known, ...more].map((target) => [placeOf(target), target])).values()];
}

/** The channel for alerts that the rights name; each cluster's first that fits. */
function alertsChannel({ channels }: Rights, { clusterId, tags }: RouteFacts): Target[] {
  const cluster = { id: clusterId, name: clusterId.split('/').at(-1) ?? clusterId, tags };
  const channel = channels.find(
    ({ clusters, alerts }) => alerts !== undefined && matchesCluster(clusters, cluster),
  )?.alerts;
  return channel ? [{ kind: 'channel', channel }] : [];
}
