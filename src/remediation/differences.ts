import { isPlainObject } from './wire-path.ts';

/** One place where two documents differ. Items of a named list are addressed by their name. */
export interface Difference {
  path: string[];
  before: unknown;
  after: unknown;
}

/**
 * Every place where two JSON documents differ, as deep as it can be said. An absent object and
 * a filled one differ at the leaves of the filled one. Lists of objects with unique names (node
 * pools) are compared by name, since their order means nothing; other lists item by item when
 * they are equally long, else as a whole.
 */
export function differences(before: unknown, after: unknown, path: string[] = []): Difference[] {
  if (Object.is(before, after)) return [];
  const left = asBranches(before, after);
  const right = asBranches(after, before);
  if (!left || !right) return [{ path, before, after }];
  const keys = new Set([...left.keys(), ...right.keys()]);
  return [...keys].flatMap((key) => differences(left.get(key), right.get(key), [...path, key]));
}

export function same(a: unknown, b: unknown): boolean {
  return differences(a, b).length === 0;
}

/** The children of a value by key, when it can be compared child by child with the other one. */
function asBranches(value: unknown, other: unknown): Map<string, unknown> | undefined {
  if (isMissing(value)) return isFilled(other) ? new Map() : undefined;
  if (isPlainObject(value)) {
    const comparable = isPlainObject(other) || (isMissing(other) && isFilled(value));
    return comparable ? new Map(Object.entries(value)) : undefined;
  }
  if (!Array.isArray(value) || !Array.isArray(other)) return undefined;
  const byName = named(value);
  if (byName && named(other)) return byName;
  if (value.length !== other.length) return undefined;
  return new Map(value.map((item, index) => [String(index), item]));
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}

function isFilled(value: unknown): boolean {
  return isPlainObject(value) && Object.keys(value).length > 0;
}

function named(list: unknown[]): Map<string, unknown> | undefined {
  const found = new Map<string, unknown>();
  for (const item of list) {
    if (!isPlainObject(item) || typeof item.name !== 'string' || found.has(item.name))
      return undefined;
    found.set(item.name, item);
  }
  return found;
}
