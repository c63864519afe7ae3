import type pg from 'pg';
import type { Logger } from 'pino';
import type { LogsReader } from '../azure/logs.ts';
import type { AzureReader } from '../azure/reader.ts';
import type { ReadInside } from '../fleet/kubernetes-planes.ts';
import { listClusters } from '../fleet/list.ts';
import { defaultNodesConfig, type NodesConfig } from '../nodes/config.ts';
import { lookAtNodes } from '../nodes/look.ts';
import type { ClusterNodes } from '../nodes/types.ts';
import { defaultPostureConfig, type PostureConfig } from '../posture/config.ts';
import {
  claimNodeRun,
  failNodeRun,
  finishNodeRun,
  getNodeRun,
  type NodeRunRow,
  renewNodeRun,
} from '../store/node-runs.ts';
import { openSilences } from '../store/node-silences.ts';
import { addOutgoing } from '../store/outgoing.ts';
import type { Nudge, Processor } from './queues.ts';

export interface NodesDeps {
  db: pg.Pool;
  reader: AzureReader;
  logs: LogsReader;
  config?: NodesConfig;
  /** Says from when on an image is old. */
  posture?: PostureConfig;
  /** Reads what lies in clusters themselves. */
  inside?: ReadInside;
  nudge: Nudge;
  now(): Date;
  logger: Logger;
  /** Aborted when the process is to end: the run is let go, and another worker begins it again. */
  signal?: AbortSignal;
  timing?: Partial<NodesTiming>;
}

interface NodesTiming {
  /** For so long a run belongs to a worker that says nothing more. */
  leaseMs: number;
  /** How often the message is edited. */
  progressEveryMs: number;
}

const usualTiming: NodesTiming = { leaseMs: 20_000, progressEveryMs: 2_000 };

/** Looks at the nodes of a stored run, and has its message edited on the way and at the end. */
export function createNodesProcessor(given: NodesDeps): Processor {
  const deps = { ...given, timing: { ...usualTiming, ...given.timing } };
  const { db, now, timing } = deps;
  return async (id) => {
    if (await claimNodeRun(db, { id, now: now(), leaseMs: timing.leaseMs })) return work(deps, id);
    const run = await getNodeRun(db, id);
    // Another has it. If he dies, somebody has to come back.
    return run?.state === 'running' ? { againInMs: timing.leaseMs } : undefined;
  };
}

async function work(deps: NodesDeps & { timing: NodesTiming }, id: string): ReturnType<Processor> {
  const { db, now, logger, timing, signal } = deps;
  let progress: { done: number; waiting: string | null } | null = null;
  const renew = async () => {
    const until = new Date(now().getTime() + timing.leaseMs);
    await renewNodeRun(db, { id, until, progress });
    await redraw(deps, id);
  };
  const heartbeat = setInterval(() => {
    renew().catch((error: unknown) =>
      logger.warn({ err: error, id }, 'a look at nodes could not be renewed'),
    );
  }, timing.progressEveryMs);
  try {
    const run = await getNodeRun(db, id);
    if (!run) return undefined;
    const result = await looksOf(deps, run, (reached) => {
      progress = reached;
    });
    await finishNodeRun(db, { id, result, now: now() });
  } catch (error) {
    clearInterval(heartbeat);
    if (signal?.aborted) {
      await renewNodeRun(db, { id, until: now(), progress: null });
      return { againInMs: 0 };
    }
    logger.error({ err: error, id }, 'a look at nodes came to nothing');
    const message = error instanceof Error ? error.message : String(error);
    const problem = { message, hint: 'The program’s log has the details.' };
    await failNodeRun(db, { id, problem, now: now() });
  } finally {
    clearInterval(heartbeat);
  }
  await redraw(deps, id, `nodes-end-${id}`);
  return undefined;
}

async function looksOf(
  deps: NodesDeps,
  { clusterIds }: NodeRunRow,
  onProgress: (reached: { done: number; waiting: string | null }) => void,
): Promise<ClusterNodes[]> {
  const { db, now, config = defaultNodesConfig, posture = defaultPostureConfig } = deps;
  const known = await listClusters(db);
  const clusters = known.filter((each) => clusterIds.includes(each.id.toLowerCase()));
  const [looks, silences] = await Promise.all([
    lookAtNodes({ ...deps, clusters, config, oldAfter: posture.maxNodeImageDays, onProgress }),
    openSilences(db, { clusterIds, now: now() }),
  ]);
  return looks.map((look) => ({
    ...look,
    silences: silences
      .filter(({ clusterId }) => clusterId === look.clusterId)
      .map(({ pool, reason, expiresAt }) => ({ pool, reason, until: expiresAt.toISOString() })),
  }));
}

async function redraw({ db, now, nudge }: NodesDeps, runId: string, dedupe?: string) {
  const id = await addOutgoing(db, {
    view: 'nodes',
    valueId: runId,
    target: { kind: 'everywhere' },
    dedupe,
    dueAt: now(),
  });
  if (id) await nudge('outgoing', id);
}
