/** Creating, replacing, patching and deleting objects, tried first where the caller says so. */
import { randomUUID } from 'node:crypto';
import { parse } from 'yaml';
import { same } from '../azure/paths.ts';
import { applied, ownedByUpdate } from './ownership.ts';
import { jsonPatched, mergePatched, strategicPatched } from './patches.ts';
import { alreadyExists, badRequest, conflict, KubeError, notFound } from './status.ts';
import type { ObjectStore } from './store.ts';
import { checkObject } from './validate.ts';
import { apiVersionOf, type Json, type KubeObject, type Resource, storeKey } from './wire.ts';

export interface Write {
  store: ObjectStore;
  resource: Resource;
  version: string;
  namespace: string;
  name: string;
  query: URLSearchParams;
  contentType: string;
  /** What was sent, as text. */
  text: string;
  userAgent: string;
  now: Date;
}

interface Written {
  code: 200 | 201;
  object: KubeObject;
}

/** @throws KubeError 400, 404, 409, 422 */
export function create(write: Write): Written {
  const { store, resource, namespace } = write;
  const object = shaped(write, parsed(write));
  if (object.metadata.generateName && !object.metadata.name)
    object.metadata.name = `${object.metadata.generateName}${randomUUID().slice(0, 5)}`;
  checkObject(resource, object);
  const { name } = object.metadata;
  if (store.get(storeKey(resource), namespace, name)) throw alreadyExists(resource, name);
  if (object.metadata.resourceVersion)
    throw badRequest('resourceVersion should not be set on objects to be created');
  return { code: 201, object: kept(write, undefined, object) };
}

/** @throws KubeError 400, 404, 409, 422 */
export function replace(write: Write): Written {
  const before = existing(write);
  const object = shaped(write, parsed(write));
  return { code: 200, object: kept(write, before, checkedAgainst(write, before, object)) };
}

/** @throws KubeError 400, 404, 409, 415, 422 */
export function patch(write: Write): Written {
  const { contentType } = write;
  if (contentType.startsWith('application/apply-patch+yaml')) return apply(write);
  const before = existing(write);
  const body = parsed(write);
  const patched = contentType.startsWith('application/merge-patch+json')
    ? mergePatched(before, body)
    : contentType.startsWith('application/strategic-merge-patch+json')
      ? strategicPatched(before, body)
      : contentType.startsWith('application/json-patch+json')
        ? jsonPatched(before, body)
        : unsupported(contentType);
  return { code: 200, object: kept(write, before, checkedAgainst(write, before, patched)) };
}

function apply(write: Write): Written {
  const { store, resource, version, namespace, name, query, now } = write;
  const manager = query.get('fieldManager');
  if (!manager)
    throw new KubeError(
      422,
      'Invalid',
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    );
  const body = parsed(write);
  if (body?.metadata?.managedFields) throw badRequest('metadata.managedFields must be nil');
  const wanted = shaped(write, body);
  const before = store.get(storeKey(resource), namespace, name);
  const object = applied(before, wanted, {
    manager,
    apiVersion: apiVersionOf(resource.group, version),
    time: now.toISOString().replace(/\.\d+Z$/, 'Z'),
    force: query.get('force') === 'true',
  });
  checkObject(resource, object, before);
  return { code: before ? 200 : 201, object: kept(write, before, object, { owned: true }) };
}

/** @throws KubeError 404, 409 */
export function remove(write: Write): Json {
  const { store, resource, namespace, name } = write;
  const before = existing(write);
  const options = write.text ? parsed(write) : {};
  const { uid, resourceVersion } = options.preconditions ?? {};
  const { metadata } = before;
  if (uid && uid !== metadata.uid)
    throw conflict(
      resource,
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`,
    );
  if (resourceVersion && resourceVersion !== metadata.resourceVersion)
    throw conflict(
      resource,
      name,
      `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${metadata.resourceVersion}`,
    );
  if (!isDryRun(write, options)) store.remove(storeKey(resource), namespace, name);
  const { group, plural } = resource;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: { name, ...(group && { group }), kind: plural, uid: metadata.uid },
  };
}

/** @throws KubeError 400 for any other value than All */
export function isDryRun({ query }: Pick<Write, 'query'>, options: Json = {}): boolean {
  const asked = [...query.getAll('dryRun'), ...(options?.dryRun ?? [])];
  for (const value of asked)
    if (value !== 'All')
      throw badRequest(
        `dryRun: Unsupported value: ${JSON.stringify(value)}: supported values: "All"`,
      );
  return asked.length > 0;
}

function existing({ store, resource, namespace, name }: Write): KubeObject {
  const found = store.get(storeKey(resource), namespace, name);
  if (!found) throw notFound(resource, name);
  return found;
}

function unsupported(contentType: string): never {
  throw new KubeError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format (${contentType}) - accepted media types include: application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml`,
  );
}

