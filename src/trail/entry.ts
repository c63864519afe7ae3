import { createHash } from 'node:crypto';
import type { Json, StoredPerson } from '../store/rows.ts';
import { canonicalJson } from './canonical-json.ts';

/** One thing that was decided or done. */
export interface TrailEntry {
  /** 1, 2, 3, … without a gap. */
  seq: number;
  at: Date;
  /** What happened, as `thing.happened`: `change.proposed`, `approval.decided`. */
  kind: string;
  actor: StoredPerson;
  /** What it happened to. `clusterId` is what entries are looked up by. */
  subject: TrailSubject;
  data: Json;
  /** The hash of the entry before. */
  prev: string;
  hash: string;
}

interface TrailSubject {
  clusterId?: string;
  [name: string]: Json;
}

/** What the first entry follows. */
export const genesis = '0'.repeat(64);

export interface HashedFields {
  seq: number;
  /** UTC with microseconds, as the database keeps it: `2026-05-01T09:30:00.000000Z`. */
  at: string;
  kind: string;
  actor: unknown;
  subject: unknown;
  data: unknown;
  prev: string;
}

/** SHA-256, in hex, over everything that an entry says and the hash of the entry before. */
export function entryHash({ seq, at, kind, actor, subject, data, prev }: HashedFields): string {
  const text = canonicalJson([seq, at, kind, actor, subject, data, prev]);
  return createHash('sha256').update(text).digest('hex');
}

/** A time as it goes into the hash. */
export function hashedTime(at: Date): string {
  return `${at.toISOString().slice(0, -1)}000Z`;
}
