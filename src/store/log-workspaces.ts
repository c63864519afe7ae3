import type { Queryable } from './pool.ts';
import { many } from './rows.ts';

/** A workspace that clusters ship their audit log to. */
export interface UsedWorkspace {
  /** Resource id. */
  id: string;
  clusters: number;
  /** Of these, in the region asked for. */
  near: number;
}

/**
 * Where the fleet ships, as the newest report of each cluster saw it; first where most clusters of the region do.
 * @param location the region that counts, as Azure writes it: `westeurope`
 */
export async function usedWorkspaces(
  db: Queryable,
  { location, limit }: { location: string; limit: number },
): Promise<UsedWorkspace[]> {
  return many(
    db,
    `with newest as (
       select distinct on (cluster_id) cluster_id, report
         from drawbridge.posture_run
        where cluster_id is not null and state = 'done' and report is not null
        order by cluster_id, finished_at desc
     ), seen as (
       select distinct newest.cluster_id, lower(evidence->>'value') as key, evidence->>'value' as id
         from newest,
              jsonb_array_elements(newest.report->'results') as result,
              jsonb_array_elements(result->'evidence') as evidence
        where result->>'check' = 'AKS-LOG-001' and evidence->>'path' = 'properties.workspaceId'
     )
     select min(seen.id) as id, count(distinct seen.cluster_id)::int as clusters,
            (count(distinct seen.cluster_id) filter (where cluster.location = $1))::int as near
       from seen left join drawbridge.cluster on cluster.id = seen.cluster_id
      where seen.key like '%/microsoft.operationalinsights/workspaces/%'
      group by seen.key
      order by near desc, clusters desc, seen.key
      limit $2`,
    [location, limit],
  );
}
