import { isFrozen } from '../remediation/freezes.ts';
import { sayFreeze } from '../remediation/frozen.ts';
import type { Context } from './context.ts';

/** Why nothing may be applied to a cluster now; null where something may. Others chose parts of it. */
export async function freezeText(
  { db, clock, settings }: Context,
  clusterId: string,
): Promise<string | null> {
  const freeze = await isFrozen({ db, windows: settings.freezes }, clusterId, clock());
  return freeze && sayFreeze(freeze);
}
