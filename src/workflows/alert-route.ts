import type { ClusterRef } from '../fleet/snapshot.ts';
import type { Route } from '../forbidden/alerts/types.ts';
import type { Owners } from '../posture/fleet/owners.ts';
import { isAtLeast } from '../posture/severity.ts';
import { type Routing, route } from './route.ts';
import type { Routes } from './routes-schema.ts';
import type { Workflow } from './schema.ts';

interface Placing {
  workflow: Workflow;
  routes: Routes;
  owners: Owners;
  fleet: readonly ClusterRef[];
  now: Date;
}

type AlertFacts = Pick<Parameters<Route>[0], 'severity' | 'clusterId' | 'namespaces' | 'detection'>;

/** Where alerts that a workflow leads to are told, and where that waits. */
export function alertRoute(placing: Placing): Route {
  const places = alertPlaces(placing);
  return (facts) => {
    const { told, unplaced } = places(facts);
    if (unplaced) return null;
    return told.map(({ place, notBefore, digest = false }) => ({
      ...('channel' in place
        ? { kind: 'channel', channel: place.channel }
        : { kind: 'person', userId: place.person }),
      ...(notBefore && { hold: { until: notBefore.toISOString(), digest } }),
    }));
  };
}

/** The same, with the route that says so. */
export function alertPlaces({
  workflow,
  routes,
  owners,
  fleet,
  now,
}: Placing): (facts: AlertFacts) => Routing {
  const byId = new Map(fleet.map((cluster) => [cluster.id.toLowerCase(), cluster]));
  const { when, notify, name, run } = workflow;
  return ({ severity, clusterId, namespaces, detection }) => {
    // That nobody could look is told in any case: silence would look like peace.
    const isAlarm = detection === 'not-looking';
    if (when !== 'always' && !isAlarm && !isAtLeast(severity, when.severity)) return { told: [] };
    const cluster = byId.get(clusterId.toLowerCase());
    const facts = {
      ...{ severity, clusters: cluster ? [cluster] : [], workflow: name, run },
      ...{ namespaces, detection },
    };
    return route(facts, { routes, notify, owners, now });
  };
}
