import type { Json, KubernetesConnection } from './connection.ts';
import { KubernetesError } from './errors.ts';

export interface ServedGroup {
  name: string;
  /** The one that the server prefers comes first. */
  versions: string[];
}

/** The API groups that are served; the core group, which is always there, is not among them. */
export async function listGroups(
  connection: KubernetesConnection,
  signal?: AbortSignal,
): Promise<ServedGroup[]> {
  const what = 'asking which API groups are served';
  const answer = await connection.get('/apis', { what, signal });
  if (!Array.isArray(answer?.groups))
    throw new KubernetesError('server', `${what}: the answer holds no groups`);
  return answer.groups.map(({ name, versions, preferredVersion }: Json) => {
    const preferred = preferredVersion?.version;
    const all: string[] = (versions ?? []).map((one: Json) => String(one.version));
    return {
      name: String(name),
      versions: preferred ? [preferred, ...all.filter((one) => one !== preferred)] : all,
    };
  });
}

/** Resources of one group and version that can be listed, without their subresources. */
export async function listResources(
  connection: KubernetesConnection,
  { group, version }: { group: string; version: string },
  signal?: AbortSignal,
): Promise<{ resource: string; kind: string }[]> {
  const what = `asking which resources ${group} has`;
  const answer = await connection.get(`/apis/${group}/${version}`, { what, signal });
  if (!Array.isArray(answer?.resources))
    throw new KubernetesError('server', `${what}: the answer holds no resources`);
  return answer.resources
    .filter(
      ({ name, verbs }: Json) =>
        /^[a-z0-9.-]+$/.test(name) && (!Array.isArray(verbs) || verbs.includes('list')),
    )
    .map(({ name, kind }: Json) => ({ resource: name, kind: String(kind) }));
}
