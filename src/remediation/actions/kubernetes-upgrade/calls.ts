import { aksApiVersion } from '../../../azure/api-versions.ts';
import type { Json } from '../../../fleet/snapshot.ts';
import type { Work } from '../../../upgrade/works.ts';
import type { Call } from '../../clients.ts';
import { buildBody, buildPoolBody, GuardError } from '../../guard.ts';
import { etagOf, type LiveCluster } from '../../live-cluster.ts';

/** The control plane alone: pools keep the version that they have, and their own steps. */
export function upgradeControlPlane({ cluster, document }: LiveCluster, { to }: Work): Call {
  const path = 'properties.kubernetesVersion';
  const before = document?.properties?.kubernetesVersion;
  return {
    ...{ to: 'azure', method: 'PUT', path: cluster.id, apiVersion: aksApiVersion },
    body: buildBody(document, [{ path, before, after: to }]),
    ifMatch: needEtag(document, cluster.name),
  };
}

export function upgradePool({ cluster }: LiveCluster, pool: Json, { to }: Work): Call {
  const path = 'properties.orchestratorVersion';
  const before = pool?.properties?.orchestratorVersion;
  return {
    ...{ to: 'azure', method: 'PUT', apiVersion: aksApiVersion },
    path: `${cluster.id}/agentPools/${pool.name}`,
    body: buildPoolBody(pool, [{ path, before, after: to }]),
    ifMatch: needEtag(pool, `pool ${pool.name}`),
  };
}

/** https://learn.microsoft.com/azure/aks/manage-abort-operations */
export function abortUpgrade({ cluster }: LiveCluster, { pool }: Work): Call {
  const below = pool === null ? '' : `/agentPools/${pool}`;
  return {
    ...{ to: 'azure', method: 'POST', apiVersion: aksApiVersion },
    path: `${cluster.id}${below}/abort`,
  };
}

function needEtag(resource: Json, name: string): string {
  const etag = etagOf(resource);
  if (etag === '') throw new GuardError(`Azure gave no etag for ${name}`);
  return etag;
}
