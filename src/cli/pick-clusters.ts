import { resolveCluster, shortestName } from '../fleet/resolve.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import { CliError } from './define.ts';

/**
 * The clusters that the words on the command line mean, each once.
 * @throws CliError (2) that quotes the word and says what would work.
 */
export function pickClusters(known: readonly ClusterRef[], words: readonly string[]): ClusterRef[] {
  const picked = words.map((word) => {
    const resolution = resolveCluster(known, word);
    if (resolution.kind === 'one') return resolution.cluster;
    const offered = resolution.kind === 'several' ? resolution.clusters : resolution.nearest;
    const names = offered.map((cluster) => shortestName(known, cluster)).join(', ');
    const problem =
      resolution.kind === 'several'
        ? `"${word}" means several clusters; say one of ${names}`
        : `there is no cluster "${word}"${names ? `; did you mean ${names}?` : ''}`;
    throw new CliError(problem, { exitCode: 2 });
  });
  return [...new Set(picked)];
}
