import type { PoolClient } from 'pg';
import { json, one, storableText } from '../store/rows.ts';
import { entryHash, genesis, hashedTime, type TrailEntry } from './entry.ts';

export type NewTrailEntry = Pick<TrailEntry, 'at' | 'kind' | 'actor' | 'subject' | 'data'>;

/**
 * Adds an entry to the trail, in the transaction of what it records. Appends wait for each other
 * until their transactions end, so this belongs at the end of a transaction.
 */
export async function appendTrail(
  tx: PoolClient,
  { at, kind, actor, subject, data }: NewTrailEntry,
): Promise<{ seq: number; hash: string }> {
  // The key is any number that nothing else locks.
  await tx.query(`select pg_advisory_xact_lock(hashtext('drawbridge.trail'))`);
  const last = await one<{ seq: string; hash: string }>(
    tx,
    'select seq, hash from drawbridge.trail order by seq desc limit 1',
  );
  const seq = Number(last?.seq ?? 0) + 1;
  const prev = last?.hash ?? genesis;
  const stored = {
    kind: storableText(kind),
    actor: json(actor) ?? 'null',
    subject: json(subject) ?? 'null',
    data: json(data) ?? 'null',
  };
  const hash = entryHash({
    seq,
    at: hashedTime(at),
    kind: stored.kind,
    // What will be read back, not what was passed in: dates have become text by then.
    actor: JSON.parse(stored.actor),
    subject: JSON.parse(stored.subject),
    data: JSON.parse(stored.data),
    prev,
  });
  await tx.query(
    `insert into drawbridge.trail (seq, at, kind, actor, subject, data, prev, hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [seq, at, stored.kind, stored.actor, stored.subject, stored.data, prev, hash],
  );
  return { seq, hash };
}
