/** What the pretend fleet is made of: Azure's JSON under its wire names, and where it lives. */
import { createHash } from 'node:crypto';

// biome-ignore lint/suspicious/noExplicitAny: the wire holds properties that no model knows
export type Json = any;

export interface PretendCluster {
  /** `Microsoft.ContainerService/managedClusters`, pools in `properties.agentPoolProfiles`. */
  managedCluster: Json;
  diagnosticSettings: Json[];
  maintenanceConfigurations: Json[];
  trustedAccessRoleBindings: Json[];
  privateEndpointConnections: Json[];
  /** Addresses and prefixes that its traffic leaves through. */
  publicIPAddresses: Json[];
  publicIPPrefixes: Json[];
  /** Resources around it: its network, load balancer and gateways. */
  around: Json[];
  /** Pools whose nodes are more or fewer than the cluster's `count` says: pool → nodes really there. */
  realCounts: Record<string, number>;
}

export interface Fleet {
  tenantId: string;
  subscriptions: Json[];
  clusters: PretendCluster[];
  workspaces: Json[];
  activityLogAlerts: Json[];
  /** Resources that belong to no single cluster. */
  around: Json[];
}

export const tenantId = 'c0de0000-0000-4000-8000-00000000c0c0';

export const subscriptions = {
  production: { id: '10000000-0000-4000-8000-000000000001', displayName: 'Contoso Production' },
  nonProduction: {
    id: '20000000-0000-4000-8000-000000000002',
    displayName: 'Contoso Non-Production',
  },
  payments: { id: '30000000-0000-4000-8000-000000000003', displayName: 'Contoso Payments' },
} as const;

export type SubscriptionName = keyof typeof subscriptions;

export const regions = {
  weu: 'westeurope',
  neu: 'northeurope',
  eus: 'eastus',
} as const;

export type Region = keyof typeof regions;

/** The same words give the same id, so that two starts of the sandbox show one fleet. */
export function seededGuid(...words: string[]): string {
  const hex = createHash('sha256').update(words.join('\n')).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

export function groupId(subscription: SubscriptionName, resourceGroup: string): string {
  return `/subscriptions/${subscriptions[subscription].id}/resourceGroups/${resourceGroup}`;
}

export function subscriptionResource(name: SubscriptionName): Json {
  const { id, displayName } = subscriptions[name];
  return {
    id: `/subscriptions/${id}`,
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    subscriptionId: id,
    tenantId,
    displayName,
    state: 'Enabled',
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'EnterpriseAgreement_2014-09-01',
      spendingLimit: 'Off',
    },
  };
}
