/** Starts the stand-in: Resource Manager and Resource Graph over HTTP on loopback. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { createFleet } from '../fleet/fleet.ts';
import type { Fleet } from '../fleet/wire.ts';
import { type LogsControl, logControlRoutes, logsControl } from '../logs/control.ts';
import { createLogs } from '../logs/logs.ts';
import { type Logs, logRoutes } from '../logs/routes.ts';
import { clustersMeant, controlRoutes, type Meddling, meddle } from './control.ts';
import { ArmError } from './errors.ts';
import { createFaults, type Faults } from './faults.ts';
import { createJournal, type Journal } from './journal.ts';
import { answerError, observed } from './observe.ts';
import { createOperations } from './operations.ts';
import { defaultPrincipals, type Principal } from './principals.ts';
import { resourceGraphRoutes } from './resource-graph/route.ts';
import type { App, Env, Ground } from './route.ts';
import { activityLogRoutes } from './routes/activity-log.ts';
import { aroundRoutes } from './routes/around.ts';
import { clusterRoutes } from './routes/clusters.ts';
import { credentialRoutes } from './routes/credentials.ts';
import { diagnosticRoutes } from './routes/diagnostics.ts';
import { governanceRoutes } from './routes/governance.ts';
import { maintenanceRoutes } from './routes/maintenance.ts';
import { neighbourRoutes } from './routes/neighbours.ts';
import { operationRoutes } from './routes/operations.ts';
import { poolRoutes } from './routes/pools.ts';
import { subscriptionRoutes } from './routes/subscriptions.ts';
import { versionRoutes } from './routes/versions.ts';
import { createState, type State } from './state.ts';
import { createThrottle } from './throttle.ts';

export interface AzureStandInOptions {
  port?: number;
  host?: string;
  clock?: () => Date;
  fleet?: Fleet;
  /** How many times faster than usual operations are: a usual one takes two seconds. */
  speed?: number;
  /** Refuse with 429 where Azure's token buckets are empty. */
  throttling?: boolean;
  /** How late Resource Graph is. */
  lagSeconds?: number;
  /** Items on a page of a list. */
  pageSize?: number;
  principals?: Principal[];
  /** How long rows are on their way to Log Analytics. */
  ingestionSeconds?: number;
  /** Who signs the certificates of API servers, PEM. */
  authority?: string;
}

export interface AzureStandIn {
  url: string;
  state: State;
  faults: Faults;
  journal: Journal;
  logs: LogsControl;
  /** What is registered, as `METHOD path`. */
  routes: string[];
  /** Changes a cluster, by name or id, as somebody else would. @throws Error if the word means none or several */
  meddle(cluster: string, change: Meddling): void;
  close(): Promise<void>;
}

const usualMilliseconds = 2000;

export async function startAzureStandIn({
  port = 0,
  host = '127.0.0.1',
  clock = () => new Date(),
  fleet = createFleet({ now: clock() }),
  speed = 1,
  throttling = false,
  lagSeconds = 0,
  pageSize = 10,
  principals = defaultPrincipals(),
  ingestionSeconds = 20,
  authority,
}: AzureStandInOptions = {}): Promise<AzureStandIn> {
  const state = createState({ fleet, clock });
  const ground: Ground = {
    state,
    operations: createOperations({ state, clock, milliseconds: usualMilliseconds / speed }),
    throttle: createThrottle({ clock, enforced: throttling }),
    faults: createFaults(),
    journal: createJournal(),
    principals,
    clock,
    pageSize,
    lagSeconds,
    authority,
  };
  const logs = createLogs({ state, clock, ingestionSeconds, throttling });
  const control = logsControl(ground, logs);
  const app = createApp(ground, { logs, control });
  const server = await new Promise<Server>((resolve, reject) => {
    const started = serve({ fetch: app.fetch, port, hostname: host }, () =>
      resolve(started as Server),
    );
    started.once('error', reject);
  });
  const { port: bound } = server.address() as AddressInfo;

  return {
    url: `http://${host}:${bound}`,
    state,
    faults: ground.faults,
    journal: ground.journal,
    logs: control,
    routes: app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path}`),
    meddle(word, change) {
      const [cluster, other] = clustersMeant(ground, word);
      if (!cluster || other)
        throw new Error(`"${word}" means ${other ? 'several clusters' : 'no cluster'}`);
      meddle(ground, cluster, change);
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve, reject) =>
        server.close((error) => (error ? reject(error) : resolve())),
      );
    },
  };
}

/** All routes over one ground. */
function createApp(ground: Ground, { logs, control }: { logs: Logs; control: LogsControl }): App {
  const app: App = new Hono<Env>({
    // Azure compares paths without regard to case.
    getPath: (request) => new URL(request.url).pathname.toLowerCase(),
  });
  app.onError(answerError);
  app.notFound((c) =>
    c.json(
      {
        error: {
          code: 'NotServedBySandbox',
          message: `The sandbox does not serve ${c.req.method} ${new URL(c.req.url).pathname}.`,
        },
      },
      404,
    ),
  );
  app.use(async (c, next) => {
    c.set('body', await bodyOf(c));
    ground.operations.settle();
    await next();
  });
  controlRoutes(app, ground);
  logControlRoutes(app, control);
  app.use((c, next) => observed(c, ground, next));
  clusterRoutes(app, ground);
  credentialRoutes(app, ground);
  poolRoutes(app, ground);
  versionRoutes(app, ground);
  operationRoutes(app, ground);
  maintenanceRoutes(app, ground);
  diagnosticRoutes(app, ground);
  neighbourRoutes(app, ground);
  aroundRoutes(app, ground);
  governanceRoutes(app, ground);
  activityLogRoutes(app, ground, logs.workspaces.timeline);
  subscriptionRoutes(app, ground);
  resourceGraphRoutes(app, ground);
  logRoutes(app, ground, logs);
  return app;
}

async function bodyOf(c: Context<Env>): Promise<unknown> {
  const text = c.req.method === 'GET' ? '' : await c.req.text();
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ArmError(
      400,
      'InvalidRequestContent',
      `The request content was invalid and could not be deserialized: '${(error as Error).message}'.`,
    );
  }
}
