import type { Json } from '../snapshot.ts';

/**
 * Reads what some JSON names, each once, and keeps it by lower-case id. What is no text is left out:
 * the check that misses it says so. One that may not be read makes the whole plane unreadable.
 */
export async function eachById(
  ids: Iterable<Json>,
  read: (id: string) => Promise<Json | null>,
): Promise<Record<string, Json | null>> {
  const wanted = new Map<string, string>();
  for (const id of ids) if (typeof id === 'string' && id !== '') wanted.set(id.toLowerCase(), id);
  const found = await Promise.all(
    [...wanted].map(async ([key, id]): Promise<[string, Json | null]> => [key, await read(id)]),
  );
  return Object.fromEntries(found);
}
