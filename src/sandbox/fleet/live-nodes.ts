/**
 * The nodes of a pretend cluster as they are at a moment: derived from its pools, and from the roll-outs that
 * replace them one after the other. Resource Manager's side records the roll-outs; the API server's side shows them.
 */
import { nodeNames } from './node-names.ts';
import type { Json } from './wire.ts';

/** What a node runs. */
interface NodeSoftware {
  image: string;
  /** The kubelet's version, `1.35.8`. */
  version: string;
}

/** The last time that the nodes of a pool were, or are being, replaced one after the other. */
interface RollOut {
  /** What each node of the pool ran before, by its place. */
  before: NodeSoftware[];
  to: Partial<NodeSoftware>;
  /** Milliseconds since 1970. Infinity: it never gets on. */
  startsAt: number;
  endsAt: number;
  /** It was stopped half-way, or will be: what is replaced until then stays so. */
  stoppedAt?: number;
  /** It is over, and the pool itself says what its nodes run. */
  done?: true;
}

/** Pool → its roll-out. */
export type RollOuts = Record<string, RollOut>;

export interface LiveNode extends NodeSoftware {
  name: string;
  pool: string;
  /** Within its pool. */
  index: number;
  /** It is being replaced at this moment: cordoned, and its pods go elsewhere. */
  replacing: boolean;
  /** When it was last replaced; undefined where it is as it was from the start. */
  replacedAt?: number;
}

export function liveNodes(managedCluster: Json, rollOuts: RollOuts, now: number): LiveNode[] {
  return nodeNames(managedCluster).map(({ name, pool, index }) => {
    const asPool = {
      image: pool.nodeImageVersion,
      version: pool.currentOrchestratorVersion ?? pool.orchestratorVersion,
    };
    const node = { name, pool: pool.name, index };
    const rollOut = rollOuts[pool.name];
    if (!rollOut) return { ...node, ...asPool, replacing: false };
    const { before, to, startsAt, endsAt, stoppedAt = Number.POSITIVE_INFINITY, done } = rollOut;
    const was = before[index] ?? asPool;
    // An operation without an end never gets anywhere.
    if (!Number.isFinite(endsAt)) return { ...node, ...was, replacing: false };
    const each = (endsAt - startsAt) / Math.max(pool.count ?? 1, 1);
    const begins = startsAt + each * index;
    const ends = begins + each;
    if (done) return { ...node, ...asPool, replacing: false, replacedAt: ends };
    if (Math.min(now, stoppedAt) >= ends)
      return { ...node, ...was, ...to, replacing: false, replacedAt: ends };
    return { ...node, ...was, replacing: now >= begins && now < stoppedAt };
  });
}

export interface RollOutWish {
  pool: string;
  to: Partial<NodeSoftware>;
  /** The part of the operation in which it happens, from 0 to 1; all of it unless said. */
  between?: [from: number, until: number];
}

/** Records the roll-outs of an operation that begins now. @param fails it is to stop half-way */
export function beginRollOuts(
  managedCluster: Json,
  rollOuts: RollOuts,
  given: { wishes: readonly RollOutWish[]; startsAt: number; endsAt: number; fails: boolean },
): void {
  const { wishes, startsAt, endsAt, fails } = given;
  const nodes = liveNodes(managedCluster, rollOuts, startsAt);
  for (const { pool, to, between: [from, until] = [0, 1] } of wishes) {
    // An operation without an end has got nowhere yet, however long it runs.
    const at = (part: number) => (part === 0 ? startsAt : startsAt + (endsAt - startsAt) * part);
    rollOuts[pool] = {
      before: nodes
        .filter((node) => node.pool === pool)
        .map(({ image, version }) => ({ image, version })),
      to,
      startsAt: at(from),
      endsAt: at(until),
      ...(fails && { stoppedAt: at(0.5) }),
    };
  }
}

/** All nodes are replaced, and the pools say so. */
export function finishRollOuts(
  managedCluster: Json,
  rollOuts: RollOuts,
  { pools, now }: { pools: readonly string[]; now: number },
): void {
  for (const name of pools) {
    const rollOut = rollOuts[name];
    const pool = managedCluster.properties.agentPoolProfiles.find(
      (each: Json) => each.name === name,
    );
    if (!rollOut || !pool) continue;
    const { image, version } = rollOut.to;
    if (image) pool.nodeImageVersion = image;
    if (version) {
      pool.currentOrchestratorVersion = version;
      pool.orchestratorVersion = version;
    }
    rollOut.done = true;
    rollOut.endsAt = Math.min(rollOut.endsAt, now);
  }
}
