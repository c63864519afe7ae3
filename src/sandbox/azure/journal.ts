/** Every request that reached the stand-in, so that a test can say "exactly one PUT". */
import type { Json } from '../fleet/wire.ts';

interface JournalEntry {
  at: string;
  method: string;
  path: string;
  query: string;
  /** Whose token it was; null where none was known. */
  principal: string | null;
  ifMatch: string | null;
  /** What was sent, for requests other than GET. */
  body: Json;
  /** The answer that the caller saw, `dropped` if none. */
  status: number | 'dropped';
}

export interface Journal {
  readonly entries: readonly JournalEntry[];
  /** Entries of a method whose path holds a text, in any case. */
  find(match: { method?: string; path?: string }): JournalEntry[];
  add(entry: JournalEntry): void;
  clear(): void;
}

/** A sandbox may run for days, so only the latest requests are kept. */
const keep = 5000;

export function createJournal(): Journal {
  const entries: JournalEntry[] = [];
  return {
    entries,
    find({ method, path = '' }) {
      return entries.filter(
        (entry) =>
          (!method || entry.method === method.toUpperCase()) &&
          entry.path.toLowerCase().includes(path.toLowerCase()),
      );
    },
    add(entry) {
      entries.push(entry);
      if (entries.length > keep) entries.splice(0, entries.length - keep);
    },
    clear() {
      entries.length = 0;
    },
  };
}
