import { builtInRole } from '../../../azure/roles.ts';
import type { Look } from '../../look.ts';
import type { Node } from '../../read.ts';
import { isAtOrBelow, subscriptionOf } from '../../resource-id.ts';

export const kubeletId = 'properties.identityProfile.kubeletidentity.objectId';

/** Object ids, in lower case, under which the cluster and its kubelets act in Azure. */
export function principalIds({ cluster }: Look): string[] {
  const own = cluster.entries('identity.userAssignedIdentities').value ?? [];
  const seen = [
    cluster.word('identity.principalId'),
    ...own.map((identity) => identity.word('principalId')),
    cluster.word(kubeletId),
  ];
  return [...new Set(seen.flatMap(({ value }) => value ?? []))];
}

/** The role that an assignment gives, by name; by its id where it is none of Azure’s own. */
export function roleOf(assignment: Node): string {
  const id = assignment.text('roleDefinitionId').value ?? '';
  return builtInRole(id) ?? id.split('/').at(-1) ?? id;
}

/** `AcrPush on registries/shop`, for a person. */
export function sayAssignment(assignment: Node): string {
  const scope = assignment.text('scope').value ?? '';
  const place = scope.split('/').slice(-2).join('/') || 'everything';
  return `${roleOf(assignment)} on ${place}`;
}

/** Does the assignment reach beyond the resource group that AKS made for the nodes? */
export function reachesBeyondNodes(assignment: Node, { cluster, ref }: Look): boolean {
  const scope = assignment.text('scope').value;
  const group = cluster.text('properties.nodeResourceGroup').value;
  const subscription = subscriptionOf(ref.id);
  return !(
    scope &&
    group &&
    subscription &&
    isAtOrBelow(scope, `/subscriptions/${subscription}/resourceGroups/${group}`)
  );
}
