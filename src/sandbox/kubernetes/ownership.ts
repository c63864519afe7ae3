/**
 * Who owns which field: `metadata.managedFields`, and what server-side apply makes of it.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/
 * Every list counts as one field; for network policies, budgets and taints that is what the schema says too.
 */
import { same } from '../azure/paths.ts';
import { KubeError } from './status.ts';
import type { Json, KubeObject } from './wire.ts';

interface Manager {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  time: string;
  fieldsType: 'FieldsV1';
  fieldsV1: Json;
}

/** A field as the steps to it. */
type Path = string[];

const unowned = new Set(['apiVersion', 'kind', 'status']);
const ownedMetadata = new Set(['labels', 'annotations', 'finalizers', 'ownerReferences']);

/** The leaves of an object that somebody can own. */
function leavesOf(object: KubeObject): Path[] {
  return Object.entries(object).flatMap(([key, value]) => {
    if (unowned.has(key)) return [];
    if (key !== 'metadata') return below([key], value);
    return Object.entries(value)
      .filter(([name]) => ownedMetadata.has(name))
      .flatMap(([name, each]) => below([key, name], each));
  });
}

function below(path: Path, value: Json): Path[] {
  const isMap = value && typeof value === 'object' && !Array.isArray(value);
  if (!isMap || Object.keys(value).length === 0) return [path];
  return Object.entries(value).flatMap(([key, each]) => below([...path, key], each));
}

function fieldsOf(paths: Path[]): Json {
  const fields: Json = {};
  for (const path of paths) {
    let at = fields;
    for (const step of path) {
      at[`f:${step}`] ??= {};
      at = at[`f:${step}`];
    }
  }
  return fields;
}

function pathsOf(fields: Json, before: Path = []): Path[] {
  const steps = Object.entries(fields);
  if (steps.length === 0) return before.length > 0 ? [before] : [];
  return steps.flatMap(([step, inner]) => pathsOf(inner, [...before, step.slice(2)]));
}

export interface Writer {
  manager: string;
  apiVersion: string;
  time: string;
}

function entry({ manager, apiVersion, time }: Writer, operation: Manager['operation'], p: Path[]) {
  return { manager, operation, apiVersion, time, fieldsType: 'FieldsV1', fieldsV1: fieldsOf(p) };
}

const keyOf = (path: Path) => path.join('\0');
const valueAt = (object: Json, path: Path) => path.reduce((at, step) => at?.[step], object);

/** After a plain write the writer owns what it changed, and nobody else does. */
export function ownedByUpdate(
  before: KubeObject | undefined,
  after: KubeObject,
  writer: Writer,
): Manager[] {
  const leaves = leavesOf(after);
  const changed = leaves.filter((path) => !same(valueAt(before, path), valueAt(after, path)));
  const taken = new Set(changed.map(keyOf));
  const there = new Set(leaves.map(keyOf));
  const managers: Manager[] = before?.metadata.managedFields ?? [];
  const isWriter = (each: Manager) =>
    each.manager === writer.manager && each.operation === 'Update';
  const kept = managers.flatMap((each) => {
    const paths = pathsOf(each.fieldsV1).filter((p) => there.has(keyOf(p)) && !taken.has(keyOf(p)));
    return isWriter(each) || paths.length === 0 ? [] : [{ ...each, fieldsV1: fieldsOf(paths) }];
  });
  const own = managers
    .filter(isWriter)
    .flatMap((each) => pathsOf(each.fieldsV1))
    .filter((path) => there.has(keyOf(path)) && !taken.has(keyOf(path)));
  const paths = [...own, ...changed];
  return paths.length === 0 ? kept : [...kept, entry(writer, 'Update', paths) as Manager];
}

interface Applying extends Writer {
  force: boolean;
}

/**
 * The object after an apply, with its owners.
 * @throws KubeError 409 that names every field of somebody else which the apply would change
 */
export function applied(
  before: KubeObject | undefined,
  wanted: KubeObject,
  { force, ...writer }: Applying,
): KubeObject {
  const managers: Manager[] = before?.metadata.managedFields ?? [];
  const isOwn = (each: Manager) => each.manager === writer.manager && each.operation === 'Apply';
  const leaves = leavesOf(wanted);
  const others = managers.filter((each) => !isOwn(each));
  const changes = (path: Path) => !same(valueAt(before, path), valueAt(wanted, path));
  const clashes = others.flatMap((other) => {
    const owned = pathsOf(other.fieldsV1);
    return leaves
      .filter((path) => changes(path) && owned.some((each) => overlap(each, path)))
      .map((path) => ({ other, path }));
  });
  if (clashes.length > 0 && !force) throw clash(clashes);

  const result: KubeObject = before
    ? structuredClone(before)
    : { apiVersion: wanted.apiVersion, kind: wanted.kind, metadata: { ...wanted.metadata } };
  const mentioned = new Set(leaves.map(keyOf));
  const elsewhere = new Set(others.flatMap((each) => pathsOf(each.fieldsV1)).map(keyOf));
  const formerly = managers.filter(isOwn).flatMap((each) => pathsOf(each.fieldsV1));
  for (const path of formerly)
    if (!mentioned.has(keyOf(path)) && !elsewhere.has(keyOf(path))) removeAt(result, path);
  for (const path of leaves) setAt(result, path, structuredClone(valueAt(wanted, path)));
  const left = others.flatMap((other) => {
    const lost = clashes.filter((each) => each.other === other).map(({ path }) => path);
    const kept = pathsOf(other.fieldsV1).filter((p) => !lost.some((path) => overlap(p, path)));
    return kept.length === 0 ? [] : [{ ...other, fieldsV1: fieldsOf(kept) }];
  });
  result.metadata.managedFields = [...left, entry(writer, 'Apply', leaves)];
  return result;
}

function overlap(a: Path, b: Path): boolean {
  const short = Math.min(a.length, b.length);
  return a.slice(0, short).every((step, index) => step === b[index]);
}

function clash(found: { other: Manager; path: Path }[]): KubeError {
  const causes = found.map(({ other, path }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with "${other.manager}" using ${other.apiVersion}`,
    field: `.${path.join('.')}`,
  }));
  const [first] = causes;
  const message =
    causes.length === 1
      ? `Apply failed with 1 conflict: ${first?.message}: ${first?.field}`
      : `Apply failed with ${causes.length} conflicts: ${causes.map((each) => `${each.message}: ${each.field}`).join('; ')}`;
  return new KubeError(409, 'Conflict', message, { details: { causes } });
}

function setAt(object: Json, path: Path, value: Json): void {
  let at = object;
  for (const step of path.slice(0, -1)) {
    const inner = at[step];
    if (!inner || typeof inner !== 'object' || Array.isArray(inner)) at[step] = {};
    at = at[step];
  }
  at[path.at(-1) ?? ''] = value;
}

/** Removes a field, and the maps that it leaves empty. */
function removeAt(object: Json, path: Path): void {
  const parent = valueAt(object, path.slice(0, -1));
  if (!parent) return;
  delete parent[path.at(-1) ?? ''];
  if (path.length > 1 && Object.keys(parent).length === 0) removeAt(object, path.slice(0, -1));
}
