import type { Json } from '../fleet/snapshot.ts';
import type { ChangeRow } from '../store/changes.ts';

/** What is about to be sent, written before it is sent: whoever comes after a crash starts from here. */
export interface Intent {
  at: string;
  path: string;
  etag: string;
  bodyHash: string;
  /** The document that the body was made from. */
  madeFrom: Json;
  /** Set when the call ended without an answer, or with one that proves nothing. */
  lostAt?: string;
  /** Of a change of several steps. */
  step?: number;
}

/** A long-running operation of Azure's; without an address, the cluster itself says how it goes. */
export interface Operation {
  url: string | null;
  startedAt: string;
}

export function intentOf(row: ChangeRow): Intent {
  if (!row.intent) throw new Error(`Change ${row.id} is ${row.state} without an intent`);
  return row.intent as Intent;
}
