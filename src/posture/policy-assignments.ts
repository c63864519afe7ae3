/** Assignments of Azure Policy: what is assigned, and whether it holds for the cluster. */
import type { Look } from './look.ts';
import type { Node, Seen } from './read.ts';
import { isAtOrBelow } from './resource-id.ts';

/** The id of the assigned definition or initiative: the last part of its address, in lower case. */
export function definitionOf(assignment: Node): string | undefined {
  return assignment.word('properties.policyDefinitionId').value?.split('/').at(-1);
}

/** Is it enforced here? A scope may leave the cluster out, and enforcement may be off. */
export function holds(assignment: Node, { ref }: Look): boolean {
  const leftOut = assignment.texts('properties.notScopes').value ?? [];
  const mode = assignment.word('properties.enforcementMode').value;
  return mode !== 'donotenforce' && !leftOut.some((scope) => isAtOrBelow(ref.id, scope));
}

/** The effect that the assignment sets, in lower case; without one the definition's default counts. */
export function effectOf(assignment: Node, usual: string): Seen<string> {
  const effect = assignment.word('properties.parameters.effect.value');
  return { ...effect, value: effect.value ?? usual };
}
