/** Starts the stand-in: Resource Manager and Resource Graph over HTTP on loopback. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ZodError, z } from 'zod';
import { createFleet } from '../fleet/fleet.ts';
import type { Fleet } from '../fleet/wire.ts';
import { clustersMeant, controlRoutes, type Meddling, meddle } from './control.ts';
import { ArmError } from './errors.ts';
import { createFaults, type Fault, type Faults } from './faults.ts';
import { createJournal, type Journal } from './journal.ts';
import { createOperations } from './operations.ts';
import { defaultPrincipals, type Principal } from './principals.ts';
import { resourceGraphRoutes } from './resource-graph/route.ts';
import type { App, Env, Ground } from './route.ts';
import { clusterRoutes } from './routes/clusters.ts';
import { diagnosticRoutes } from './routes/diagnostics.ts';
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
}

export interface AzureStandIn {
  url: string;
  state: State;
  faults: Faults;
  journal: Journal;
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
  };
  const server = await new Promise<Server>((resolve, reject) => {
    const started = serve({ fetch: createApp(ground).fetch, port, hostname: host }, () =>
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

/** All routes over one ground; the coverage table is compared with what is registered here. */
export function createApp(ground: Ground): App {
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
  app.use((c, next) => observed(c, ground, next));
  clusterRoutes(app, ground);
  poolRoutes(app, ground);
  versionRoutes(app, ground);
  operationRoutes(app, ground);
  maintenanceRoutes(app, ground);
  diagnosticRoutes(app, ground);
  neighbourRoutes(app, ground);
  subscriptionRoutes(app, ground);
  resourceGraphRoutes(app, ground);
  return app;
}

/** Writes the request down, and lets a fault happen to it. */
async function observed(c: Context<Env>, ground: Ground, next: () => Promise<void>) {
  const { method, url } = c.req.raw;
  const { pathname: path, search: query } = new URL(url);
  const fault = ground.faults.take({ method, path });
  const note = (status: number | 'dropped') =>
    ground.journal.add({
      at: ground.clock().toISOString(),
      method,
      path,
      query,
      principal: c.get('principal')?.name ?? null,
      ifMatch: c.req.header('if-match') ?? null,
      body: c.get('body') ?? null,
      status,
    });

  if (fault?.kind === 'slow') await sleep(fault.milliseconds);
  if (fault?.kind === 'operation-failed') c.set('operationFails', reasonOf(fault));
  const strikes = fault && fault.kind !== 'slow' && fault.kind !== 'operation-failed';
  if (!strikes || fault.phase === 'after') await next();
  if (!strikes) return note(c.res.status);
  // Whatever the request has answered by now is lost with it, headers included.
  c.res = undefined;
  if (fault.kind === 'dropped') {
    note('dropped');
    c.env.incoming.socket.destroy();
    c.res = RESPONSE_ALREADY_SENT;
    return;
  }
  const { body, status, headers } = strike(fault);
  note(status);
  c.res = Response.json(body, { status, headers });
}

function strike(fault: Fault): ArmError {
  const headers = { 'retry-after': String(fault.retryAfterSeconds) };
  const { code, message } = reasonOf(fault);
  if (fault.kind === 'throttled') return new ArmError(429, code, message, { headers, flat: true });
  const status = fault.status ?? 500;
  return new ArmError(status, code, message, { headers: status === 429 ? headers : {} });
}

function reasonOf({ kind, code, message }: Fault): { code: string; message: string } {
  const usual = {
    throttled: ['Throttled', 'The request is throttled. Please try again later.'],
    'operation-failed': ['ReconcileFailed', 'The operation failed: a fault was asked for.'],
    'server-error': ['InternalServerError', 'Encountered internal server error.'],
    status: ['InternalServerError', 'Encountered internal server error.'],
    slow: ['', ''],
    dropped: ['', ''],
  }[kind];
  return { code: code ?? usual[0] ?? '', message: message ?? usual[1] ?? '' };
}

function answerError(error: Error, c: Context<Env>): Response {
  if (error instanceof ZodError) return c.json({ error: z.prettifyError(error) }, 400);
  if (!(error instanceof ArmError))
    return c.json({ error: { code: 'SandboxError', message: error.message } }, 500);
  for (const [name, value] of Object.entries(error.headers)) c.header(name, value);
  return c.json(error.body, error.status as ContentfulStatusCode);
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
