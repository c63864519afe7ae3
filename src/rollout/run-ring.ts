/** A ring that is approved: one cluster alone, then as many as the cap allows, each watched until it is well. */
import { hashOf } from '../remediation/plan-hash.ts';
import { drawbridgeItself } from '../rights/person.ts';
import { latestRequestOf } from '../store/approval-requests.ts';
import type { ChangeRow } from '../store/changes.ts';
import { changesOfRollout, type RolloutRow } from '../store/rollouts.ts';
import { askForRing } from './ask.ts';
import { type Context, type Held, hold, post, save } from './context.ts';
import { endRollout, finishEnding, takeBack } from './end.ts';
import { look, type Seen } from './look.ts';
import { isOver, isUnderWay, mayRunAtOnce, turned } from './members.ts';
import { endRing } from './next-ring.ts';
import { pauseByItself } from './pause.ts';
import { release } from './release.ts';
import type { Member, Ring } from './types.ts';

/** @returns after how many milliseconds to look again */
export async function runRing(
  context: Context,
  row: RolloutRow,
  { ring, place }: { ring: Ring; place: number },
): Promise<number | undefined> {
  const changes = await changesById(context, row.id);
  const seen = await look(context, row, ring, changes);
  const next = await hold(context, row.id, async (held) => {
    const mine = held.rings[place];
    if (held.row.version !== row.version || !mine) return 0;
    const { now } = held;
    await redraw(held, [...changes.values()]);
    await leaveOut(context, held, mine, seen.elsewhere);
    const asking: Asking[] = [];
    mine.members = mine.members.map((member) => {
      const before = seen.before.get(member.clusterId);
      const kept = before && !isOver(member) ? { ...member, before } : member;
      const turn = seen.turns.get(member.clusterId);
      if (!turn) return kept;
      if (turn.asks) asking.push({ member, why: turn.why ?? '', asks: turn.asks });
      return { ...turned(kept, turn, now), ...(turn.after && { after: turn.after }) };
    });
    return goOn(context, held, { mine, place, seen, asking });
  });
  return next ?? undefined;
}

/** Clusters that belong to another ring by now, as far as they have not been begun. */
async function leaveOut(
  context: Context,
  held: Held,
  mine: Ring,
  elsewhere: ReadonlyMap<string, string>,
): Promise<void> {
  for (const [clusterId, why] of elsewhere) {
    const changeId = mine.members.find((member) => member.clusterId === clusterId)?.changeId;
    if (changeId) await takeBack(context, held, { actor: drawbridgeItself, only: changeId, why });
    mine.members = mine.members.map((member) =>
      member.clusterId === clusterId && !isUnderWay(member)
        ? turned(member, { to: 'left-out', why }, held.now)
        : member,
    );
  }
}

/** How far changes are stands on the board, and moves without a step of the rollout itself. */
async function redraw({ step, row, now }: Held, changes: readonly ChangeRow[]): Promise<void> {
  const far = changes.map(({ id, state, step: at, notes }) => [id, state, at, notes.length]);
  await post(step, now, {
    ...{ view: 'rollout-board', valueId: row.id, target: { kind: 'everywhere' } },
    dedupe: `rollout-board:${row.id}:${hashOf(far).slice(0, 16)}`,
  });
}

interface Asking {
  member: Member;
  why: string;
  asks: 'look' | 'settle';
}

async function goOn(
  context: Context,
  held: Held,
  { mine, place, seen, asking }: { mine: Ring; place: number; seen: Seen; asking: Asking[] },
): Promise<number | undefined> {
  const { row } = held;
  const { poll } = context.timing;
  const underWay = mine.members.filter(isUnderWay);
  const failed = mine.members.find(({ state }) => state === 'failed');
  if (failed && !row.ending) {
    const message = `${failed.name} failed: ${failed.why ?? 'its change did not succeed.'}`;
    const rest = underWay.length > 0 ? ' What is under way goes on to its end.' : '';
    await endRollout(
      context,
      held,
      {
        ending: 'failed',
        problem: {
          message,
          hint: 'The rest was not begun. Repair that cluster, then begin again: clusters that are done are left as they are.',
        },
      },
      {
        ...{ kind: 'failed', data: { cluster: failed.clusterId, why: failed.why } },
        note: {
          kind: 'failed',
          text: `Stopped: ${message} The rest was not begun.${rest}`,
          aloud: true,
        },
      },
    );
    return underWay.length > 0 ? poll : undefined;
  }
  if (row.ending) {
    if (underWay.length === 0) {
      await finishEnding(context, held, row.ending);
      return undefined;
    }
    await saveIfNew(context, held, { mine, place });
    return poll;
  }
  if (asking.length > 0 && !row.paused) {
    await pauseByItself(context, held, {
      why: asking.map(({ member, why }) => `${member.name}: ${why}`).join(' '),
      look: asking.flatMap(({ member, asks }) => (asks === 'look' ? [member.clusterId] : [])),
    });
    return poll;
  }
  if (mine.members.every(isOver)) {
    await endRing(context, held, { ring: mine, place });
    return 0;
  }
  if (row.paused || mine.state === 'waiting') {
    await saveIfNew(context, held, { mine, place });
    return underWay.length > 0 ? poll : undefined;
  }
  return begin(context, held, { mine, place, seen });
}

