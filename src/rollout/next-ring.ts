/** From one ring to the next, with days between them. */
import { type Context, type Held, save } from './context.ts';
import type { Ring } from './types.ts';

/** A ring begins: every cluster of it is planned afresh. */
export async function beginRing(
  context: Context,
  held: Held,
  { ring }: { ring: Ring },
): Promise<void> {
  Object.assign(ring, { state: 'planning', since: held.now.toISOString() });
  await save(
    context,
    held,
    { rings: held.rings },
    { kind: 'ring-begun', data: { ring: ring.name } },
  );
}

/** A ring is over: the next one soaks, or the rollout is done. */
export async function endRing(
  context: Context,
  held: Held,
  { ring, place }: { ring: Ring; place: number },
): Promise<void> {
  const { now, rings } = held;
  Object.assign(ring, { state: 'done', since: now.toISOString() });
  const count = (state: string) => ring.members.filter((one) => one.state === state).length;
  const changed = count('done');
  const leftOut = ring.members
    .filter(({ state }) => state === 'left-out')
    .map(({ clusterId, why }) => ({ clusterId, why }));
  const data = { ring: ring.name, changed, nothing: count('nothing'), leftOut };
  const next = rings.slice(place + 1).find(({ state }) => state === 'later');
  const words = sayRing(ring);
  if (!next) {
    await save(
      context,
      held,
      { rings, state: 'done', finishedAt: now },
      {
        ...{ kind: 'done', data },
        note: { kind: 'done', text: `The rollout is done. ${words}`, aloud: true },
      },
    );
    return;
  }
  // Nothing was changed in it, so there is nothing to watch.
  const soakMs = changed > 0 ? next.soakMs : 0;
  const until = new Date(now.getTime() + soakMs).toISOString();
  if (soakMs > 0)
    Object.assign(next, { state: 'soaking', soakUntil: until, since: now.toISOString() });
  const then =
    soakMs > 0
      ? `${next.name} is planned after ${until.slice(0, 16).replace('T', ' ')} UTC, and approved for itself.`
      : `${next.name} is planned now, and approved for itself.`;
  await save(
    context,
    held,
    { rings },
    { kind: 'ring-done', data, note: { kind: 'ring-done', text: `${words} ${then}` } },
  );
}

function sayRing({ name, members }: Ring): string {
  const said = (
    [
      ['done', 'done and well'],
      ['nothing', 'so already'],
      ['left-out', 'left out'],
      ['skipped', 'skipped'],
    ] as const
  ).flatMap(([state, words]) => {
    const count = members.filter((one) => one.state === state).length;
    return count > 0 ? [`${count} ${words}`] : [];
  });
  return `Ring ${name}: ${said.join(', ') || 'no cluster'}.`;
}
