/*
 * The guard of every cluster PUT.
 *
 * A PUT replaces the whole cluster: what it leaves out is reset, and what it carries is enforced,
 * every node pool included. People have lost nodes to an innocent update: a script read a cluster,
 * changed one property and wrote the rest back, while the autoscaler had scaled a pool in between,
 * so the old count came back with the PUT and nodes that ran workloads were deleted. The cluster's
 * etag does not help there: an operation on a pool moves the pool's etag alone
 * (https://learn.microsoft.com/azure/aks/use-etags). Hence the rules below.
 */
import type { Json } from '../fleet/snapshot.ts';
import type { Write } from './define-remediation.ts';
import { type Difference, differences, same } from './differences.ts';
import {
  isField,
  leftOut,
  leftOutOfPool,
  movesByItself,
  type NamedField,
  takeOut,
} from './guard-fields.ts';
import { etagOf, type LiveCluster } from './live-cluster.ts';
import type { PlannedChange, Problem } from './types.ts';
import { isPlainObject, readPath, splitPath, writePath } from './wire-path.ts';

/** Thrown when a body would not be exactly what was planned. Nothing has been sent then. */
export class GuardError extends Error {
  override readonly name = 'GuardError';
}

/**
 * The body of the PUT: the document that was read just now, with the planned paths changed and
 * the named fields left out; properties that nobody knows stay as they are, at any depth.
 * Throws GuardError when a `before` is no longer true or anything else would differ.
 */
export function buildBody(
  document: Json,
  changes: readonly PlannedChange[],
  fields: readonly NamedField[] = leftOut,
): Json {
  const body = structuredClone(document);
  for (const { path } of fields) takeOutUnlessPlanned(body, path, changes);
  for (const { path, before, after } of changes) {
    if (!sameOrAbsent(readPath(document, path), before))
      throw new GuardError(`${path} is no longer what the plan was made from`);
    writePath(body, path, structuredClone(after));
  }
  assertOnlyPlanned(document, body, changes, fields);
  return body;
}

/** The PUT of a cluster with the planned paths changed, tied to the document that was read. */
export function clusterPut(
  { cluster, document }: LiveCluster,
  changes: readonly PlannedChange[],
): Write {
  const ifMatch = etagOf(document);
  if (ifMatch === '') throw new GuardError(`Azure gave no etag for ${cluster.name}`);
  const body = buildBody(document, changes);
  return { method: 'PUT', path: cluster.id, body, ifMatch, madeFrom: document };
}

/** The body of an agent pool's own PUT, by the same rules. */
export function buildPoolBody(pool: Json, changes: readonly PlannedChange[]): Json {
  return buildBody(pool, changes, leftOutOfPool);
}

/** Rule: the body differs from what was read at the planned paths and the named fields alone. */
export function assertOnlyPlanned(
  document: Json,
  body: Json,
  changes: readonly PlannedChange[],
  fields: readonly NamedField[] = leftOut,
): void {
  for (const { path, after } of changes)
    if (!sameOrAbsent(readPath(body, path), after))
      throw new GuardError(`${path} would not get the planned value`);
  const stray = differences(document, body).find(
    (difference) => !isPlanned(difference, changes) && !isLeftOut(difference, fields),
  );
  if (stray) throw new GuardError(`${showPath(stray.path)} would change, and was not planned`);
}

/**
 * Rule: every pool is, in the cluster's own document, what its own address says it is.
 * Another etag: somebody changed the pool between the two reads. Another count: an autoscaler
 * is at work, and the PUT would carry a number that is no longer true. Both stop the write.
 */
export function comparePools({ document, pools }: LiveCluster): Problem | null {
  const embedded = new Map<string, Json>();
  for (const pool of document?.properties?.agentPoolProfiles ?? []) embedded.set(pool.name, pool);
  const real = new Map<string, Json>(pools.map((pool) => [pool.name, pool]));
  for (const name of new Set([...embedded.keys(), ...real.keys()])) {
    const inCluster = embedded.get(name);
    const byItself = real.get(name);
    if (!inCluster || !byItself) {
      const message = `Node pool ${name} is being ${inCluster ? 'removed' : 'added'}. Nothing was written.`;
      return { code: 'pool-moved', message };
    }
    const problem = comparePool(name, inCluster, byItself);
    if (problem) return problem;
  }
  return null;
}

