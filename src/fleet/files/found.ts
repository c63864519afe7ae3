import type { Json } from '../snapshot.ts';

/** A resource that stands in a file, under its wire names. */
export interface Found {
  file: string;
  /** In lower case: `microsoft.containerservice/managedclusters/agentpools`. */
  type: string;
  /** Its own name; of `cluster/pool` the last part. */
  name: string;
  /** The ARM id, where the file has one. */
  id?: string;
  /** Id or name of the cluster to which it belongs, in lower case. */
  cluster?: string;
  body: Json;
  /** The condition on which it is deployed, where that is open. */
  condition?: string;
}

export const clusterType = 'microsoft.containerservice/managedclusters';
export const diagnosticSettingsType = 'microsoft.insights/diagnosticsettings';

/** `…/providers/A/b/NAME/c/NAME` → `a/b/c`, in lower case. */
export function typeOfId(id: string): string | undefined {
  const [namespace, ...rest] =
    id
      .split(/\/providers\//i)
      .at(-1)
      ?.split('/') ?? [];
  if (!namespace || rest.length < 2 || !/\/providers\//i.test(id)) return undefined;
  return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join('/').toLowerCase();
}

/** The part of an id that names a managed cluster, in lower case. */
export function clusterInId(id: string): string | undefined {
  return /^.*\/managedclusters\/[^/]+/i.exec(id)?.[0].toLowerCase();
}

export function isObject(value: unknown): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
