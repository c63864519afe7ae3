import type { CommandContext } from './context.ts';
import { allowedAmong } from './may.ts';
import type { ShownMute } from './views/mute-list.ts';

/** Mutes that hold on clusters that the person may look at, the next to end first. */
export async function visibleMutes(
  context: Pick<CommandContext, 'deps' | 'person' | 'origin'>,
  which: { clusterId?: string } = {},
): Promise<ShownMute[]> {
  const { deps } = context;
  const visible = await allowedAmong(context, 'read', await deps.fleet.all());
  const names = new Map(visible.map(({ id, name }) => [id.toLowerCase(), name]));
  // Whoever may look at nothing is told of nothing.
  if (names.size === 0) return [];
  return (await deps.alerts.listMutes(which)).flatMap((mute) => {
    const where = mute.clusterId === null ? 'every cluster' : names.get(mute.clusterId);
    return where === undefined ? [] : [{ ...mute, where }];
  });
}
