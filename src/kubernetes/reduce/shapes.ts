/** What came over the wire, or stands in a file that anybody wrote: nothing about its shape is certain. */

export type Dict = Record<string, unknown>;

export function isDict(value: unknown): value is Dict {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function dictOf(value: unknown): Dict {
  return isDict(value) ? value : {};
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function dictsOf(value: unknown): Dict[] {
  return listOf(value).filter(isDict);
}

/** Empty where there is none. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Text by text; YAML writes numbers and booleans where an API server would refuse them. */
export function textsByKey(value: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, entry] of Object.entries(dictOf(value)))
    if (typeof entry === 'string') found[key] = entry;
    else if (typeof entry === 'number' || typeof entry === 'boolean') found[key] = String(entry);
  return found;
}
