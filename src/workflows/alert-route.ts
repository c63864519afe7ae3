import type { ClusterRef } from '../fleet/snapshot.ts';
import type { Route } from '../forbidden/alerts/types.ts';
import type { Owners } from '../posture/fleet/owners.ts';
import { isAtLeast } from '../posture/severity.ts';
import { route } from './route.ts';
import type { Routes } from './routes-schema.ts';
import type { Workflow } from './schema.ts';

/** Where alerts that a workflow leads to are told, and where that waits. */
export function alertRoute({
  workflow,
  routes,
  owners,
  fleet,
  now,
}: {
  workflow: Workflow;
  routes: Routes;
  owners: Owners;
  fleet: readonly ClusterRef[];
  now: Date;
}): Route {
  const byId = new Map(fleet.map((cluster) => [cluster.id.toLowerCase(), cluster]));
  const { when, notify, name, run } = workflow;
  return ({ severity, clusterId, namespaces, detection }) => {
    if (when !== 'always' && !isAtLeast(severity, when.severity)) return [];
    const cluster = byId.get(clusterId.toLowerCase());
    const facts = {
      ...{ severity, clusters: cluster ? [cluster] : [], workflow: name, run },
      ...{ namespaces, detection },
    };
    return route(facts, { routes, notify, owners, now }).told.map(
      ({ place, notBefore, digest = false }) => ({
        ...('channel' in place
          ? { kind: 'channel', channel: place.channel }
          : { kind: 'person', userId: place.person }),
        ...(notBefore && { hold: { until: notBefore.toISOString(), digest } }),
      }),
    );
  };
}
