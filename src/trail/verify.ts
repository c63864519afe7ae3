import type { Queryable } from '../store/pool.ts';
import { many, one } from '../store/rows.ts';
import { entryHash, genesis } from './entry.ts';

/** The last entry as somebody noted it outside the database. */
export interface TrailHead {
  seq: number;
  hash: string;
}

export type TrailVerdict =
  | { ok: true; entries: number; head: TrailHead | null }
  | { ok: false; entries: number; problem: TrailProblem };

interface TrailProblem {
  kind: 'changed' | 'missing' | 'reordered';
  /** The first entry that is not as it was written. */
  seq: number;
  message: string;
}

interface Row {
  seq: string;
  at: string;
  kind: string;
  actor: unknown;
  subject: unknown;
  data: unknown;
  prev: string;
  hash: string;
}

/**
 * Follows the chain from the first entry, page by page, and stops at the first that is not as it
 * was written. Whoever rewrites the whole rest of the chain, or cuts off its end, is found only
 * by a `head` that was noted elsewhere. `entries` says how many were in order.
 */
export async function verifyTrail(
  db: Queryable,
  { head, pageSize = 500 }: { head?: TrailHead; pageSize?: number } = {},
): Promise<TrailVerdict> {
  let last: TrailHead = { seq: 0, hash: genesis };
  for (;;) {
    const page = await readPage(db, { after: last.seq, pageSize });
    for (const row of page) {
      const problem = await judgeEntry(db, { row, last, head });
      if (problem) return { ok: false, entries: last.seq, problem };
      last = { seq: Number(row.seq), hash: row.hash };
    }
    if (page.length < pageSize) break;
  }
  if (head && last.seq < head.seq) {
    return {
      ok: false,
      entries: last.seq,
      problem: missing({ from: last.seq + 1, to: head.seq }),
    };
  }
  return { ok: true, entries: last.seq, head: last.seq === 0 ? null : last };
}

/** From the beginning everything is read, even what stands before number 1. */
function readPage(
  db: Queryable,
  { after, pageSize }: { after: number; pageSize: number },
): Promise<Row[]> {
  return many(
    db,
    `select seq, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
            kind, actor, subject, data, prev, hash
       from drawbridge.trail where $1 = 0 or seq > $1 order by seq limit $2`,
    [after, pageSize],
  );
}

interface Judged {
  row: Row;
  last: TrailHead;
  head: TrailHead | undefined;
}

async function judgeEntry(
  db: Queryable,
  { row, last, head }: Judged,
): Promise<TrailProblem | undefined> {
  const seq = Number(row.seq);
  if (seq > last.seq + 1) return missing({ from: last.seq + 1, to: seq - 1 });
  if (seq < 1) return changed(seq, 'was not written by Drawbridge: the trail begins with number 1');

  const intact = entryHash({ ...row, seq }) === row.hash;
  if (intact && row.prev === last.hash) {
    if (head?.seq === seq && head.hash !== row.hash) {
      return changed(seq, 'is not the one that was noted: the trail was written anew');
    }
    return undefined;
  }
  const follower = await one<{ seq: string }>(
    db,
    'select seq from drawbridge.trail where prev = $1 and seq <> $2 limit 1',
    [last.hash, seq],
  );
  if (follower) {
    return {
      kind: 'reordered',
      seq,
      message: `Entry ${seq} is out of order: what was written as number ${seq} now stands at ${follower.seq}.`,
    };
  }
  if (!intact) return changed(seq, 'does not say what it said when it was written');
  if (seq === 1) return changed(seq, 'is not the first that was written');
  // This one agrees with its own hash, so it is the one before that was replaced, hash and all.
  return changed(seq - 1, `is not the one that entry ${seq} followed when it was written`);
}

function changed(seq: number, what: string): TrailProblem {
  return { kind: 'changed', seq, message: `Entry ${seq} ${what}.` };
}

function missing({ from, to }: { from: number; to: number }): TrailProblem {
  const message =
    from === to ? `Entry ${from} is missing.` : `Entries ${from} to ${to} are missing.`;
  return { kind: 'missing', seq: from, message };
}
