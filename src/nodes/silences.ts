/** Nobody is told of a cluster's nodes, or of one pool's, for a while; reports show them all the same. */
import type pg from 'pg';
import type { Person } from '../rights/person.ts';
import { addSilence, endSilence, getSilence } from '../store/node-silences.ts';
import { withTransaction } from '../store/pool.ts';
import { appendTrail } from '../trail/append.ts';

const longestSilenceDays = 90;

export interface SilenceWish {
  id: string;
  clusterId: string;
  /** null: every pool. */
  pool: string | null;
  reason: string;
  days: number;
  person: Person;
  now: Date;
}

/** Stored together with its entry in the trail. */
export async function silenceNodes(db: pg.Pool, wish: SilenceWish): Promise<{ until: Date }> {
  const { id, pool, reason, person, now } = wish;
  const clusterId = wish.clusterId.toLowerCase();
  const days = Math.min(wish.days, longestSilenceDays);
  const until = new Date(now.getTime() + days * 86_400_000);
  await withTransaction(db, async (tx) => {
    await addSilence(tx, {
      ...{ id, clusterId, pool, reason, createdBy: person, createdAt: now, expiresAt: until },
    });
    await appendTrail(tx, {
      ...{ at: now, kind: 'nodes.silenced', actor: person, subject: { clusterId, silenceId: id } },
      data: { pool, reason, until: until.toISOString() },
    });
  });
  return { until };
}

/** Ends a silence before its time; false where it was over already. */
export async function endNodeSilence(
  db: pg.Pool,
  { id, person, now }: { id: string; person: Person; now: Date },
): Promise<boolean> {
  return withTransaction(db, async (tx) => {
    const silence = await getSilence(tx, id);
    if (!silence || !(await endSilence(tx, { id, by: person, now }))) return false;
    const { clusterId, pool } = silence;
    await appendTrail(tx, {
      ...{ at: now, kind: 'nodes.silence-ended', actor: person },
      ...{ subject: { clusterId, silenceId: id }, data: { pool } },
    });
    return true;
  });
}
