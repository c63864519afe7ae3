import type { WaiverValue } from '../posture/waivers/types.ts';
import type { CommandContext } from './context.ts';
import { visibleWaivers } from './waive.ts';

const dayMs = 86_400_000;
const soonDays = 14;
const lapsedDays = 30;

/** Waivers by how much they want to be looked at. */
export interface WaiverGroups {
  waiting: WaiverValue[];
  soon: WaiverValue[];
  later: WaiverValue[];
  lapsed: WaiverValue[];
}

/** Of clusters that the person may look at; with `clusterId`, of that one alone. */
export async function waiverGroups(
  context: Pick<CommandContext, 'deps' | 'person' | 'origin'>,
  { clusterId }: { clusterId?: string } = {},
): Promise<WaiverGroups> {
  const { deps } = context;
  const at = deps.now().getTime();
  const all = await visibleWaivers(
    context,
    await deps.waivers.list({
      states: ['waiting', 'active', 'lapsed'],
      endedSince: new Date(at - lapsedDays * dayMs),
    }),
  );
  const wanted = clusterId?.toLowerCase();
  const mine = all.filter(
    ({ clusters }) => !wanted || clusters.some(({ id }) => id.toLowerCase() === wanted),
  );
  const isSoon = ({ until }: WaiverValue) => Date.parse(until) <= at + soonDays * dayMs;
  const holding = mine.filter(({ state }) => state === 'active');
  return {
    waiting: mine.filter(({ state }) => state === 'waiting'),
    soon: holding.filter(isSoon),
    later: holding.filter((waiver) => !isSoon(waiver)),
    lapsed: mine.filter(({ state }) => state === 'lapsed'),
  };
}
