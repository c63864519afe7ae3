/** Keeps of equal values one: 10,000 pods of 100 workloads hold a hundred specs. */
export interface Interned {
  /** The first value that was equal to this one, and a number that is the same for equal ones. */
  one<T>(value: T): { value: T; mark: number };
}

export function createInterned(): Interned {
  const known = new Map<string, { value: unknown; mark: number }>();
  return {
    one<T>(value: T) {
      const key = JSON.stringify(value);
      const found = known.get(key);
      if (found) return found as { value: T; mark: number };
      // What was parsed may hold on to the whole page that it came in: a copy holds only itself.
      const entry = { value: JSON.parse(key) as T, mark: known.size };
      known.set(key, entry);
      return entry;
    },
  };
}
