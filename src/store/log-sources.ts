import type { Queryable } from './pool.ts';
import { type Json, one } from './rows.ts';

/** Where the audit log of a cluster was found by the last look at it: LogSource, or null where none found it. */
export async function lastLogSource(db: Queryable, clusterId: string): Promise<Json | null> {
  const row = await one<{ source: Json }>(
    db,
    `select look->'source' as source
       from (select result, finished_at from drawbridge.forbidden_run
              where state = 'done' and cluster_ids @> array[$1]
              order by finished_at desc limit 5) as run,
            jsonb_array_elements(run.result) as look
      where look->>'clusterId' = $1 and jsonb_typeof(look->'source') = 'object'
      order by run.finished_at desc limit 1`,
    [clusterId.toLowerCase()],
  );
  return row?.source ?? null;
}
