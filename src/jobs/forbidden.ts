import type { LogsReader } from '../azure/logs.ts';
import type { AzureReader } from '../azure/reader.ts';
import { listClusters } from '../fleet/list.ts';
import type { ForbiddenConfig } from '../forbidden/config.ts';
import { fillStep } from '../forbidden/fill.ts';
import { lookForCalls } from '../forbidden/look.ts';
import { lookingFor } from '../forbidden/looking-for.ts';
import type { ClusterLook } from '../forbidden/types.ts';
import { hasUnfinishedFills } from '../store/baseline-fills.ts';
import { type ForbiddenRunRow, forbiddenRuns } from '../store/forbidden-runs.ts';
import { type LeasedRunsDeps, leasedRunsProcessor } from './leased-runs.ts';
import type { Processor } from './queues.ts';

export interface ForbiddenDeps extends LeasedRunsDeps {
  reader: AzureReader;
  logs: LogsReader;
  config: ForbiddenConfig;
}

/** No run: what was refused before clusters were watched is to be read. */
const fillId = 'fill';
/** Whoever looks has something else in mind first; his next looks come before it. */
const fillAfterMs = 2 * 60_000;
const betweenStepsMs = 1_000;

/** Looks for the refused calls of a stored run, and has its message edited at the end. */
export function createForbiddenProcessor(deps: ForbiddenDeps): Processor {
  const { db, nudge } = deps;
  const look = leasedRunsProcessor<ForbiddenRunRow>({
    deps,
    runs: forbiddenRuns,
    view: 'forbidden',
    what: 'a look at refused calls',
    work: (run) => looksOf(deps, run),
    async afterwards() {
      if (await hasUnfinishedFills(db)) await nudge('forbidden', fillId, fillAfterMs);
    },
  });
  return async (id) => (id === fillId ? fill(deps) : look(id));
}

async function looksOf(
  { db, reader, logs, config, now, signal }: ForbiddenDeps,
  { clusterIds, since, until, lookFor }: ForbiddenRunRow,
): Promise<ClusterLook[]> {
  const known = await listClusters(db);
  const clusters = known.filter((each) => clusterIds.includes(each.id.toLowerCase()));
  const window = { from: since, to: until };
  return lookForCalls({
    ...{ db, reader, logs, clusters, window, now, config, signal },
    ...lookingFor(lookFor),
    around: true,
  });
}

/** One step of what is missing of the 14 days before; the next follows, so that people's looks come in between. */
async function fill({ db, logs, config, now, logger, signal }: ForbiddenDeps) {
  const more = await fillStep({
    ...{ db, logs, config, now, signal },
    onProblem: (problem, clusterIds) =>
      logger.warn({ problem, clusterIds }, 'what was refused before could not be read'),
  });
  return more ? { againInMs: betweenStepsMs } : undefined;
}
