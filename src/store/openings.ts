import type { Queryable } from './pool.ts';
import { assignments, type Columns, json, many, one } from './rows.ts';

export type OpeningState = 'open' | 'closing' | 'closed' | 'kept' | 'stuck';

interface OpeningSettings {
  until: Date;
  noticeAt: Date | null;
  closingId: string | null;
  problem: { code: string; message: string; hint?: string } | null;
  closedAt: Date | null;
}

/** An address range that was let in for a time. */
export interface OpeningRow extends OpeningSettings {
  id: string;
  version: number;
  changeId: string;
  clusterId: string;
  range: string;
  /** The range stood in the list before, so it stays at the end. */
  wasThere: boolean;
  state: OpeningState;
  openedAt: Date;
}

const columns: Columns<OpeningSettings> = {
  until: { column: 'until' },
  noticeAt: { column: 'notice_at' },
  closingId: { column: 'closing_id' },
  problem: { column: 'problem', json: true },
  closedAt: { column: 'closed_at' },
};

export interface NewOpening {
  id: string;
  changeId: string;
  clusterId: string;
  range: string;
  wasThere: boolean;
  until: Date;
  now: Date;
}

/** Adds openings; one that is there already (a step that ran twice) is left as it is. */
export async function insertOpenings(db: Queryable, openings: NewOpening[]): Promise<void> {
  await db.query(
    `insert into drawbridge.opening
       (id, change_id, cluster_id, range, was_there, until, state, opened_at)
     select o.id, o."changeId", lower(o."clusterId"), o.range, o."wasThere", o.until, 'open', o.now
       from jsonb_to_recordset($1::jsonb) as o (
         id uuid, "changeId" uuid, "clusterId" text, range text, "wasThere" boolean,
         until timestamptz, now timestamptz)
     on conflict (id) do nothing`,
    [json(openings)],
  );
}

export interface OpeningClaim {
  id: string;
  from: { state: OpeningState; version: number };
  to: OpeningState;
  set?: Partial<OpeningSettings>;
}

/** Compare-and-swap on state and version; null for whoever comes second. */
export async function claimOpening(
  db: Queryable,
  { id, from, to, set = {} }: OpeningClaim,
): Promise<OpeningRow | null> {
  const values: unknown[] = [id, from.state, from.version, to];
  const more = assignments(columns, set, values);
  return one(
    db,
    `update drawbridge.opening set state = $4, version = version + 1 ${more ? `, ${more}` : ''}
      where id = $1 and state = $2 and version = $3 returning *`,
    values,
  );
}

export async function getOpening(db: Queryable, id: string): Promise<OpeningRow | null> {
  return one(db, 'select * from drawbridge.opening where id = $1', [id]);
}

/** The opening that a change of kind `closing` ends. */
export async function openingOfClosing(
  db: Queryable,
  closingId: string,
): Promise<OpeningRow | null> {
  return one(db, 'select * from drawbridge.opening where closing_id = $1', [closingId]);
}

export async function openingsOfChange(db: Queryable, changeId: string): Promise<OpeningRow[]> {
  return many(db, 'select * from drawbridge.opening where change_id = $1 order by range, id', [
    changeId,
  ]);
}

/** Openings of a cluster that have not ended, the next to end first. */
export async function activeOpenings(db: Queryable, clusterId: string): Promise<OpeningRow[]> {
  return many(
    db,
    `select * from drawbridge.opening
      where cluster_id = $1 and state in ('open', 'closing', 'stuck') order by until, id`,
    [clusterId.toLowerCase()],
  );
}

/** Openings whose time is over and that are not closed, in all clusters. */
export async function dueOpenings(db: Queryable, now: Date): Promise<OpeningRow[]> {
  return many(
    db,
    `select * from drawbridge.opening
      where state in ('open', 'closing', 'stuck') and until <= $1 order by until, id`,
    [now],
  );
}

/** Openings that end before `endsBefore` and of whose end nobody has been told. */
export async function openingsToAnnounce(db: Queryable, endsBefore: Date): Promise<OpeningRow[]> {
  return many(
    db,
    `select * from drawbridge.opening
      where state = 'open' and notice_at is null and until <= $1 order by until, id`,
    [endsBefore],
  );
}
