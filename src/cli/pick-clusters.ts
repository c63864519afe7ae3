import { FilterError, isFilter, parseFilter } from '../fleet/filter.ts';
import { resolveCluster, shortestName } from '../fleet/resolve.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import { CliError } from './define.ts';

/**
 * The clusters that the words on the command line mean, each once.
 * @throws CliError (2) that quotes the word and says what would work.
 */
export function pickClusters(known: readonly ClusterRef[], words: readonly string[]): ClusterRef[] {
  const picked = words.flatMap((word) => {
    if (isFilter(word)) return fitting(known, word);
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

/** Whether these words ask for a fleet: none at all, or a filter among them. */
export function meansMany(words: readonly string[]): boolean {
  return words.length === 0 || words.some(isFilter);
}

function fitting(known: readonly ClusterRef[], word: string): ClusterRef[] {
  try {
    const clusters = known.filter(parseFilter(word));
    if (clusters.length > 0) return clusters;
  } catch (cause) {
    if (!(cause instanceof FilterError)) throw cause;
    throw new CliError(cause.message, { exitCode: 2, cause });
  }
  throw new CliError(`none of the ${known.length} clusters fits "${word}"`, { exitCode: 2 });
}
