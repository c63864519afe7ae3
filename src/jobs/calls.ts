import type { LogsReader } from '../azure/logs.ts';
import type { AzureReader } from '../azure/reader.ts';
import { listClusters } from '../fleet/list.ts';
import { type CallsPage, lookUpCalls } from '../forbidden/calls.ts';
import type { CallsWanted, PageEnd } from '../forbidden/queries.ts';
import { type CallListRow, callLists } from '../store/call-lists.ts';
import { type LeasedRunsDeps, leasedRunsProcessor } from './leased-runs.ts';
import type { Processor } from './queues.ts';

export interface CallsDeps extends LeasedRunsDeps {
  reader: AzureReader;
  logs: LogsReader;
}

/** Looks up the calls of a stored list, and has its message edited at the end. */
export function createCallsProcessor(deps: CallsDeps): Processor {
  return leasedRunsProcessor<CallListRow>({
    deps,
    runs: callLists,
    view: 'calls',
    what: 'a look at calls',
    work: (list) => pageOf(deps, list),
  });
}

async function pageOf(
  { db, reader, logs, signal }: CallsDeps,
  { clusterIds, wanted, since, until, pageEnd }: CallListRow,
): Promise<CallsPage> {
  const known = await listClusters(db);
  const clusters = known.filter((each) => clusterIds.includes(each.id.toLowerCase()));
  const page = await lookUpCalls({
    ...{ reader, logs, clusters, signal },
    // Both were written by the button that asked.
    ...{ wanted: wanted as CallsWanted, end: pageEnd as PageEnd | null },
    window: { from: since, to: until },
  });
  const found = new Set(clusters.map(({ id }) => id.toLowerCase()));
  const gone = clusterIds.filter((id) => !found.has(id));
  if (gone.length === 0) return page;
  const lost = { clusterIds: gone, message: 'No longer in the fleet: nothing was looked up.' };
  return { ...page, problems: [...page.problems, lost] };
}