/** Begins what may be begun now, or asks again where what was approved is no longer what would be done. */
async function begin(
  context: Context,
  held: Held,
  { mine, place, seen }: { mine: Ring; place: number; seen: Seen },
): Promise<number | undefined> {
  const { step, row, rings, now } = held;
  const { poll } = context.timing;
  const planned = mine.members.filter(({ state }) => state === 'planned');
  const underWay = mine.members.filter(isUnderWay);
  if (planned.length === 0) {
    if (underWay.length > 0) {
      await saveIfNew(context, held, { mine, place });
      return poll;
    }
    // Only those are left that were held up: they are planned now, and asked for.
    Object.assign(mine, { state: 'planning', since: now.toISOString() });
    for (const member of mine.members)
      if (member.state === 'held') member.since = now.toISOString();
    await save(context, held, { rings });
    return 0;
  }
  const outcome = await release(context, held, {
    ...{ ring: mine, place, room: mayRunAtOnce(mine, row.terms.atOnce) - underWay.length },
    isReady: ({ clusterId }) => seen.before.has(clusterId) && !seen.waits.has(clusterId),
  });
  if (outcome.kind === 'ask-again') {
    await askForRing(context, held, { ring: mine, place, again: outcome.why });
    return underWay.length > 0 ? poll : undefined;
  }
  for (const member of planned)
    if (member.state === 'planned') member.why = seen.waits.get(member.clusterId) ?? null;
  const { begun } = outcome;
  if (begun.length === 0) await saveIfNew(context, held, { mine, place });
  else
    await save(
      context,
      held,
      { rings },
      {
        kind: 'begun',
        data: { ring: mine.name, clusters: begun.map(({ clusterId }) => clusterId) },
      },
    );
  for (const { changeId } of begun) if (changeId) step.nudge('changes', changeId);
  // Where nothing is under way, something else is waited for: the end of a freeze, perhaps.
  return begun.length + underWay.length > 0 ? poll : context.timing.busy;
}

async function changesById(context: Context, id: string): Promise<Map<string, ChangeRow>> {
  return new Map((await changesOfRollout(context.db, id)).map((change) => [change.id, change]));
}

async function saveIfNew(
  context: Context,
  held: Held,
  { mine, place }: { mine: Ring; place: number },
): Promise<void> {
  const said = (ring: Ring | undefined) =>
    JSON.stringify(
      ring?.members.map(({ state, why, before, after }) => [state, why, before?.at, after?.at]),
    );
  if (said((held.row.rings as Ring[])[place]) === said(mine)) return;
  await save(context, held, { rings: held.rings });
}

/** A ring that waits for its approval: what was begun before is seen to, and one that nobody decided on is let go. */
export async function waitForRing(
  context: Context,
  row: RolloutRow,
  at: { ring: Ring; place: number },
): Promise<number | undefined> {
  if (at.ring.members.some(isUnderWay)) return runRing(context, row, at);
  const next = await hold(context, row.id, async (held) => {
    const mine = held.rings[at.place];
    if (held.row.version !== row.version || !mine?.askId) return 0;
    const request = await latestRequestOf(held.step.tx, {
      ...{ subjectKind: 'ring', subjectId: mine.askId },
    });
    if (request?.state !== 'expired') return undefined;
    await pauseByItself(context, held, {
      why: `Nobody decided on the ring ${mine.name} in time. Resuming it asks again, with fresh plans.`,
      planAnew: at.place,
    });
    return undefined;
  });
  return next ?? undefined;
}
