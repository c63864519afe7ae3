import { AzureError, type AzureErrorKind } from '../azure/errors.ts';
import type { AzureReader } from '../azure/reader.ts';

/** What Azure meant: asking again in the same run would bring the same. Other faults may pass. */
const final = new Set<AzureErrorKind>(['denied', 'not-found', 'invalid']);

/** A cluster, and what lies below it, is asked for once as it is, and would only fill the memory. */
const ofOneCluster = /\/managedClusters\//i;

/**
 * A reader that asks for the same thing once, however many clusters of a run share it: their network,
 * their region's versions, their subscription's plans. Made anew for every run; an answer is never older.
 */
export function oncePerRun(reader: AzureReader): AzureReader {
  const answers = new Map<string, Promise<unknown>>();

  function once<T>(key: string[], ask: () => Promise<T>): Promise<T> {
    const name = JSON.stringify(key).toLowerCase();
    const known = answers.get(name) as Promise<T> | undefined;
    if (known) return known;
    const answer = ask();
    answers.set(name, answer);
    answer.catch((error) => {
      if (!(error instanceof AzureError && final.has(error.kind))) answers.delete(name);
    });
    return answer;
  }

  return {
    get(path, apiVersion, options) {
      const ask = () => reader.get(path, apiVersion, options);
      return ofOneCluster.test(path) ? ask() : once(['get', path, apiVersion], ask);
    },
    list(path, apiVersion, options) {
      const ask = () => reader.list(path, apiVersion, options);
      return ofOneCluster.test(path)
        ? ask()
        : once(['list', path, apiVersion, options?.filter ?? ''], ask);
    },
    resourceGraph(query, options) {
      const scope = options?.subscriptions?.toSorted() ?? [];
      return once(['resourceGraph', query, ...scope], () => reader.resourceGraph(query, options));
    },
  };
}
