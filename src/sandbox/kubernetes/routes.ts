/** All requests that a cluster answers: discovery, reading and writing of every kind alike. */
import type { Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { apiGroup, apiGroups, apiResources, apiVersions, versionOf } from './discovery.ts';
import { evict } from './eviction.ts';
import { listPage } from './lists.ts';
import type { Env } from './observe.ts';
import { asList, asObject, formOf } from './representation.ts';
import { checkMay, checkMaySee, type Target, targetOf, verbOf } from './request.ts';
import {
  badRequest,
  KubeError,
  noSuchPath,
  notFound,
  notServedHere,
  unauthorized,
} from './status.ts';
import type { User } from './users.ts';
import { type Json, type Resource, storeKey } from './wire.ts';
import { create, patch, remove, replace, type Write } from './write.ts';

type App = Hono<Env>;
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Below `/:host`, where every cluster has its place. */
export function clusterRoutes(app: App, { clock }: { clock: () => Date }): void {
  const said = (path: string, answer: (c: Context<Env>) => Json) =>
    app.get(`/:host${path}`, (c) => {
      checkMaySee(c.var.server, known(c), c.var.path);
      return c.json(answer(c));
    });
  const resources = (c: Context<Env>) => c.var.server.resources();
  said('/version', (c) => versionOf(c.var.properties.currentKubernetesVersion));
  said('/api', (c) => apiVersions(c.req.param('host') ?? ''));
  said('/apis', (c) => apiGroups(resources(c)));
  said('/api/v1', (c) => apiResources('', 'v1', resources(c)));
  said('/apis/:group', (c) => apiGroup(c.req.param('group') ?? '', resources(c)));
  said('/apis/:group/:version', (c) =>
    apiResources(c.req.param('group') ?? '', c.req.param('version') ?? '', resources(c)),
  );

  const on = (method: Method, path: string, serve: (asked: Asked) => Answer) =>
    app.on(method, `/:host${path}`, (c) => {
      const asked = admitted(c, clock());
      const { code, json } = serve(asked);
      return c.json(json, code as ContentfulStatusCode);
    });
  app.post('/:host/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', (c) =>
    c.json(accessReview(c), 201),
  );
  on('POST', '/api/v1/namespaces/:namespace/pods/:name/eviction', ({ write }) => ({
    code: 201,
    json: evict(write),
  }));
  for (const base of ['/api/v1', '/apis/:group/:version'])
    for (const scope of [base, `${base}/namespaces/:namespace`]) {
      on('GET', `${scope}/:resource`, list);
      on('POST', `${scope}/:resource`, (asked) => written(asked, create));
      on('GET', `${scope}/:resource/:name`, get);
      on('PUT', `${scope}/:resource/:name`, (asked) => written(asked, replace));
      on('PATCH', `${scope}/:resource/:name`, (asked) => written(asked, patch));
      on('DELETE', `${scope}/:resource/:name`, ({ write }) => ({ code: 200, json: remove(write) }));
    }
}

interface Asked {
  resource: Resource;
  target: Target;
  accept: string | undefined;
  write: Write;
}

interface Answer {
  code: number;
  json: Json;
}

function list({ resource, target, accept, write }: Asked): Answer {
  const form = formOf(accept);
  const { store, query, now } = write;
  const namespace = target.namespace || undefined;
  const { items, metadata } = listPage({ store, resource, namespace, query, now: now.getTime() });
  return { code: 200, json: asList(items, metadata, { resource, version: target.version, form }) };
}

function get({ resource, target, accept, write }: Asked): Answer {
  const form = formOf(accept);
  const object = write.store.get(storeKey(resource), target.namespace, target.name);
  if (!object) throw notFound(resource, target.name);
  return { code: 200, json: asObject(object, { resource, version: target.version, form }) };
}

function written(
  { resource, target, accept, write }: Asked,
  change: (write: Write) => { code: number; object: Json },
): Answer {
  const form = formOf(accept);
  const { code, object } = change(write);
  return { code, json: asObject(object, { resource, version: target.version, form }) };
}

/** @throws KubeError 401 */
function known(c: Context<Env>): User {
  if (!c.var.user) throw unauthorized();
  return c.var.user;
}

/** Who asks, whether that is allowed, and whether there is such a thing: in this order. @throws KubeError 401, 403, 404 */
function admitted(c: Context<Env>, now: Date): Asked {
  const { server, properties, path, text } = c.var;
  const user = known(c);
  const target = targetOf(path);
  if (!target) throw noSuchPath();
  const { method } = c.req;
  const query = new URL(c.req.url).searchParams;
  const azureRbac = properties.aadProfile?.enableAzureRBAC === true;
  const attempt = { user, target, azureRbac };
  checkMay(server, { ...attempt, verb: verbOf(method, target) });
  const resource = server
    .resources()
    .find(
      ({ group, plural, versions }) =>
        group === target.group && plural === target.plural && versions.includes(target.version),
    );
  if (!resource) throw noSuchPath();
  const wantsNamespace = target.name !== '' || method === 'POST';
  if (resource.namespaced ? wantsNamespace && !target.namespace : target.namespace !== '')
    throw noSuchPath();
  if (['true', '1'].includes(query.get('watch') ?? '')) throw notServedHere('watching');
  const contentType = c.req.header('content-type') ?? '';
  const applies = method === 'PATCH' && contentType.startsWith('application/apply-patch+yaml');
  if (applies && !server.store.get(storeKey(resource), target.namespace, target.name))
    checkMay(server, { ...attempt, verb: 'create' });
  return {
    resource,
    target,
    accept: c.req.header('accept'),
    write: {
      store: server.store,
      resource,
      version: target.version,
      namespace: target.namespace,
      name: target.name,
      query,
      contentType,
      text,
      userAgent: c.req.header('user-agent') ?? 'unknown',
      now,
    },
  };
}

/** What the caller may do, answered to everybody who is known. */
function accessReview(c: Context<Env>): Json {
  const user = known(c);
  const { spec } = JSON.parse(c.var.text || '{}');
  const wanted = spec?.resourceAttributes;
  if (!wanted) throw badRequest('spec.resourceAttributes is required here');
  const { verb, group = '', resource, subresource, namespace, name } = wanted;
  const allowed = c.var.server.authorizer.may(user, {
    verb,
    group,
    resource: subresource ? `${resource}/${subresource}` : resource,
    ...(namespace && { namespace }),
    ...(name && { name }),
  });
  return {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec,
    status: { allowed },
  };
}

export function answerError(error: Error, c: Context): Response {
  const known =
    error instanceof KubeError
      ? error
      : new KubeError(500, 'InternalError', `Internal error occurred: ${error.message}`);
  for (const [name, value] of Object.entries(known.headers)) c.header(name, value);
  return c.json(known.body, known.code as ContentfulStatusCode);
}
