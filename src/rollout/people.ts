/** Holding a rollout up, going on with it, ending it, and leaving a cluster out. */
import { type Person, personKey } from '../rights/person.ts';
import { type Context, currentRing, type Held, hold, save } from './context.ts';
import { endAsks, endRollout, recall, takeBack } from './end.ts';
import { isUnderWay, turned } from './members.ts';
import type { Paused, PressOutcome, Ring } from './types.ts';

export interface Press {
  rolloutId: string;
  person: Person;
}

/** No further cluster is begun; those under way go on to their end. */
export async function pause(context: Context, { rolloutId, person }: Press): Promise<PressOutcome> {
  return press(context, rolloutId, async (held) => {
    const { row, now, rings } = held;
    if (row.paused) return refused('It is paused already.');
    if (row.ending) return refused('It is ending already: nothing more is begun.');
    const why = `${nameOf(person)} paused it.`;
    await recall(context, held, { actor: person, why: 'Its rollout was paused.' });
    await save(
      context,
      held,
      { rings, paused: { by: person, at: now.toISOString(), why, look: [] } satisfies Paused },
      { kind: 'paused', actor: person, data: { why }, note: { kind: 'paused', text: why } },
    );
    return done(
      'Paused. No further cluster is begun until somebody resumes it; those under way go on.',
    );
  });
}

export async function resume(
  context: Context,
  { rolloutId, person }: Press,
): Promise<PressOutcome> {
  return press(context, rolloutId, async (held) => {
    const { row, rings, now, step } = held;
    const paused = row.paused as Paused | null;
    if (!paused) return refused('It is not paused.');
    const look = new Set(paused.look);
    // To say that a cluster is well, unread, is to vouch for the change: not for one's own.
    if (look.size > 0 && personKey(row.requester) === personKey(person))
      return refused(
        'You asked for this rollout yourself, so somebody else has to look at the cluster and say that it is well.',
      );
    for (const ring of rings)
      ring.members = ring.members.map((member) =>
        look.has(member.clusterId) && member.state === 'watching'
          ? {
              ...turned(member, { to: 'done', why: `${nameOf(person)} looked: it is well.` }, now),
              vouched: person,
            }
          : member,
      );
    await save(
      context,
      held,
      { rings, paused: null },
      { kind: 'resumed', actor: person, data: { vouchedFor: [...look] } },
    );
    step.nudge('rollouts', row.id);
    return done(
      look.size > 0 ? 'Noted that you looked. It goes on.' : 'Resumed. It goes on where it was.',
    );
  });
}

export async function stop(context: Context, { rolloutId, person }: Press): Promise<PressOutcome> {
  return press(context, rolloutId, async (held) => {
    const { row, rings, step } = held;
    if (row.ending) return refused('It is ending already: nothing more is begun.');
    const underWay = rings.flatMap(({ members }) => members).filter(isUnderWay).length;
    const message = `${nameOf(person)} stopped it.`;
    await endRollout(
      context,
      held,
      {
        ...{ ending: 'stopped', actor: person },
        problem: { message, hint: 'What was done stays; the rest was not begun.' },
      },
      {
        ...{ kind: 'stopped', data: { underWay } },
        note: { kind: 'stopped', text: `${message} The rest was not begun.`, aloud: true },
      },
    );
    step.nudge('rollouts', row.id);
    return done(
      underWay > 0
        ? 'Stopped: no further cluster is begun. Those under way go on; each can be ended on its own card.'
        : 'Stopped. Nothing more is begun.',
    );
  });
}

const skippable = ['later', 'held', 'planning', 'planned'];

export async function skip(
  context: Context,
  { rolloutId, person, clusterId, reason }: Press & { clusterId: string; reason: string },
): Promise<PressOutcome> {
  const why = reason.trim();
  if (why === '') return refused('Say why it is left out.');
  return press(context, rolloutId, async (held) => {
    const { rings, step, row, now } = held;
    const id = clusterId.toLowerCase();
    const ring = rings.find(({ members }) => members.some((one) => one.clusterId === id));
    const member = ring?.members.find((one) => one.clusterId === id);
    if (!ring || !member) return refused('That cluster is no part of this rollout.');
    if (isUnderWay(member))
      return refused(
        `${member.name} is under way already. Its own change can be paused or ended on its card.`,
      );
    if (row.ending || !skippable.includes(member.state))
      return refused(`There is nothing left to skip of ${member.name}.`);
    if (member.changeId)
      await takeBack(context, held, {
        actor: person,
        why: `Skipped: ${why}`,
        only: member.changeId,
      });
    const text = `${nameOf(person)} skipped ${member.name}: ${why}`;
    Object.assign(member, turned(member, { to: 'skipped', why: `${nameOf(person)}: ${why}` }, now));
    if (ring.state === 'waiting' && !ring.members.some(({ state }) => state === 'planned'))
      await nothingToAsk(held, ring, person);
    await save(
      context,
      held,
      { rings },
      {
        kind: 'skipped',
        actor: person,
        data: { clusterId: id, reason: why },
        note: { kind: 'skipped', text },
      },
    );
    step.nudge('rollouts', row.id);
    return done(`${member.name} is skipped.`);
  });
}

/** The last one that was asked for is skipped: nobody needs to decide any more. */
async function nothingToAsk(held: Held, ring: Ring, actor: Person): Promise<void> {
  await endAsks(held, { actor, why: 'Every cluster of this ring was skipped.' });
  const isBusy = ring.members.some(isUnderWay);
  Object.assign(ring, { state: isBusy ? 'running' : 'planning', since: held.now.toISOString() });
}

async function press(
  context: Context,
  rolloutId: string,
  act: (held: Held) => Promise<PressOutcome>,
): Promise<PressOutcome> {
  const outcome = await hold(context, rolloutId, async (held) =>
    held.row.state === 'running' && currentRing(held.rings)
      ? act(held)
      : refused('This rollout is over already.'),
  );
  return outcome ?? refused('I do not know this rollout any more.');
}

function nameOf({ name, userId }: Person): string {
  return name ?? userId;
}

const done = (message: string): PressOutcome => ({ kind: 'done', message });
const refused = (message: string): PressOutcome => ({ kind: 'refused', message });