function comparePool(name: string, inCluster: Json, byItself: Json): Problem | null {
  const count = byItself.properties?.count;
  if (inCluster.count !== count)
    return {
      code: 'pool-scaling',
      message: `Node pool ${name} is being scaled: the cluster says ${inCluster.count ?? 'no number'}, the pool itself ${count ?? 'no number'}. Nothing was written, because the update would have carried the wrong number of nodes.`,
    };
  if (etagOf(inCluster) !== etagOf(byItself))
    return {
      code: 'pool-moved',
      message: `Node pool ${name} changed while the cluster was being read. Nothing was written.`,
    };
  return null;
}

export interface Verification {
  /** Planned paths that do not have the planned value. */
  missing: string[];
  /** What changed outside the planned paths, and does not move by itself. */
  elsewhere: Difference[];
}

/** Compares the cluster after a write with the document that the write was made from. */
export function verifyWrite(
  before: Json,
  after: Json,
  changes: readonly PlannedChange[],
): Verification {
  const missing = changes
    .filter((change) => !sameOrAbsent(inOrder(readPath(after, change.path)), inOrder(change.after)))
    .map((change) => change.path);
  const elsewhere = differences(before, after).filter(
    (difference) =>
      !isPlanned(difference, changes) &&
      !movesByItself.some(({ path }) => isField(difference.path, path)) &&
      !isAutoscaled(difference, before, after) &&
      !isDefaultOfNewObject(difference, before, changes),
  );
  return { missing, elsewhere };
}

export function showPath(path: readonly string[]): string {
  return path.join('.');
}

function takeOutUnlessPlanned(body: Json, field: string, changes: readonly PlannedChange[]): void {
  const covers = (path: string) => isField(splitPath(path), field) || isAbove(path, field);
  const planned = changes.find(({ path }) => covers(path));
  if (planned)
    throw new GuardError(`${planned.path} is, or holds, a field that a write never carries`);
  takeOut(body, field);
}

function isAbove(path: string, field: string): boolean {
  return isField(field.split('.'), path);
}

function isPlanned({ path }: Difference, changes: readonly PlannedChange[]): boolean {
  return changes.some((change) => splitPath(change.path).every((part, i) => part === path[i]));
}

function isLeftOut({ path, after }: Difference, fields: readonly NamedField[]): boolean {
  return after === undefined && fields.some((field) => isField(path, field.path));
}

/** A pool with an autoscaler may be scaled at any moment, within its own limits. */
function isAutoscaled({ path, after: count }: Difference, before: Json, now: Json): boolean {
  if (!isField(path, 'properties.agentPoolProfiles.*.count') || typeof count !== 'number')
    return false;
  const [was, is] = [before, now].map((document) =>
    document?.properties?.agentPoolProfiles?.find((pool: Json) => pool.name === path[2]),
  );
  if (was?.enableAutoScaling !== true || is?.enableAutoScaling !== true) return false;
  return count >= is.minCount && count <= is.maxCount;
}

/** Azure fills an object that a plan has created with its other properties, switched off. */
function isDefaultOfNewObject(
  { path, before: was, after }: Difference,
  before: Json,
  changes: readonly PlannedChange[],
): boolean {
  if (was !== undefined || (after !== false && after !== null)) return false;
  return changes.some((change) => {
    const parent = splitPath(change.path).slice(0, -1);
    const isSibling = parent.length > 0 && parent.every((part, i) => part === path[i]);
    return isSibling && !isPlainObject(readPath(before, parent.join('.')));
  });
}

function sameOrAbsent(a: unknown, b: unknown): boolean {
  return same(a ?? null, b ?? null);
}

/** Azure may give a list of plain values back in another order. */
function inOrder(value: unknown): unknown {
  const plain = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return plain ? [...value].sort() : value;
}
