/** Everything that went over the wire, in order, for tests and for a curious reader. No token is kept. */

interface JournalEntry {
  /** Milliseconds since 1970. */
  at: number;
  kind:
    | 'request'
    | 'response-url'
    | 'delivery'
    | 'ack'
    | 'late-ack'
    | 'no-ack'
    | 'retry'
    | 'socket'
    | 'act';
  /** Web API method, payload type, socket event … */
  name: string;
  [field: string]: unknown;
}

export interface Journal {
  add(entry: Omit<JournalEntry, 'at'> & Record<string, unknown>): void;
  entries(): JournalEntry[];
  /** The same, one JSON object a line. */
  lines(): string;
  onEntry(listener: (entry: JournalEntry) => void): () => void;
}

/** Older entries make room, so that a sandbox may run for days. */
const keep = 20_000;

export function createJournal({ clock }: { clock: () => number }): Journal {
  let entries: JournalEntry[] = [];
  const listeners = new Set<(entry: JournalEntry) => void>();
  return {
    add(entry) {
      const full = { at: clock(), ...entry } as JournalEntry;
      entries.push(full);
      if (entries.length > keep * 1.1) entries = entries.slice(-keep);
      for (const listener of [...listeners]) listener(full);
    },
    entries: () => [...entries],
    lines: () => entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''),
    onEntry(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
