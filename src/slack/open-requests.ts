import { context, header, section, type ViewBlock } from './blocks.ts';
import type { CommandContext } from './context.ts';
import type { Drawing } from './drawing.ts';
import { pendingFor } from './pending.ts';
import { openRollouts } from './rollouts-waiting.ts';
import { pendingList } from './views/pending-list.ts';
import { rolloutList } from './views/rollout-list.ts';
import { waiverParagraph } from './views/waiver-list.ts';
import { waiverGroups } from './waiver-groups.ts';

const mostWaivers = 10;

/** Everything on which somebody has to decide, or which is under way, of what this person may look at. */
export async function openRequests(
  asking: Pick<CommandContext, 'deps' | 'person' | 'origin'>,
): Promise<{ count: number; draw(drawing: Drawing): ViewBlock[] }> {
  const [pending, { waiting }, rollouts] = await Promise.all([
    pendingFor(asking),
    waiverGroups(asking),
    openRollouts(asking),
  ]);
  const changes = pending.changes.length + pending.more;
  const more = waiting.length - mostWaivers;
  return {
    count: changes + waiting.length + rollouts.length,
    draw: (drawing) => [
      ...(changes > 0 ? pendingList(pending, drawing) : []),
      ...(rollouts.length > 0 ? rolloutList(rollouts, drawing) : []),
      ...(waiting.length > 0 ? [header('Waivers that wait for a decision')] : []),
      ...waiting.slice(0, mostWaivers).map((waiver) => waiverParagraph(waiver, drawing)),
      ...(more > 0 ? [context(`${more} more waivers wait.`)] : []),
      ...(changes + waiting.length + rollouts.length === 0
        ? [section('Nothing waits for a decision.')]
        : []),
    ],
  };
}
