/** Patches of the three kinds that are no apply. */
import { badRequest, KubeError, notServedHere } from './status.ts';
import type { Json } from './wire.ts';

/** https://www.rfc-editor.org/rfc/rfc7386 */
export function mergePatched(target: Json, patch: Json): Json {
  if (!isMap(patch)) return patch;
  const result = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatched(result[key], value);
  }
  return result;
}

/** A strategic merge without lists is a merge; how lists merge depends on each kind. */
export function strategicPatched(target: Json, patch: Json): Json {
  if (holdsList(patch))
    throw notServedHere('lists in strategic merge patches: send application/merge-patch+json');
  return mergePatched(target, patch);
}

/** https://www.rfc-editor.org/rfc/rfc6902, without move and copy. @throws KubeError 422 */
export function jsonPatched(target: Json, operations: Json): Json {
  if (!Array.isArray(operations)) throw badRequest('a JSON patch is a list of operations');
  const result = structuredClone(target);
  for (const { op, path, value } of operations) {
    const steps = path
      .split('/')
      .slice(1)
      .map((step: string) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = steps.pop();
    const parent = steps.reduce((at: Json, step: string) => at?.[step], result);
    if (!isContainer(parent) || last === undefined) throw noSuchField(op, path);
    const there = last in parent;
    if (op === 'test') {
      if (JSON.stringify(parent[last]) !== JSON.stringify(value))
        throw new KubeError(422, 'Invalid', `testing value ${path} failed: test failed`);
    } else if (op === 'add' && Array.isArray(parent)) {
      parent.splice(last === '-' ? parent.length : Number(last), 0, value);
    } else if (op === 'add' || (op === 'replace' && there)) {
      parent[last] = value;
    } else if (op === 'remove' && there) {
      if (Array.isArray(parent)) parent.splice(Number(last), 1);
      else delete parent[last];
    } else throw noSuchField(op, path);
  }
  return result;
}

function noSuchField(op: string, path: string): KubeError {
  return new KubeError(
    422,
    'Invalid',
    `the server rejected our request due to an error in our request: ${op} operation does not apply: doc is missing path: ${path}`,
  );
}

const isContainer = (value: Json) => value !== null && typeof value === 'object';
const isMap = (value: Json) => isContainer(value) && !Array.isArray(value);

function holdsList(value: Json): boolean {
  if (Array.isArray(value)) return true;
  return isMap(value) && Object.values(value).some(holdsList);
}
