/** A fresh plan for every cluster of a ring, made by the life cycle of changes; what is held up waits. */
import { isFrozen } from '../remediation/freezes.ts';
import { sayFreeze } from '../remediation/frozen.ts';
import { getChange } from '../store/changes.ts';
import { getClusterRow } from '../store/clusters.ts';
import { changesOfRollout, type RolloutRow, ringOfChange } from '../store/rollouts.ts';
import { askForRing } from './ask.ts';
import { whyElsewhere } from './config.ts';
import { type Context, hold, save } from './context.ts';
import { takeBackLeftovers } from './end.ts';
import { inTheWay } from './in-the-way.ts';
import { type Turn, turned, turnOfPlanning } from './members.ts';
import { endRing } from './next-ring.ts';
import type { Member, Ring } from './types.ts';

/** How often what holds a cluster up is looked at again: Azure is asked for each of them. */
const heldEveryMs = 5 * 60_000;

/** How often it is asked whether the plans are there: somebody waits for them. */
export function planningMs({ timing }: Context): number {
  return timing.retry / 10;
}

/** @returns after how many milliseconds to look again */
export async function planRing(
  context: Context,
  row: RolloutRow,
  { ring, place }: { ring: Ring; place: number },
): Promise<number | undefined> {
  if (row.paused) return undefined;
  const turns = new Map<string, Turn & { changeId?: string }>();
  for (const member of ring.members)
    if (isDue(context, member))
      turns.set(member.clusterId, await proposeFor(context, row, place, member));
  const next = await hold(context, row.id, async (held) => {
    const { step, now, rings } = held;
    await takeBackLeftovers(context, held);
    const mine = rings[place];
    // Somebody else was quicker; what was proposed is found again by its ring.
    if (held.row.version !== row.version || !mine) return 0;
    const changes = new Map(
      (await changesOfRollout(step.tx, row.id)).map((change) => [change.id, change]),
    );
    mine.members = mine.members.map((member) => {
      const turn = turns.get(member.clusterId);
      const next = turn
        ? {
            ...{ ...turned(member, turn, now), changeId: turn.changeId ?? member.changeId },
            ...(turn.to === 'held' && { triedAt: now.toISOString() }),
          }
        : member;
      const change = next.changeId ? changes.get(next.changeId) : undefined;
      const planned = next.state === 'planning' && change ? turnOfPlanning(change) : null;
      return planned ? turned(next, planned, now) : next;
    });
    const are = (state: Member['state']) => mine.members.filter((one) => one.state === state);
    if (are('planning').length > 0 || are('later').length > 0) {
      if (isOtherwise(held.row.rings[place], mine)) await save(context, held, { rings });
      return planningMs(context);
    }
    if (are('planned').length > 0) {
      await askForRing(context, held, { ring: mine, place });
      return undefined;
    }
    for (const member of are('held'))
      if (now.getTime() - Date.parse(member.since) >= held.row.terms.hold)
        Object.assign(
          member,
          turned(
            member,
            { to: 'left-out', why: `Held up for too long. ${member.why ?? ''}`.trim() },
            now,
          ),
        );
    if (are('held').length === 0) {
      await endRing(context, held, { ring: mine, place });
      return 0;
    }
    if (isOtherwise(held.row.rings[place], mine)) await save(context, held, { rings });
    return heldEveryMs;
  });
  return next ?? undefined;
}

function isDue({ clock }: Context, { state, triedAt }: Member): boolean {
  if (state !== 'held') return state === 'later';
  return triedAt === undefined || clock().getTime() - Date.parse(triedAt) >= heldEveryMs;
}

function isOtherwise(before: Ring, after: Ring): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}

/** Asks for the change of one cluster, unless something holds it up. Safe to do twice. */
async function proposeFor(
  context: Context,
  row: RolloutRow,
  place: number,
  member: Member,
): Promise<Turn & { changeId?: string }> {
  const cluster = await getClusterRow(context.db, member.clusterId);
  if (!cluster) return { to: 'left-out', why: 'It is no longer part of the fleet.' };
  const elsewhere = whyElsewhere(context, (row.rings as Ring[])[place], cluster);
  if (elsewhere) return { to: 'left-out', why: elsewhere };
  const { db, clock, settings } = context;
  const freeze = await isFrozen({ db, windows: settings.freezes }, member.clusterId, clock());
  if (freeze) return { to: 'held', why: sayFreeze(freeze) };
  const other = await inTheWay(context, cluster);
  if (other) return { to: 'held', why: other };
  const outcome = await context.changes.propose({
    ...{ action: row.action, clusterId: member.clusterId, params: row.params },
    ...{ requester: row.requester, reason: row.reason, ticket: row.ticket, origin: row.origin },
    rollout: { rolloutId: row.id, ring: place },
  });
  switch (outcome.kind) {
    case 'proposed':
      return { to: 'planning', changeId: outcome.changeId };
    case 'refused':
      return outcome.problem.code === 'busy'
        ? { to: 'held', why: outcome.problem.message }
        : { to: 'left-out', why: outcome.problem.message };
    case 'busy': {
      const part = await ringOfChange(context.db, outcome.changeId);
      // Proposed before, by a process that could not write it down.
      if (part?.rolloutId === row.id && part.ring === place)
        return { to: 'planning', changeId: outcome.changeId };
      const open = await getChange(context.db, outcome.changeId);
      const who = open ? ` of ${open.requester.name ?? open.requester.userId}` : '';
      return {
        to: 'held',
        why: `Another change${who} is open on it (${open?.action ?? 'unknown'}).`,
      };
    }
  }
}
