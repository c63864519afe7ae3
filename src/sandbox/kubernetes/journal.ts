/** Every request that reached a cluster, so that a test can say "secrets as metadata alone". */
import type { Json } from './wire.ts';

interface JournalEntry {
  at: string;
  method: string;
  /** Below the cluster: `/api/v1/pods`. */
  path: string;
  query: string;
  accept: string | null;
  /** Whose token it was; null where none was known. */
  user: string | null;
  /** What was sent, for requests other than GET. */
  body: Json;
  /** The answer that the caller saw, `dropped` if none. */
  status: number | 'dropped';
}

export interface Journal {
  readonly entries: readonly JournalEntry[];
  find(match: { method?: string; path?: string }): JournalEntry[];
  /** What was written and stayed: no reads, no dry runs, no refusals. */
  writes(): JournalEntry[];
  add(entry: JournalEntry): void;
  clear(): void;
}

/** A sandbox may run for days, so only the latest requests are kept. */
const keep = 2000;

export function createJournal(): Journal {
  const entries: JournalEntry[] = [];
  return {
    entries,
    find({ method, path = '' }) {
      return entries.filter(
        (entry) => (!method || entry.method === method.toUpperCase()) && entry.path.includes(path),
      );
    },
    writes() {
      return entries.filter(
        ({ method, status, query, body }) =>
          method !== 'GET' &&
          typeof status === 'number' &&
          status < 300 &&
          !new URLSearchParams(query).has('dryRun') &&
          !body?.dryRun &&
          !body?.deleteOptions?.dryRun,
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
