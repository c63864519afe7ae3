/** How the clusters of a ring are, read before anything is decided on them. */
import { freezeOf, sayFreeze } from '../remediation/frozen.ts';
import { type ChangeRow, getChange } from '../store/changes.ts';
import { getClusterRow } from '../store/clusters.ts';
import type { RolloutRow } from '../store/rollouts.ts';
import { whyElsewhere } from './config.ts';
import type { Context } from './context.ts';
import { inTheWay } from './in-the-way.ts';
import { isNotBegun, isUnderWay, mayRunAtOnce, turnOfPlanning, turnOfRunning } from './members.ts';
import type { Health, Member, Ring } from './types.ts';
import { type SeenTurn, watch } from './watch.ts';

/** What was read outside of the transaction, by cluster. */
export interface Seen {
  turns: Map<string, SeenTurn>;
  before: Map<string, Health>;
  /** Why it is not begun yet, though its turn has come. */
  waits: Map<string, string>;
  /** Why it is no part of its ring any more. */
  elsewhere: Map<string, string>;
}

/** A change may wait for its window for days: how its cluster was before it is read again this often. */
const beforeEveryMs = 15 * 60_000;

/** How every member is, that is under way or may be begun next. */
export async function look(
  context: Context,
  row: RolloutRow,
  ring: Ring,
  changes: ReadonlyMap<string, ChangeRow>,
): Promise<Seen> {
  const seen: Seen = {
    ...{ turns: new Map(), before: new Map(), waits: new Map(), elsewhere: new Map() },
  };
  for (const member of ring.members) {
    const change = member.changeId ? changes.get(member.changeId) : undefined;
    const turn = await turnOf(context, row, { ring, member, change });
    if (turn) seen.turns.set(member.clusterId, turn);
    if (member.state === 'running' && change && isNotBegun(change))
      await lookBefore(context, ring, { member, change, seen });
  }
  if (ring.state !== 'running' || row.paused || row.ending) return seen;
  let room = mayRunAtOnce(ring, row.terms.atOnce) - ring.members.filter(isUnderWay).length;
  for (const member of ring.members) {
    if (room <= 0) break;
    if (member.state !== 'planned' || seen.turns.has(member.clusterId)) continue;
    const change = member.changeId ? changes.get(member.changeId) : undefined;
    if (await mayBeNext(context, ring, { member, change, seen })) room -= 1;
  }
  return seen;
}

interface One {
  ring: Ring;
  member: Member;
  change: ChangeRow | undefined;
}

async function turnOf(
  context: Context,
  row: RolloutRow,
  { ring, member, change }: One,
): Promise<SeenTurn | null> {
  switch (member.state) {
    case 'running':
      return change ? (turnOfRunning(change) ?? turnOfUnknown(change)) : null;
    case 'planned':
      // Somebody has ended its change before its turn came.
      return change && change.state !== 'waiting' ? turnOfPlanning(change) : null;
    case 'watching':
      return watch(context, row, ring, member);
    default:
      return null;
  }
}

function turnOfUnknown({ state, problem }: ChangeRow): SeenTurn | null {
  if (state !== 'outcome-unknown') return null;
  const why = `What became of its change is not known. ${problem?.message ?? ''}`.trim();
  return { to: 'running', why, asks: 'settle' };
}

/** Approved and let go, but it waits: for its window, perhaps. */
async function lookBefore(
  context: Context,
  ring: Ring,
  { member, change, seen }: { member: Member; change: ChangeRow; seen: Seen },
): Promise<void> {
  const { db, clock } = context;
  const cluster = await getClusterRow(db, member.clusterId);
  const elsewhere = cluster && whyElsewhere(context, ring, cluster);
  if (elsewhere) {
    seen.elsewhere.set(member.clusterId, elsewhere);
    return;
  }
  if (member.before && clock().getTime() - Date.parse(member.before.at) < beforeEveryMs) return;
  const before = await context.health(member.clusterId);
  const now = await getChange(db, change.id);
  // Once it has begun, its nodes are no longer as they were before.
  if (now && isNotBegun(now)) seen.before.set(member.clusterId, before);
}

/** Whether it can be begun now; what it waits for is noted. */
async function mayBeNext(
  context: Context,
  ring: Ring,
  { member: { clusterId }, change, seen }: Omit<One, 'ring'> & { seen: Seen },
): Promise<boolean> {
  const cluster = await getClusterRow(context.db, clusterId);
  const elsewhere = cluster && whyElsewhere(context, ring, cluster);
  if (elsewhere) {
    seen.elsewhere.set(clusterId, elsewhere);
    return false;
  }
  const freeze = change ? await freezeOf(context, change) : null;
  const waits = freeze ? sayFreeze(freeze) : cluster && (await inTheWay(context, cluster));
  if (waits) {
    seen.waits.set(clusterId, waits);
    return false;
  }
  seen.before.set(clusterId, await context.health(clusterId));
  return true;
}
