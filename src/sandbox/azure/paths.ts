/** Reading and writing dotted paths in raw JSON. */
import type { Json } from '../fleet/wire.ts';

export function at(document: Json, path: string): Json {
  return path.split('.').reduce((value, key) => value?.[key], document);
}

/** Sets a value and makes the objects on the way; undefined removes it. */
export function put(document: Json, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? path;
  let target = document;
  for (const key of keys) {
    if (value === undefined && !target[key]) return;
    target[key] ??= {};
    target = target[key];
  }
  if (value === undefined) delete target[last];
  else target[last] = structuredClone(value);
}

/** Whether two values are the same JSON, whatever the order of their keys. */
export function same(a: unknown, b: unknown): boolean {
  return stable(a) === stable(b);
}

function stable(value: unknown): string {
  return (
    JSON.stringify(value, (_key, each) =>
      each && typeof each === 'object' && !Array.isArray(each)
        ? Object.fromEntries(Object.entries(each).sort(([x], [y]) => (x < y ? -1 : 1)))
        : each,
    ) ?? 'undefined'
  );
}
