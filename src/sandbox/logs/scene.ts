/** A cluster as its log sees it. */
import { nodeNames } from '../fleet/node-names.ts';
import type { Json } from '../fleet/wire.ts';

export interface Scene {
  /** Resource id, as Azure writes it. */
  id: string;
  name: string;
  location: string;
  nodes: string[];
  kubeletVersion: string;
  /** Reached from private addresses alone. */
  isPrivate: boolean;
}

export function sceneOf(managedCluster: Json): Scene {
  const { id, name, location, properties } = managedCluster;
  return {
    id,
    name,
    location,
    nodes: nodeNames(managedCluster).map((each) => each.name),
    kubeletVersion: `v${properties.currentKubernetesVersion}`,
    isPrivate: properties.apiServerAccessProfile?.enablePrivateCluster === true,
  };
}
