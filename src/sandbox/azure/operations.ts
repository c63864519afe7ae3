/** Long-running operations: one at a time for each cluster, ended by the clock. */
import { randomUUID } from 'node:crypto';
import { beginRollOuts, finishRollOuts, type RollOutWish } from '../fleet/live-nodes.ts';
import type { Json } from '../fleet/wire.ts';
import { refused } from './errors.ts';
import { poolOf, type State, type StoredCluster } from './state.ts';

export interface Operation {
  id: string;
  cluster: StoredCluster;
  /** The word that `provisioningState` shows meanwhile. */
  kind: string;
  /** Undefined: the operation is on the whole cluster. */
  pool?: string;
  startedAt: Date;
  /** Infinity: until somebody ends it. */
  endsAt: number;
  status: 'InProgress' | 'Succeeded' | 'Failed' | 'Canceled';
  endedAt?: Date;
  error?: { code: string; message: string };
  /** Pools whose nodes it replaces. */
  replaces: string[];
  /** The word that `provisioningState` shows in the end, where all goes well. */
  leadsTo: 'Succeeded' | 'Canceled';
}

export interface StartOptions {
  kind: string;
  pool?: string;
  milliseconds?: number;
  /** With this, the operation ends as Failed. */
  error?: { code: string; message: string };
  /** Nodes that it replaces, one after the other; at the end their pools say so. */
  rollOuts?: RollOutWish[];
  leadsTo?: 'Canceled';
}

export interface Operations {
  start(cluster: StoredCluster, options: StartOptions): Operation;
  /** @throws ArmError 409 while another operation runs on the cluster. */
  refuseIfBusy(cluster: StoredCluster): void;
  find(id: string): Operation | undefined;
  /** Ends what the clock says is over. */
  settle(): void;
  /** Ends a cluster's operation now, whatever its time. */
  end(cluster: StoredCluster): void;
  /**
   * Stops the operation that runs on a pool, or on the cluster as a whole: what it has done stays. Another operation
   * leads from there to `Canceled`.
   * @throws ArmError 409 where nothing of the kind is under way
   */
  abort(cluster: StoredCluster, pool?: string): Operation;
}

const resting = new Set(['Succeeded', 'Failed', 'Canceled']);

