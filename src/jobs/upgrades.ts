import type pg from 'pg';
import type { Logger } from 'pino';
import type { LogsReader } from '../azure/logs.ts';
import type { AzureReader } from '../azure/reader.ts';
import type { ReadInside } from '../fleet/kubernetes-planes.ts';
import { listClusters, listKubeletIdentities } from '../fleet/list.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import { takeSnapshot } from '../fleet/take-snapshot.ts';
import { defaultPostureConfig, type PostureConfig } from '../posture/config.ts';
import { addOutgoing } from '../store/outgoing.ts';
import {
  claimUpgradeRun,
  failUpgradeRun,
  finishUpgradeRun,
  getUpgradeRun,
  renewUpgradeRun,
  type UpgradeRunRow,
} from '../store/upgrade-runs.ts';
import { lookAtUpgrades } from '../upgrade/look.ts';
import type { FleetUpgradeReport } from '../upgrade/types.ts';
import type { Nudge, Processor } from './queues.ts';
import { type Replacement, replacementOf } from './replacements.ts';

export interface UpgradesDeps {
  db: pg.Pool;
  reader: AzureReader;
  /** Asks the audit logs of the clusters. */
  logs?: LogsReader;
  /** Names system namespaces, and corrects the calendar of support. */
  posture?: PostureConfig;
  /** Reads what lies in clusters themselves. */
  inside?: ReadInside;
  nudge: Nudge;
  now(): Date;
  logger: Logger;
  /** Aborted when the process is to end: the run is let go, and another worker begins it again. */
  signal?: AbortSignal;
  timing?: Partial<UpgradesTiming>;
}

interface UpgradesTiming {
  /** For so long a run belongs to a worker that says nothing more. */
  leaseMs: number;
  /** How often the message is edited. */
  progressEveryMs: number;
}

const usualTiming: UpgradesTiming = { leaseMs: 20_000, progressEveryMs: 2_000 };

/** Looks at the clusters of a stored run, and has its message edited on the way and at the end. */
export function createUpgradesProcessor(given: UpgradesDeps): Processor {
  const deps = { ...given, timing: { ...usualTiming, ...given.timing } };
  const { db, now, timing } = deps;
  return async (id) => {
    if (await claimUpgradeRun(db, { id, now: now(), leaseMs: timing.leaseMs }))
      return work(deps, id);
    const run = await getUpgradeRun(db, id);
    // Another has it. If he dies, somebody has to come back.
    return run?.state === 'running' ? { againInMs: timing.leaseMs } : undefined;
  };
}

async function work(
  deps: UpgradesDeps & { timing: UpgradesTiming },
  id: string,
): ReturnType<Processor> {
  const { db, now, logger, timing, signal } = deps;
  let progress: { done: number; waiting: string | null } | null = null;
  const renew = async () => {
    const until = new Date(now().getTime() + timing.leaseMs);
    await renewUpgradeRun(db, { id, until, progress });
    await redraw(deps, id);
  };
  const heartbeat = setInterval(() => {
    renew().catch((error: unknown) =>
      logger.warn({ err: error, id }, 'a look at upgrades could not be renewed'),
    );
  }, timing.progressEveryMs);
  try {
    const run = await getUpgradeRun(db, id);
    if (!run) return undefined;
    const result = run.replace
      ? await replacementFor(deps, run)
      : await reportFor(deps, run, (reached) => {
          progress = reached;
        });
    await finishUpgradeRun(db, { id, result, now: now() });
  } catch (error) {
    clearInterval(heartbeat);
    if (signal?.aborted) {
      await renewUpgradeRun(db, { id, until: now(), progress: null });
      return { againInMs: 0 };
    }
    logger.error({ err: error, id }, 'a look at upgrades came to nothing');
    const message = error instanceof Error ? error.message : String(error);
    const problem = { message, hint: 'The program’s log has the details.' };
    await failUpgradeRun(db, { id, problem, now: now() });
  } finally {
    clearInterval(heartbeat);
  }
  await redraw(deps, id, `upgrade-end-${id}`);
  return undefined;
}

async function reportFor(
  deps: UpgradesDeps,
  { id, clusterIds }: UpgradeRunRow,
  onProgress: (reached: { done: number; waiting: string | null }) => void,
): Promise<FleetUpgradeReport> {
  const { db, logger, posture = defaultPostureConfig } = deps;
  const known = await listClusters(db);
  const clusters = known.filter((each) => clusterIds.includes(each.id.toLowerCase()));
  const here = new Set(clusters.map((each) => each.id.toLowerCase()));
  const report = await lookAtUpgrades({
    ...deps,
    ...{ clusters, onProgress },
    systemNamespaces: posture.systemNamespaces,
    lifecycle: posture.kubernetesLifecycle,
    onFailure: (cluster: ClusterRef, error) =>
      logger.error({ err: error, id, cluster: cluster.id }, 'a cluster came to nothing'),
  });
  const gone = clusterIds.filter((each) => !here.has(each));
  return {
    ...report,
    unread: [
      ...report.unread,
      ...gone.map((each) => ({
        ...{ id: each, name: each.split('/').at(-1) ?? each },
        reason: 'It is no longer in the fleet.',
      })),
    ],
  };
}

async function replacementFor(
  deps: UpgradesDeps,
  { clusterIds: [id] }: UpgradeRunRow,
): Promise<Replacement> {
  const { db, reader, now, inside, signal, posture = defaultPostureConfig } = deps;
  const cluster = (await listClusters(db)).find((each) => each.id.toLowerCase() === id);
  if (!cluster) throw new Error('The cluster is no longer in the fleet.');
  const kubeletIdentities = await listKubeletIdentities(db);
  const snapshot = await takeSnapshot({ reader, cluster, now, kubeletIdentities, inside, signal });
  return replacementOf(snapshot, posture, now());
}

async function redraw({ db, now, nudge }: UpgradesDeps, runId: string, dedupe?: string) {
  const id = await addOutgoing(db, {
    view: 'upgrade',
    valueId: runId,
    target: { kind: 'everywhere' },
    dedupe,
    dueAt: now(),
  });
  if (id) await nudge('outgoing', id);
}
