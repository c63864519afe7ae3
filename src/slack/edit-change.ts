import type { ClusterRef } from '../fleet/snapshot.ts';
import type { CommandContext } from './context.ts';
import { escapeMrkdwn } from './escape.ts';
import { refusalOfLasting } from './lasting.ts';
import { judgeFor, refusalText } from './may.ts';
import type { Proposed } from './propose.ts';

/** Gives a change that waits for its decision other parameters, in the name of the person. */
export async function editChange(
  context: Pick<CommandContext, 'deps' | 'person' | 'origin'>,
  cluster: ClusterRef,
  { changeId, action, params }: { changeId: string; action: string; params: unknown },
): Promise<Proposed> {
  const verdict = await judgeFor(context, 'propose', cluster);
  if (!verdict.allowed) return { kind: 'refused', sentence: refusalText(verdict), fields: {} };
  const lasting = await refusalOfLasting(context, cluster, { action, params });
  if (lasting) return { kind: 'refused', ...lasting };
  const { deps, person } = context;
  // The rights were judged for a cluster that the form names; it is the change's own, or nothing is done.
  const change = await deps.changes.describe(changeId);
  if (change?.cluster.id.toLowerCase() !== cluster.id.toLowerCase())
    return { kind: 'refused', sentence: 'This change is of another cluster.', fields: {} };
  const result = await deps.changes.edit({ changeId, params, person });
  return result.kind === 'edited'
    ? { kind: 'asked', changeId }
    : { kind: 'refused', sentence: escapeMrkdwn(result.message), fields: result.fields ?? {} };
}
