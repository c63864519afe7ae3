/** How a route of the stand-in is declared: what it needs stands beside the path, in front of the work. */
import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Json } from '../fleet/wire.ts';
import { checkApiVersion, type Family } from './api-versions.ts';
import { ArmError, resourceNotFound } from './errors.ts';
import type { Faults } from './faults.ts';
import type { Journal } from './journal.ts';
import { type Operations, operationHeaders, type StartOptions } from './operations.ts';
import { mayDo, maySee, type Principal } from './principals.ts';
import { newEtag, type State, type StoredCluster } from './state.ts';
import type { Bucket, Throttle } from './throttle.ts';

/** What every route works with. */
export interface Ground {
  state: State;
  operations: Operations;
  throttle: Throttle;
  faults: Faults;
  journal: Journal;
  principals: Principal[];
  clock: () => Date;
  pageSize: number;
  /** How late Resource Graph is. */
  lagSeconds: number;
  /** Who signs the certificates of API servers, PEM; unless said, one whose key nobody kept. */
  authority?: string;
}

export interface Env {
  Bindings: HttpBindings;
  Variables: {
    principal?: Principal;
    body: Json;
    /** The operation that this request starts is to fail. */
    operationFails?: { code: string; message: string };
  };
}

export type App = Hono<Env>;

export interface Needs {
  family: Family;
  /** The permission, such as `Microsoft.ContainerService/managedClusters/read`. */
  action: string;
  /** Which bucket of the container service it is counted in. */
  bucket?: Bucket;
}

export interface Call {
  ground: Ground;
  principal: Principal;
  now: Date;
  body: Json;
  /** A part of the path, in lower case. */
  param(name: string): string;
  query(name: string): string | undefined;
  header(name: string): string | undefined;
  /** The whole path, in lower case. */
  path: string;
  /** The last part of the path as the caller wrote it: the name of what is created. */
  lastName: string;
  startOptions: Pick<StartOptions, 'error'>;
}

export interface Answer {
  status?: 200 | 201 | 202 | 204;
  json?: Json;
  headers?: Record<string, string>;
}

type Method = 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';

/** Registers a route. Paths are in lower case, since Azure's are compared without regard to case. */
export function on(
  app: App,
  ground: Ground,
  method: Method,
  path: string,
  needs: Needs,
  serve: (call: Call) => Answer,
): void {
  app.on(method, path, (c) => {
    const principal = known(c, ground);
    const url = new URL(c.req.url);
    checkApiVersion(needs.family, url.searchParams.get('api-version'), needs.action);
    const subscription = c.req.param('subscription');
    const headers = subscription
      ? admitted({
          ground,
          principal,
          method,
          subscription,
          needs,
          url,
          group: c.req.param('group'),
        })
      : {};
    const answer = serve({
      ground,
      principal,
      now: ground.clock(),
      body: c.get('body'),
      param: (name) => c.req.param(name) ?? '',
      query: (name) => c.req.query(name),
      header: (name) => c.req.header(name),
      path: decodeURIComponent(url.pathname).toLowerCase(),
      lastName: decodeURIComponent(url.pathname.split('/').at(-1) ?? ''),
      startOptions: { error: c.get('operationFails') },
    });
    const { status = 200, json, headers: more } = answer;
    for (const [name, value] of Object.entries({ ...headers, ...more })) c.header(name, value);
    return json === undefined ? c.body(null, status) : c.json(json, status as ContentfulStatusCode);
  });
}

/** @throws ArmError 401 */
export function known(c: Context<Env>, { principals }: Ground): Principal {
  const shown = c.req.header('authorization');
  const challenge = {
    'www-authenticate':
      'Bearer authorization_uri="https://login.microsoftonline.com/", error="invalid_token", error_description="The authentication failed because of missing or unknown access token."',
  };
  if (!shown)
    throw new ArmError(
      401,
      'AuthenticationFailed',
      "Authentication failed. The 'Authorization' header is missing.",
      { headers: challenge },
    );
  const principal = principals.find(({ token }) => shown === `Bearer ${token}`);
  if (!principal)
    throw new ArmError(401, 'InvalidAuthenticationToken', 'The access token is invalid.', {
      headers: challenge,
    });
  c.set('principal', principal);
  return principal;
}

