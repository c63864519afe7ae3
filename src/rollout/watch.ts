/** Whether clusters are well after their change: told by themselves, never by Azure's word alone. */
import { readAtOnce } from '../kubernetes/at-once.ts';
import type { RolloutRow } from '../store/rollouts.ts';
import type { Context } from './context.ts';
import { judgeHealth } from './health.ts';
import { isFirst, type Turn } from './members.ts';
import type { Health, Member, Ring } from './types.ts';

/** So many clusters are read at the same time. */
const readingsAtOnce = 8;

/** `asks`: nothing more is begun before a person has looked, or settled the change. */
export type SeenTurn = Turn & { after?: Health; asks?: 'look' | 'settle' };

/** Null while the last look is fresh: one reads every workload of the cluster. */
export async function watch(
  context: Context,
  { terms, ending }: RolloutRow,
  ring: Ring,
  member: Member,
): Promise<SeenTurn | null> {
  const now = context.clock().getTime();
  const lastLook = member.after ? Date.parse(member.after.at) : 0;
  if (now - lastLook < context.timing.busy / 4) return null;
  const after = await context.health(member.clusterId);
  const verdict = judgeHealth(member.before, after);
  const age = now - Date.parse(member.since);
  const why = verdict.sentence;
  if (verdict.kind === 'well') {
    const isLongEnough = !isFirst(ring) || age >= terms.watch;
    return { to: isLongEnough ? 'done' : 'watching', why, after };
  }
  if (age < terms.heal) return { to: 'watching', why, after };
  // Nobody goes on with one that is ending, so what cannot be told is no success.
  if (verdict.kind === 'ill' || ending) return { to: 'failed', why, after };
  return { to: 'watching', why, after, asks: 'look' };
}

/** What is wrong with clusters that were well when their ring ended, each with its reason; empty when all still are. */
export async function lookBack(context: Context, ring: Ring | undefined): Promise<string[]> {
  const said = new Map<string, string>();
  const changed = ring?.members.filter(({ state }) => state === 'done') ?? [];
  await readAtOnce(changed, readingsAtOnce, async ({ clusterId, name, before }) => {
    const verdict = judgeHealth(before, await context.health(clusterId));
    if (verdict.kind !== 'well') said.set(name, `${name}: ${verdict.sentence}`);
  });
  return changed.flatMap(({ name }) => said.get(name) ?? []);
}
