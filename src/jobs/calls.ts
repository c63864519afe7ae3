import type pg from 'pg';
import type { Logger } from 'pino';
import type { LogsReader } from '../azure/logs.ts';
import type { AzureReader } from '../azure/reader.ts';
import { listClusters } from '../fleet/list.ts';
import { type CallsPage, lookUpCalls } from '../forbidden/calls.ts';
import type { CallsWanted, PageEnd } from '../forbidden/queries.ts';
import {
  type CallListRow,
  claimCallList,
  failCallList,
  finishCallList,
  getCallList,
  renewCallList,
} from '../store/call-lists.ts';
import { addOutgoing } from '../store/outgoing.ts';
import type { Nudge, Processor } from './queues.ts';

export interface CallsDeps {
  db: pg.Pool;
  reader: AzureReader;
  logs: LogsReader;
  nudge: Nudge;
  now(): Date;
  logger: Logger;
  /** Aborted when the process is to end: the list is let go, and another worker begins it again. */
  signal?: AbortSignal;
}

/** For so long a list belongs to a worker that says nothing more. */
const leaseMs = 20_000;
const renewEveryMs = 5_000;

/** Looks up the calls of a stored list, and has its message edited at the end. */
export function createCallsProcessor(deps: CallsDeps): Processor {
  const { db, now } = deps;
  return async (id) => {
    if (await claimCallList(db, { id, now: now(), leaseMs })) return work(deps, id);
    const list = await getCallList(db, id);
    // Another has it. If he dies, somebody has to come back.
    return list?.state === 'running' ? { againInMs: leaseMs } : undefined;
  };
}

async function work(deps: CallsDeps, id: string): ReturnType<Processor> {
  const { db, now, logger, signal } = deps;
  const heartbeat = setInterval(() => {
    const until = new Date(now().getTime() + leaseMs);
    renewCallList(db, { id, until }).catch((error: unknown) =>
      logger.warn({ err: error, id }, 'a look at calls could not be renewed'),
    );
  }, renewEveryMs);
  try {
    const list = await getCallList(db, id);
    if (!list) return undefined;
    await finishCallList(db, { id, result: await pageOf(deps, list), now: now() });
  } catch (error) {
    if (signal?.aborted) {
      await renewCallList(db, { id, until: now() });
      return { againInMs: 0 };
    }
    logger.error({ err: error, id }, 'a look at calls came to nothing');
    const message = error instanceof Error ? error.message : String(error);
    const problem = { message, hint: 'The program’s log has the details.' };
    await failCallList(db, { id, problem, now: now() });
  } finally {
    clearInterval(heartbeat);
  }
  await redraw(deps, id);
  return undefined;
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

async function redraw({ db, now, nudge }: CallsDeps, listId: string): Promise<void> {
  const id = await addOutgoing(db, {
    view: 'calls',
    valueId: listId,
    target: { kind: 'everywhere' },
    dedupe: `calls-end-${listId}`,
    dueAt: now(),
  });
  if (id) await nudge('outgoing', id);
}
