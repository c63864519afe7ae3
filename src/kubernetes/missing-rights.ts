import { readAtOnce } from './at-once.ts';
import type { KubernetesConnection } from './connection.ts';
import { KubernetesError } from './errors.ts';
import { metadataOnly } from './pages.ts';
import { kubernetesReadings } from './readings.ts';
import { listGroups } from './served.ts';

/**
 * Which of the lists that checks look at may not be read, as `secrets` or `roles.rbac.authorization.k8s.io`. One
 * object's metadata of each is asked for; what a cluster does not serve needs no right.
 * @throws KubernetesError where the server cannot be talked with, or fails
 */
export async function missingRights(
  connection: KubernetesConnection,
  signal?: AbortSignal,
): Promise<string[]> {
  const groups = await listGroups(connection, signal);
  const resources = kubernetesReadings.flatMap((reading) => reading.resources);
  const missing: string[] = [];
  await readAtOnce(resources, 4, async ({ group, resource, versions = [] }) => {
    const served = group === '' ? ['v1'] : groups.find(({ name }) => name === group)?.versions;
    const version = versions.find((each) => served?.includes(each)) ?? served?.[0];
    // Kinds of constraints are the cluster's own: asking for all at once is no request.
    if (version === undefined || resource === '*') return;
    const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    const options = { what: `listing ${resource}`, accept: metadataOnly, signal };
    try {
      await connection.get(`${base}/${resource}?limit=1`, options);
    } catch (error) {
      if (!(error instanceof KubernetesError)) throw error;
      if (error.kind === 'denied') missing.push(group === '' ? resource : `${resource}.${group}`);
      else if (error.kind !== 'not-found') throw error;
    }
  });
  return missing.sort();
}
