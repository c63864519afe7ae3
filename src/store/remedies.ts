import type { Queryable } from './pool.ts';
import { type Json, many } from './rows.ts';

export interface FoundRemedy {
  runId: string;
  check: string;
  action: string;
  params: Json;
}

/** What finished looks at posture found, and a change could mend. */
export async function remediesOf(db: Queryable, runIds: readonly string[]): Promise<FoundRemedy[]> {
  return many(
    db,
    `select id as run_id, result->>'check' as check, result->'fix'->>'action' as action,
            result->'fix'->'params' as params
       from drawbridge.posture_run, jsonb_array_elements(report->'results') as result
      where id = any($1::uuid[]) and state = 'done' and result->>'outcome' = 'fail'
        and result->'fix'->>'kind' = 'action'`,
    [runIds],
  );
}
