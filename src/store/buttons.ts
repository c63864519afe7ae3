import { randomBytes } from 'node:crypto';
import type { Queryable } from './pool.ts';
import { type Json, json, one, type StoredPerson } from './rows.ts';

interface ButtonRow {
  /** 128 random bits: the whole of what Slack is told about the button. */
  id: string;
  action: string;
  payload: Json;
  oneShot: boolean;
  createdAt: Date;
  expiresAt: Date;
  usedAt: Date | null;
  usedBy: StoredPerson | null;
}

export interface NewButton {
  action: string;
  payload: Json;
  /** Works once, whoever presses. Not for approvals, which several people may give. */
  oneShot: boolean;
  expiresAt: Date;
}

/** Makes buttons in one statement and returns their ids in the same order. */
export async function createButtons(
  db: Queryable,
  buttons: NewButton[],
  now: Date,
): Promise<string[]> {
  const rows = buttons.map((button) => ({ ...button, id: randomBytes(16).toString('base64url') }));
  if (rows.length > 0) {
    await db.query(
      `insert into drawbridge.button (id, action, payload, one_shot, created_at, expires_at)
       select b.id, b.action, coalesce(b.payload, 'null'), b."oneShot", $2, b."expiresAt"
         from jsonb_to_recordset($1::jsonb) as b (
           id text, action text, payload jsonb, "oneShot" boolean, "expiresAt" timestamptz)`,
      [json(rows), now],
    );
  }
  return rows.map(({ id }) => id);
}

export type ButtonOutcome =
  | { kind: 'found'; button: ButtonRow }
  | { kind: 'used-already'; by: StoredPerson | null; at: Date }
  | { kind: 'expired'; at: Date }
  | { kind: 'unknown' };

/**
 * Looks a button up without using it. Judge who pressed before `takeButton`, or anybody who may
 * not press could spoil a one-shot button for those who may.
 */
export async function readButton(
  db: Queryable,
  { id, now }: { id: string; now: Date },
): Promise<ButtonOutcome> {
  const button = await one<ButtonRow>(db, 'select * from drawbridge.button where id = $1', [id]);
  if (!button) return { kind: 'unknown' };
  if (button.oneShot && button.usedAt) {
    return { kind: 'used-already', by: button.usedBy, at: button.usedAt };
  }
  if (button.expiresAt <= now) return { kind: 'expired', at: button.expiresAt };
  return { kind: 'found', button };
}

/** Takes a button. Of several people who press a one-shot button at once, one finds it. */
export async function takeButton(
  db: Queryable,
  { id, person, now }: { id: string; person: StoredPerson; now: Date },
): Promise<ButtonOutcome> {
  const button = await one<ButtonRow>(
    db,
    `update drawbridge.button set used_at = $2, used_by = $3
      where id = $1 and expires_at > $2 and (used_at is null or not one_shot) returning *`,
    [id, now, json(person)],
  );
  return button ? { kind: 'found', button } : readButton(db, { id, now });
}

/** Removes buttons that expired before a time. Returns how many. */
export async function pruneButtons(db: Queryable, expiredBefore: Date): Promise<number> {
  const { rowCount } = await db.query('delete from drawbridge.button where expires_at < $1', [
    expiredBefore,
  ]);
  return rowCount ?? 0;
}
