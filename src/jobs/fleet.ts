import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { LogsReader } from '../azure/logs.ts';
import type { AzureReader } from '../azure/reader.ts';
import type { ReadInside } from '../fleet/kubernetes-planes.ts';
import type { PostureConfig } from '../posture/config.ts';
import { channelOf, type Owners } from '../posture/fleet/owners.ts';
import { readFleetReport } from '../posture/fleet/read.ts';
import { runFleetPosture } from '../posture/fleet/run.ts';
import { drawbridgeItself } from '../rights/person.ts';
import {
  claimFleetRun,
  failFleetRun,
  getFleetRun,
  markFleetReplied,
  renewFleetRun,
} from '../store/fleet-runs.ts';
import { type MessageRow, messagesShowing } from '../store/messages.ts';
import { addOutgoing, type OutgoingTarget } from '../store/outgoing.ts';
import type { Nudge, Processor } from './queues.ts';

export interface FleetDeps {
  db: pg.Pool;
  reader: AzureReader;
  config?: PostureConfig;
  /** Reads what lies in clusters themselves. */
  inside?: ReadInside;
  /** Asks the audit logs of the clusters. */
  logs?: LogsReader;
  owners?: Owners;
  nudge: Nudge;
  now(): Date;
  logger: Logger;
  /** Aborted when the process is to end: the run is let go, and another worker goes on with it. */
  signal?: AbortSignal;
  timing?: Partial<FleetTiming>;
}

export interface FleetTiming {
  /** For so long a run belongs to a worker that says nothing more. */
  leaseMs: number;
  /** How often the message is edited. */
  progressEveryMs: number;
  /** How long the replies to the owners wait for the message that they belong below. */
  messageWithinMs: number;
}

const usualTiming: FleetTiming = {
  leaseMs: 10_000,
  progressEveryMs: 2_000,
  messageWithinMs: 120_000,
};

/** Looks at the clusters of a stored run, has its message edited on the way, and tells each owner at the end. */
export function createFleetProcessor(given: FleetDeps): Processor {
  const deps = { ...given, timing: { ...usualTiming, ...given.timing } };
  const { db, now, timing } = deps;
  return async (fleetRunId) => {
    const mine = await claimFleetRun(db, { id: fleetRunId, now: now(), leaseMs: timing.leaseMs });
    if (mine) return work(deps, fleetRunId);
    const run = await getFleetRun(db, fleetRunId);
    // Another has it. If he dies, somebody has to come back.
    if (run?.state === 'running') return { againInMs: timing.leaseMs };
    return run?.state === 'done' && !run.repliedAt ? tellOwners(deps, fleetRunId) : undefined;
  };
}

type Deps = FleetDeps & { timing: FleetTiming };

async function work(deps: Deps, fleetRunId: string): ReturnType<Processor> {
  const { db, now, logger, timing, signal } = deps;
  let waiting: string | null = null;
  const renew = async () => {
    const until = new Date(now().getTime() + timing.leaseMs);
    await renewFleetRun(db, { id: fleetRunId, until, waiting });
    await redraw(deps, fleetRunId);
  };
  const heartbeat = setInterval(() => {
    renew().catch((error: unknown) =>
      logger.warn({ err: error, fleetRunId }, 'a run over many clusters could not be renewed'),
    );
  }, timing.progressEveryMs);
  try {
    await runFleetPosture({
      ...deps,
      fleetRunId,
      onProgress: (words) => {
        waiting = words;
      },
      onFailure: ({ id }, error) =>
        logger.error({ err: error, fleetRunId, cluster: id }, 'a cluster came to nothing'),
    });
  } catch (error) {
    clearInterval(heartbeat);
    if (signal?.aborted) {
      await renewFleetRun(db, { id: fleetRunId, until: now(), waiting: null });
      return { againInMs: 0 };
    }
    logger.error({ err: error, fleetRunId }, 'a run over many clusters came to nothing');
    const message = error instanceof Error ? error.message : String(error);
    const problem = { message, hint: 'The program’s log has the details.' };
    await failFleetRun(db, { id: fleetRunId, problem, now: now() });
  } finally {
    clearInterval(heartbeat);
  }
  await redraw(deps, fleetRunId, `posture-fleet-end-${fleetRunId}`);
  return tellOwners(deps, fleetRunId);
}

/** Each team's part goes below the message on the fleet, or where the configuration says. */
async function tellOwners(deps: Deps, fleetRunId: string): ReturnType<Processor> {
  const { db, now, owners, timing } = deps;
  const run = await getFleetRun(db, fleetRunId);
  if (run?.state !== 'done') return undefined;
  const [shown] = await messagesShowing(db, { view: 'posture-fleet', valueId: fleetRunId });
  const young = now().getTime() - (run.finishedAt?.getTime() ?? 0) < timing.messageWithinMs;
  // A workflow says by its routes who is told, and of what.
  const byWorkflow = run.requestedBy?.userId === drawbridgeItself.userId;
  if (owners?.tag !== undefined && !byWorkflow) {
    if (!shown && young && run.requestedBy) return { againInMs: 500 };
    const { report } = await readFleetReport(db, fleetRunId);
    for (const { owner } of report.owners) {
      const target = owner === null ? undefined : targetOf(owners, owner, shown);
      if (owner !== null && target) await tellOwner(deps, { fleetRunId, owner, target });
    }
  }
  await markFleetReplied(db, { id: fleetRunId, now: now() });
  return undefined;
}

function targetOf(
  owners: Owners,
  owner: string,
  shown: MessageRow | undefined,
): OutgoingTarget | undefined {
  const channel = channelOf(owners, owner);
  if (channel) return { kind: 'channel', channel };
  return shown && { kind: 'channel', channel: shown.channel, threadTs: shown.threadTs ?? shown.ts };
}

async function tellOwner(
  { db, now, nudge }: Deps,
  { fleetRunId, owner, target }: { fleetRunId: string; owner: string; target: OutgoingTarget },
): Promise<void> {
  const name = createHash('sha256').update(owner).digest('hex').slice(0, 16);
  const id = await addOutgoing(db, {
    view: 'posture-owner',
    valueId: `${fleetRunId}/${encodeURIComponent(owner.toWellFormed())}`,
    target,
    dedupe: `posture-owner-${fleetRunId}-${name}`,
    dueAt: now(),
  });
  if (id) await nudge('outgoing', id);
}

async function redraw(
  { db, now, nudge }: Deps,
  fleetRunId: string,
  dedupe?: string,
): Promise<void> {
  const id = await addOutgoing(db, {
    view: 'posture-fleet',
    valueId: fleetRunId,
    target: { kind: 'everywhere' },
    dedupe,
    dueAt: now(),
  });
  if (id) await nudge('outgoing', id);
}
