import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import type { Logger } from 'pino';
import { readCluster } from '../azure/clusters.ts';
import { AzureError } from '../azure/errors.ts';
import type { AzureReader } from '../azure/reader.ts';
import { isReachName, type KubernetesConfig, reachOf } from '../fleet/kubernetes-config.ts';
import {
  type InsidePlanes,
  nothingReadInside,
  type ReadInside,
  whyNot,
} from '../fleet/kubernetes-planes.ts';
import { listClusters } from '../fleet/list.ts';
import {
  askForInside,
  awaitInside,
  claimInside,
  finishInside,
  livingReaches,
  renewInside,
  takeInside,
} from '../store/inside-readings.ts';
import type { Nudge, Processor } from './queues.ts';

export interface InsideTiming {
  /** For so long a reading belongs to a worker that says nothing more, and is wanted by one who asked. */
  leaseMs: number;
  /** How often both say so. */
  beatMs: number;
  /** A worker that was not seen for so long is gone. */
  seenWithinMs: number;
  /** How often it is asked whether the reading is done. */
  pollMs: number;
  /** A reading that no living worker takes for so long is given up. */
  longestQueueMs: number;
}

export const usualInsideTiming: InsideTiming = {
  leaseMs: 10_000,
  beatMs: 2_000,
  seenWithinMs: 15_000,
  pollMs: 400,
  longestQueueMs: 10 * 60_000,
};

export interface InsideByReachDeps {
  db: pg.Pool;
  /** Reads straight from this process. */
  direct: ReadInside;
  config: KubernetesConfig;
  nudge: Nudge;
  now(): Date;
  newId(): string;
  timing?: Partial<InsideTiming>;
}

/** Reads clusters from here, and has those that are behind a reach read by a worker there. */
export function insideByReach({ timing: given, ...deps }: InsideByReachDeps): ReadInside {
  const timing = { ...usualInsideTiming, ...given };
  return async (cluster, managedCluster, options) => {
    const reach = reachOf(deps.config, cluster);
    if (reach === undefined) return deps.direct(cluster, managedCluster, options);
    if (!isReachName(reach))
      return nothingReadInside({
        code: 'not-configured',
        reason: `the tag ${deps.config.reach.tag} of ${cluster.name} says "${reach}", which is no name of a reach`,
        help: 'The name of a reach has up to 40 of a-z, 0-9 and dashes, such as vnet-a.',
      });
    const id = deps.newId();
    try {
      return await readBehind(
        { ...deps, timing },
        { id, reach, clusterId: cluster.id, ...options },
      );
    } finally {
      await takeInside(deps.db, id);
    }
  };
}

async function readBehind(
  { db, nudge, now, timing }: InsideByReachDeps & { timing: InsideTiming },
  {
    id,
    reach,
    clusterId,
    signal,
    onProgress = () => {},
  }: { id: string; reach: string; clusterId: string } & Parameters<ReadInside>[2],
): Promise<InsidePlanes> {
  const later = (milliseconds: number) => new Date(now().getTime() + milliseconds);
  const queue = `inside-${reach}` as const;
  const isManned = async () => {
    const living = await livingReaches(db, later(-timing.seenWithinMs));
    return living.includes(reach);
  };
  if (!(await isManned())) return noWorker(reach);
  await askForInside(db, { id, clusterId, reach, now: now(), wantedUntil: later(timing.leaseMs) });
  await nudge(queue, id);
  let nudgedAt = now().getTime();
  let idleSince = now().getTime();
  onProgress(`Kubernetes: waiting for a worker in ${reach}`);
  for (;;) {
    await delay(timing.pollMs, undefined, { signal });
    const state = await awaitInside(db, { id, wantedUntil: later(timing.leaseMs) });
    if (state?.isDone) return outcomeOf(await takeInside(db, id), reach);
    const at = now().getTime();
    if (state?.workedUntil && state.workedUntil.getTime() > at) {
      idleSince = at;
      if (state.progress) onProgress(state.progress);
      continue;
    }
    if (!state || at - idleSince > timing.longestQueueMs || !(await isManned()))
      return noWorker(reach);
    // Its worker may have died, or the nudge was lost.
    if (at - nudgedAt > timing.leaseMs / 2) {
      await nudge(queue, id);
      nudgedAt = at;
    }
  }
}

function noWorker(reach: string): InsidePlanes {
  return nothingReadInside({
    code: 'unreachable',
    reason: `no worker with --reach ${reach} is running`,
    help: `Start one inside that network: drawbridge serve --role worker --reach ${reach}`,
  });
}

function outcomeOf(ended: Awaited<ReturnType<typeof takeInside>>, reach: string): InsidePlanes {
  // Results are written by the worker alone.
  if (ended?.result) return ended.result as InsidePlanes;
  return nothingReadInside({
    code: 'error',
    reason: `the worker in ${reach} came to nothing: ${ended?.problem ?? 'its reading is gone'}`,
    help: 'The log of that worker has the details.',
  });
}

export interface InsideWorkerDeps {
  db: pg.Pool;
  reader: AzureReader;
  direct: ReadInside;
  /** This process. */
  worker: string;
  now(): Date;
  logger: Logger;
  /** Aborted when the process is to end: the reading is let go. */
  signal: AbortSignal;
  timing?: Partial<InsideTiming>;
}

/** Reads clusters for those who wait for it, from inside their network. */
export function createInsideProcessor(given: InsideWorkerDeps): Processor {
  const { db, reader, direct, worker, now, logger } = given;
  const timing = { ...usualInsideTiming, ...given.timing };
  const until = () => new Date(now().getTime() + timing.leaseMs);

  async function read(clusterId: string, options: Parameters<ReadInside>[2]) {
    const cluster = (await listClusters(db)).find(({ id }) => id.toLowerCase() === clusterId);
    if (!cluster) throw new Error(`the cluster ${clusterId} is no longer in the fleet`);
    try {
      const { json } = await readCluster(reader, cluster.id, { signal: options.signal });
      return await direct(cluster, json, options);
    } catch (error) {
      if (error instanceof AzureError) return nothingReadInside(whyNot(error));
      throw error;
    }
  }

  return async (id) => {
    const claimed = await claimInside(db, { id, worker, now: now(), until: until() });
    if (!claimed) return undefined;
    const unwanted = new AbortController();
    const signal = AbortSignal.any([given.signal, unwanted.signal]);
    let progress: string | null = null;
    const beat = setInterval(() => {
      renewInside(db, { id, worker, now: now(), until: until(), progress }).then(
        (isWanted) => isWanted || unwanted.abort(),
        (error: unknown) => logger.warn({ err: error, id }, 'a reading could not be renewed'),
      );
    }, timing.beatMs);
    try {
      const result = await read(claimed.clusterId, {
        signal,
        onProgress: (words) => {
          progress = words;
        },
      });
      await finishInside(db, { id, worker, result });
    } catch (error) {
      if (given.signal.aborted) {
        const past = new Date(now().getTime() - 1);
        await renewInside(db, { id, worker, now: now(), until: past, progress: null });
      } else if (!unwanted.signal.aborted) {
        logger.error({ err: error, id }, 'the inside of a cluster came to nothing');
        const problem = error instanceof Error ? error.message : String(error);
        await finishInside(db, { id, worker, problem });
      }
    } finally {
      clearInterval(beat);
    }
    return undefined;
  };
}