interface Admission {
  ground: Ground;
  principal: Principal;
  method: Method;
  subscription: string;
  group?: string;
  needs: Needs;
  url: URL;
}

/** Throttling, permission, and that subscription and resource group exist. @throws ArmError 403, 404, 429 */
function admitted({ ground, principal, method, subscription, group, needs, url }: Admission) {
  const { throttle, state } = ground;
  const headers = throttle.request({ subscription, principal: principal.objectId, method });
  if (needs.bucket)
    throttle.containerService(needs.bucket, scopeOf(needs.bucket, subscription, url.pathname));
  if (!mayDo(principal, needs.action) || !maySee(principal, subscription))
    throw new ArmError(
      403,
      'AuthorizationFailed',
      `The client '${principal.clientId}' with object id '${principal.objectId}' does not have authorization to perform action '${needs.action}' over scope '${decodeURIComponent(url.pathname)}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    );
  if (!state.subscriptions.some(({ subscriptionId }) => subscriptionId === subscription))
    throw new ArmError(
      404,
      'SubscriptionNotFound',
      `The subscription '${subscription}' could not be found.`,
    );
  if (group && !state.groups.has(`${subscription}/${group}`))
    throw new ArmError(
      404,
      'ResourceGroupNotFound',
      `Resource group '${group}' could not be found.`,
    );
  return headers;
}

const countedForTheResource = new Set<Bucket>(['putCluster', 'putPool', 'getCluster']);

function scopeOf(bucket: Bucket, subscription: string, path: string): string {
  const lower = path.toLowerCase();
  if (countedForTheResource.has(bucket)) return lower;
  return bucket === 'listClustersOfGroup' ? (lower.split('/providers/')[0] ?? '') : subscription;
}

/** The cluster that the path names. @throws ArmError 404 */
export function clusterOf({ ground, param }: Call): StoredCluster {
  const found = ground.state.find(param('subscription'), param('group'), param('cluster'));
  if (found) return found;
  const type = 'Microsoft.ContainerService/managedClusters';
  throw resourceNotFound(type, param('cluster'), param('group'));
}

/** @throws ArmError 412 if the caller wants to change something else than what is there. */
export function checkEtag({ header }: Call, etag: string): void {
  const wanted = header('if-match')?.replaceAll('"', '');
  if ((wanted && wanted !== '*' && wanted !== etag) || header('if-none-match') === '*')
    throw new ArmError(
      412,
      'PreconditionFailed',
      `The etag '${wanted ?? '*'}' in the request header does not match the etag '${etag}' of the resource.`,
      { flat: true },
    );
}

/** Starts the operation that a write leads to; a change of the cluster moves the etags of its pools too. */
export function accepted(call: Call, cluster: StoredCluster, options: StartOptions): Answer {
  const { properties } = cluster.managedCluster;
  if (!options.pool) cluster.managedCluster.eTag = newEtag();
  for (const pool of properties.agentPoolProfiles)
    if (!options.pool || pool.name === options.pool) pool.eTag = newEtag();
  const operation = call.ground.operations.start(cluster, { ...options, ...call.startOptions });
  return { headers: operationHeaders(operation) };
}

/** One page of a list, with the address of the next. */
export function page(call: Call, items: Json[], path: string): Answer {
  const { pageSize } = call.ground;
  const from = Number(call.query('$skiptoken') ?? 0) || 0;
  const value = items.slice(from, from + pageSize);
  const next = from + pageSize;
  if (next >= items.length) return { json: { value } };
  const version = call.query('api-version') ?? '';
  const nextLink = `https://management.azure.com${path}?api-version=${version}&%24skiptoken=${next}`;
  return { json: { value, nextLink } };
}
