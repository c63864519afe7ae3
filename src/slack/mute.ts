import type { CoverKind } from '../forbidden/alerts/cover.ts';
import type { AlertValue } from '../forbidden/alerts/types.ts';
import type { CommandContext } from './context.ts';
import { judgeFor, refusalFor, refusalText } from './may.ts';

/**
 * Why the person may not mute this alert; null where they may. What is grave can be muted by those who
 * approve changes to the cluster alone: to hide an attack is worth as much as a change. So is to hide it on
 * every cluster, for which that has to hold on every cluster.
 */
export async function mayMute(
  context: Pick<CommandContext, 'deps' | 'person' | 'origin'>,
  { severity, cluster }: AlertValue,
  kind?: CoverKind,
): Promise<string | null> {
  if (kind === 'everywhere') {
    const verdict = await judgeFor(context, 'approve', null);
    return verdict.allowed ? null : refusalText(verdict);
  }
  const isGrave = severity === 'critical' || severity === 'high';
  return refusalFor(context, isGrave ? 'approve' : 'propose', cluster);
}
