import { distance } from 'fastest-levenshtein';
import type { ClusterRef } from './snapshot.ts';

export type Resolution =
  | { kind: 'one'; cluster: ClusterRef }
  | { kind: 'several'; clusters: ClusterRef[] }
  | { kind: 'none'; nearest: ClusterRef[] };

const mostOffered = 5;
/** Longer than any ARM id of a cluster; what is longer is no name that was mistyped. */
const longestWord = 400;

/**
 * The cluster that a person means by `word`: its name, `resource-group/name`, `subscription/resource-group/name`
 * or its ARM id, in whatever case. Only the exact word resolves: `prod` must never pick a cluster by itself.
 * Otherwise the nearest names are offered, the best first.
 */
export function resolveCluster(known: readonly ClusterRef[], word: string): Resolution {
  const wanted = word.trim().toLowerCase();
  const matching = known.filter((cluster) => namesOf(cluster).includes(wanted));
  if (matching.length > 1) return { kind: 'several', clusters: matching };
  const [cluster] = matching;
  return cluster ? { kind: 'one', cluster } : { kind: 'none', nearest: nearest(known, wanted) };
}

/** The shortest of the words above that means this cluster alone among `known`. */
export function shortestName(known: readonly ClusterRef[], cluster: ClusterRef): string {
  const { name, resourceGroup, subscriptionId, id } = cluster;
  const words = [name, `${resourceGroup}/${name}`, `${subscriptionId}/${resourceGroup}/${name}`];
  return words.find((word) => resolveCluster(known, word).kind === 'one') ?? id;
}

function namesOf({ id, name, resourceGroup, subscriptionId }: ClusterRef): string[] {
  return [
    name,
    `${resourceGroup}/${name}`,
    `${subscriptionId}/${resourceGroup}/${name}`,
    id,
    id.replace(/^\//, ''),
  ].map((text) => text.toLowerCase());
}

function nearest(known: readonly ClusterRef[], wanted: string): ClusterRef[] {
  const name = wanted.split('/').at(-1) ?? '';
  if (name === '' || wanted.length > longestWord) return [];
  // Beyond half of the letters wrong, an offer is a guess.
  const farthest = Math.ceil(name.length / 2);
  return known
    .map((cluster) => ({ cluster, far: howFar(cluster.name.toLowerCase(), name) }))
    .filter(({ far }) => far <= farthest)
    .sort((a, b) => a.far - b.far || a.cluster.name.localeCompare(b.cluster.name))
    .slice(0, mostOffered)
    .map(({ cluster }) => cluster);
}

/** Part of a name is nearer than any misspelling, a beginning nearest. */
function howFar(name: string, wanted: string): number {
  if (name.startsWith(wanted)) return 0;
  return name.includes(wanted) ? 0.5 : distance(name, wanted);
}