export function createOperations({
  state,
  clock,
  milliseconds: usual,
}: {
  state: State;
  clock: () => Date;
  milliseconds: number;
}): Operations {
  const operations = new Map<string, Operation>();
  const running = (cluster: StoredCluster) =>
    [...operations.values()].find(
      (each) => each.cluster === cluster && each.status === 'InProgress',
    );

  function start(cluster: StoredCluster, options: StartOptions): Operation {
    const { kind, pool, milliseconds = usual, error, rollOuts: wishes = [] } = options;
    const startedAt = clock();
    const endsAt = startedAt.getTime() + milliseconds;
    const id = randomUUID();
    const operation: Operation = {
      id,
      cluster,
      kind,
      pool,
      startedAt,
      endsAt,
      error,
      status: 'InProgress',
      replaces: wishes.map((each) => each.pool),
      leadsTo: options.leadsTo ?? 'Succeeded',
    };
    operations.set(id, operation);
    const { properties } = cluster.managedCluster;
    beginRollOuts(cluster.managedCluster, cluster.rollOuts, {
      wishes,
      startsAt: startedAt.getTime(),
      endsAt,
      fails: error !== undefined,
    });
    if (!pool) properties.provisioningState = kind;
    for (const each of properties.agentPoolProfiles)
      if (!pool || each.name === pool) each.provisioningState = kind;
    return operation;
  }

  function finish(operation: Operation): void {
    const { cluster, pool, error, replaces, leadsTo } = operation;
    const { properties } = cluster.managedCluster;
    state.remember(cluster);
    operation.status = error ? 'Failed' : 'Succeeded';
    operation.endedAt = clock();
    const word = error ? 'Failed' : leadsTo;
    if (!error)
      finishRollOuts(cluster.managedCluster, cluster.rollOuts, {
        pools: replaces,
        now: operation.endedAt.getTime(),
      });
    if (!pool) properties.provisioningState = word;
    if (!pool && !error && leadsTo === 'Succeeded') {
      delete properties.status;
      reachVersion(properties);
    }
    if (!pool && error) properties.status = { provisioningError: error };
    for (const each of pool ? [poolOf(cluster, pool)] : properties.agentPoolProfiles)
      each.provisioningState = word;
  }

  // Some clusters of the fleet are in the middle of something when the stand-in starts.
  for (const cluster of state.clusters) {
    const kind = cluster.managedCluster.properties.provisioningState;
    if (!resting.has(kind)) start(cluster, { kind, milliseconds: Number.POSITIVE_INFINITY });
  }

  return {
    start,
    refuseIfBusy(cluster) {
      const other = running(cluster);
      if (!other) return;
      const what = other.pool ? `${other.pool} - ${other.kind}` : other.kind;
      throw refused(
        409,
        'OperationNotAllowed',
        `Operation is not allowed: Another ${other.pool ? 'agentpool ' : ''}operation (${what}) is in progress, please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details`,
      );
    },
    find: (id) => operations.get(id),
    settle() {
      const now = clock().getTime();
      for (const each of operations.values())
        if (each.status === 'InProgress' && each.endsAt <= now) finish(each);
    },
    end(cluster) {
      const operation = running(cluster);
      if (operation) finish(operation);
    },
    abort(cluster, pool) {
      const operation = running(cluster);
      if (!operation || operation.pool !== pool || operation.kind === 'Canceling')
        throw refused(
          409,
          'OperationNotAllowed',
          `There is no operation in progress on this ${pool ? 'agent pool' : 'managed cluster'} that could be aborted.`,
        );
      state.remember(cluster);
      operation.status = 'Canceled';
      operation.endedAt = clock();
      for (const each of operation.replaces) {
        const rollOut = cluster.rollOuts[each];
        if (rollOut) rollOut.stoppedAt = operation.endedAt.getTime();
      }
      return start(cluster, {
        kind: 'Canceling',
        pool,
        milliseconds: usual / 2,
        leadsTo: 'Canceled',
      });
    },
  };
}

/** After an upgrade the control plane and the pools are where they were sent. */
function reachVersion(properties: Json): void {
  properties.currentKubernetesVersion = reached(
    properties.currentKubernetesVersion,
    properties.kubernetesVersion,
  );
  for (const pool of properties.agentPoolProfiles)
    pool.currentOrchestratorVersion = reached(
      pool.currentOrchestratorVersion,
      pool.orchestratorVersion,
    );
}

/** A wish may name a minor only, which the running patch already fulfils. */
function reached(current: string, wished: string): string {
  return current === wished || current.startsWith(`${wished}.`) ? current : wished;
}

/** `Azure-AsyncOperation`, `Location` and `Retry-After` of an accepted write. */
export function operationHeaders(operation: Operation): Record<string, string> {
  const { id, cluster, startedAt, endsAt } = operation;
  const base = `https://management.azure.com/subscriptions/${cluster.subscriptionId}/providers/Microsoft.ContainerService/locations/${cluster.managedCluster.location}`;
  const seconds = Math.floor((endsAt - startedAt.getTime()) / 2000);
  return {
    'azure-asyncoperation': `${base}/operations/${id}?api-version=2026-06-01`,
    location: `${base}/operationresults/${id}?api-version=2026-06-01`,
    // A second is the shortest that the header can say; for operations faster than that it is 0.
    'retry-after': String(Math.min(seconds, 20)),
  };
}

/** The body of `locations/{location}/operations/{id}`. */
export function operationStatus({ id, status, startedAt, endedAt, error }: Operation): Json {
  return {
    name: id,
    status,
    startTime: startedAt.toISOString(),
    ...(endedAt && { endTime: endedAt.toISOString() }),
    ...(status === 'Failed' && { error }),
  };
}