/** JSON is YAML too. @throws KubeError 400 */
function parsed({ text }: Write): Json {
  try {
    return parse(text);
  } catch (error) {
    throw badRequest(`error decoding the body: ${(error as Error).message}`);
  }
}

/** What was sent, with the names of the path. @throws KubeError 400 where the two differ */
function shaped({ resource, version, namespace, name }: Write, body: Json): KubeObject {
  const apiVersion = apiVersionOf(resource.group, version);
  if (!body || typeof body !== 'object' || Array.isArray(body))
    throw badRequest('the body of the request is no object');
  if (body.kind !== undefined && (body.kind !== resource.kind || body.apiVersion !== apiVersion))
    throw badRequest(
      `the object provided is unrecognized: ${resource.kind} of ${apiVersion} was expected, not ${body.kind} of ${body.apiVersion}`,
    );
  const { metadata = {} } = body;
  if (name && metadata.name && metadata.name !== name)
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  if (metadata.namespace && metadata.namespace !== namespace)
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  return {
    ...body,
    apiVersion,
    kind: resource.kind,
    metadata: { ...metadata, ...(name && { name }), ...(namespace && { namespace }) },
  };
}

function checkedAgainst(write: Write, before: KubeObject, object: KubeObject): KubeObject {
  const { resource, name } = write;
  checkObject(resource, object, before);
  const { resourceVersion, uid } = object.metadata;
  if (resourceVersion && resourceVersion !== before.metadata.resourceVersion)
    throw conflict(
      resource,
      name,
      'the object has been modified; please apply your changes to the latest version and try again',
    );
  if (uid && uid !== before.metadata.uid)
    throw conflict(
      resource,
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${before.metadata.uid}`,
    );
  return object;
}

/** Stores it unless this is only a try, with all that the server itself writes into an object. */
function kept(
  write: Write,
  before: KubeObject | undefined,
  object: KubeObject,
  { owned = false } = {},
): KubeObject {
  const { store, resource, version, namespace, query, userAgent, now } = write;
  if (resource.namespaced && !store.get('/namespaces', '', namespace))
    throw notFound({ group: '', plural: 'namespaces' }, namespace);
  const time = now.toISOString().replace(/\.\d+Z$/, 'Z');
  const { status: _, ...sent } = object;
  const next: KubeObject = {
    ...sent,
    ...(before?.status && { status: before.status }),
  } as KubeObject;
  const changed = !before || !same(before.spec, next.spec);
  next.metadata = {
    ...object.metadata,
    uid: before?.metadata.uid ?? randomUUID(),
    creationTimestamp: before?.metadata.creationTimestamp ?? time,
    resourceVersion: before?.metadata.resourceVersion,
    generation: (before?.metadata.generation ?? 0) + (changed ? 1 : 0),
  };
  if (!owned)
    next.metadata.managedFields = ownedByUpdate(before, next, {
      manager: query.get('fieldManager') ?? userAgent.split('/')[0] ?? 'unknown',
      apiVersion: apiVersionOf(resource.group, version),
      time,
    });
  if (before && sameBut(before, next)) return before;
  if (isDryRun(write)) return next;
  return store.put(storeKey(resource), next);
}

/** Whether a write changes nothing but times, so that the revision stays. */
function sameBut(before: KubeObject, after: KubeObject): boolean {
  const timeless = (object: KubeObject) => ({
    ...object,
    metadata: {
      ...object.metadata,
      managedFields: (object.metadata.managedFields ?? []).map((each: Json) => ({
        ...each,
        time: '',
      })),
    },
  });
  return same(timeless(before), timeless(after));
}
