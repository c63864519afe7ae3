/** The stand-in for the API servers of all pretend clusters on loopback: one below each name. */
import type { Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { createFleet } from '../fleet/fleet.ts';
import type { LiveNode } from '../fleet/live-nodes.ts';
import type { Fleet, Json, PretendCluster } from '../fleet/wire.ts';
import type { ServerIdentity } from './certificates.ts';
import { type ApiServer, createApiServer, knows, type PretendApiServer } from './cluster.ts';
import { controlRoutes } from './control.ts';
import { followNodes } from './follow.ts';
import { seedObjects } from './objects/seed.ts';
import { type Env, hangUp, observed } from './observe.ts';
import { answers } from './reachability.ts';
import { answerError, clusterRoutes } from './routes.ts';
import { noSuchPath } from './status.ts';
import { defaultUsers, type User } from './users.ts';

export interface KubernetesStandInOptions {
  port?: number;
  host?: string;
  clock?: () => Date;
  fleet?: Fleet;
  /** The managed cluster of an id as it is now; without it, as it was at the start. */
  live?: (id: string) => Json | undefined;
  /** The nodes of an id as Azure has them now; without it, they stay as they were at the start. */
  liveNodes?: (id: string) => LiveNode[];
  users?: User[];
  /** Cluster (name or fqdn) → the reach that stands in its network. */
  reaches?: Record<string, string>;
  /** How many pods the crowded cluster, aks-data-prod-neu, has beside its own; they are never held whole. */
  crowd?: number;
  /** Where the general port's callers come from: authorized ranges let them in or not. */
  from?: string;
  /** Speaks https with this certificate; plain http without. */
  identity?: ServerIdentity;
}

export interface KubernetesStandIn {
  /** Clusters are below: `{url}/{fqdn}/api/v1/…`. */
  url: string;
  /** The address for a worker in the network of a reach: private clusters answer there. @throws Error for an unknown reach */
  reachUrl(reach: string): string;
  /** By name, id or fqdn. @throws Error if the word means none or several */
  cluster(word: string): PretendApiServer;
  users: User[];
  /** What is registered, as `METHOD path`. */
  routes: string[];
  close(): Promise<void>;
}

export async function startKubernetesStandIn({
  port = 0,
  host = '127.0.0.1',
  clock = () => new Date(),
  fleet = createFleet({ now: clock() }),
  live,
  liveNodes,
  users = defaultUsers(),
  reaches = {},
  crowd = 5_000,
  from = '203.0.113.60',
  identity,
}: KubernetesStandInOptions = {}): Promise<KubernetesStandIn> {
  const { find, hostOf, propertiesOf } = createClusters({ fleet, clock, live, users, crowd });
  const reachNames = [...new Set(Object.values(reaches))];

  function createApp(reach?: string): Hono<Env> {
    const app = new Hono<Env>();
    app.onError(answerError);
    app.notFound((c) => answerError(noSuchPath(), c));
    controlRoutes(app, { find, names: () => fleet.clusters.map((each) => each.managedCluster.id) });
    app.use('/:host/*', async (c, next) => {
      const server = hostOf(c.req.param('host'));
      if (!server) return hangUp(c);
      const properties = propertiesOf(server);
      const within =
        reach !== undefined &&
        [server.name, ...server.hosts].some((name) => reaches[name] === reach);
      if (!answers(properties, { within, from })) return hangUp(c);
      if (liveNodes) followNodes(server, liveNodes(server.id), clock());
      const { pathname } = new URL(c.req.url);
      c.set('server', server);
      c.set('properties', properties);
      c.set('path', pathname.slice(pathname.indexOf('/', 1)));
      c.set('text', c.req.method === 'GET' ? '' : await c.req.text());
      // Without Entra only certificates are known, and nobody has one here.
      if (properties.aadProfile) c.set('user', knows(users, c.req.header('authorization')));
      await observed(c, { clock, next });
    });
    clusterRoutes(app, { clock });
    return app;
  }

  const app = createApp();
  const general = await listen(app, { host, port, identity });
  const inReach = new Map<string, Listening>();
  for (const reach of reachNames)
    inReach.set(reach, await listen(createApp(reach), { host, port: 0, identity }));

  return {
    url: general.url,
    reachUrl(reach) {
      const found = inReach.get(reach);
      if (!found) throw new Error(`no cluster is behind a reach "${reach}"`);
      return found.url;
    },
    cluster: find,
    users,
    routes: app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path}`),
    async close() {
      await Promise.all([general, ...inReach.values()].map((each) => each.close()));
    },
  };
}

interface Making {
  fleet: Fleet;
  clock: () => Date;
  live?: (id: string) => Json | undefined;
  users: User[];
  crowd: number;
}

/** The pretend clusters, each made when it is first asked for. */
function createClusters({ fleet, clock, live, users, crowd }: Making) {
  const made = new Map<string, ApiServer>();
  const namesOf = ({ managedCluster: { id, name, properties } }: PretendCluster): string[] =>
    [id, name, properties.fqdn, properties.privateFQDN].filter(Boolean);

  function serverOf(cluster: PretendCluster): ApiServer {
    const { managedCluster } = cluster;
    const known = made.get(managedCluster.id);
    if (known) return known;
    const now = clock();
    const server = createApiServer({
      managedCluster,
      clock,
      seed: (fresh) => seedObjects(fresh, { cluster, now, users, crowd }),
    });
    made.set(managedCluster.id, server);
    return server;
  }

  return {
    find(word: string): ApiServer {
      const [first, other] = fleet.clusters.filter((each) =>
        namesOf(each).some((name) => name.toLowerCase() === word.toLowerCase()),
      );
      if (!first || other)
        throw new Error(`"${word}" means ${other ? 'several clusters' : 'no cluster'}`);
      return serverOf(first);
    },
    hostOf(host: string): ApiServer | undefined {
      const found = fleet.clusters.find((each) => namesOf(each).slice(2).includes(host));
      return found && serverOf(found);
    },
    propertiesOf({ id }: ApiServer): Json {
      const atStart = fleet.clusters.find(({ managedCluster }) => managedCluster.id === id);
      return (live?.(id) ?? atStart?.managedCluster)?.properties ?? {};
    },
  };
}

interface Listening {
  url: string;
  close(): Promise<void>;
}

async function listen(
  app: Hono<Env>,
  { host, port, identity }: { host: string; port: number; identity?: ServerIdentity },
): Promise<Listening> {
  const secure = identity && {
    createServer: createSecureServer,
    serverOptions: { cert: identity.cert, key: identity.key },
  };
  const server = await new Promise<Server>((resolve, reject) => {
    const started = serve({ fetch: app.fetch, port, hostname: host, ...secure }, () =>
      resolve(started as Server),
    );
    started.once('error', reject);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `${identity ? 'https' : 'http'}://${host}:${bound}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve, reject) =>
        server.close((error) => (error ? reject(error) : resolve())),
      );
    },
  };
}
