import type { AlertValue } from '../forbidden/alerts/types.ts';
import type { CommandContext } from './context.ts';
import { refusalFor } from './may.ts';

/**
 * Why the person may not mute this alert; null where they may. What is grave can be muted by those who
 * approve changes to the cluster alone: to hide an attack is worth as much as a change.
 */
export function mayMute(
  context: Pick<CommandContext, 'deps' | 'person' | 'origin'>,
  { severity, cluster }: AlertValue,
): Promise<string | null> {
  const isGrave = severity === 'critical' || severity === 'high';
  return refusalFor(context, isGrave ? 'approve' : 'propose', cluster);
}
