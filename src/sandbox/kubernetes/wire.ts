/** Kubernetes objects under their wire names. */

// biome-ignore lint/suspicious/noExplicitAny: the wire holds properties that no model knows
export type Json = any;

export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: Json;
  [property: string]: Json;
}

/** One resource that an API server serves. */
export interface Resource {
  group: string;
  /** Versions in which it is served, the preferred one first. */
  versions: string[];
  kind: string;
  plural: string;
  namespaced: boolean;
  /** Defined by a CRD: items of its lists say their kind, as those of built-in kinds do not. */
  custom?: boolean;
}

/** Where the store keeps a resource: the same objects whatever version they are asked for in. */
export const storeKey = ({ group, plural }: Pick<Resource, 'group' | 'plural'>) =>
  `${group}/${plural}`;

export const apiVersionOf = (group: string, version: string) =>
  group ? `${group}/${version}` : version;
