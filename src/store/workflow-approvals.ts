import type { Queryable } from './pool.ts';
import { type Json, json, one } from './rows.ts';

/** Kept for ever, by the hash of `approval`: changes that were asked for meanwhile name it. */
export async function keepWorkflowApproval(
  tx: Queryable,
  { hash, workflow, approval }: { hash: string; workflow: string; approval: Json },
): Promise<void> {
  await tx.query(
    `insert into drawbridge.workflow_approval (hash, workflow, approval) values ($1, $2, $3)
     on conflict (hash) do nothing`,
    [hash, workflow, json(approval)],
  );
}

export async function getWorkflowApproval(db: Queryable, hash: string): Promise<Json | null> {
  const row = await one<{ approval: Json }>(
    db,
    'select approval from drawbridge.workflow_approval where hash = $1',
    [hash],
  );
  return row?.approval ?? null;
}
