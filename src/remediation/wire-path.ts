/** A dotted path of property names below a resource, as it stands on the wire: `properties.a.b`. */
export function splitPath(path: string): string[] {
  const segments = path.split('.');
  const forbidden = segments.find((s) => s === '' || s === '__proto__' || s === 'constructor');
  if (forbidden !== undefined) throw new Error(`"${path}" is not a path of property names`);
  return segments;
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path, or undefined when any part of the way is missing. */
export function readPath(document: unknown, path: string): unknown {
  let here: unknown = document;
  for (const segment of splitPath(path)) {
    if (!isPlainObject(here) || !Object.hasOwn(here, segment)) return undefined;
    here = here[segment];
  }
  return here;
}

/**
 * Sets the value at a path in place; `undefined` takes the property away. Objects that are missing
 * on the way are made. Throws when something on the way is not an object: nothing is overwritten.
 */
export function writePath(document: Record<string, unknown>, path: string, value: unknown): void {
  const segments = splitPath(path);
  const last = segments.pop() as string;
  let here = document;
  for (const segment of segments) {
    const next = Object.hasOwn(here, segment) ? here[segment] : undefined;
    if (next === undefined || next === null) {
      if (value === undefined) return;
      here[segment] = {};
    } else if (!isPlainObject(next)) {
      throw new Error(`"${segment}" in "${path}" is not an object`);
    }
    here = here[segment] as Record<string, unknown>;
  }
  if (value === undefined) delete here[last];
  else here[last] = value;
}
