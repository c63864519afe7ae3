/** Who may do what to a cluster, and what Azure itself forbids: roles, policies, locks. */
import {
  locksApiVersion,
  policyAssignmentsApiVersion,
  policyExemptionsApiVersion,
  roleAssignmentsApiVersion,
} from './api-versions.ts';
import { clusterId, parseClusterId } from './clusters.ts';
import type { Json } from './json.ts';
import type { AzureReader, ReadOptions } from './reader.ts';

const authorization = '/providers/Microsoft.Authorization';

/** Role assignments at a cluster and at every scope above it, management groups included. */
export function listRoleAssignmentsAbove(
  reader: AzureReader,
  id: string,
  options?: ReadOptions,
): Promise<Json[]> {
  const path = `${clusterId(parseClusterId(id))}${authorization}/roleAssignments`;
  return reader.list(path, roleAssignmentsApiVersion, { ...options, filter: 'atScope()' });
}

/** Policy assignments that apply to a cluster, wherever they were made. */
export function listPolicyAssignments(
  reader: AzureReader,
  id: string,
  options?: ReadOptions,
): Promise<Json[]> {
  const path = `${clusterId(parseClusterId(id))}${authorization}/policyAssignments`;
  return reader.list(path, policyAssignmentsApiVersion, options);
}

/** Exemptions from policy that apply to a cluster, those that have expired included. */
export function listPolicyExemptions(
  reader: AzureReader,
  id: string,
  options?: ReadOptions,
): Promise<Json[]> {
  const path = `${clusterId(parseClusterId(id))}${authorization}/policyExemptions`;
  return reader.list(path, policyExemptionsApiVersion, options);
}

/** All locks in the subscription of a cluster, at every level. */
export function listLocks(reader: AzureReader, id: string, options?: ReadOptions): Promise<Json[]> {
  const path = `/subscriptions/${parseClusterId(id).subscriptionId}${authorization}/locks`;
  return reader.list(path, locksApiVersion, options);
}
