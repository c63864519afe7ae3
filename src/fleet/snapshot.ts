import type { KubernetesPlanes } from '../kubernetes/objects.ts';
import type { AuditLog } from './audit-log/types.ts';

/**
 * One cluster as read at one time: Azure's JSON under its wire names, plane by plane.
 * A plane that could not be read says why; a check that needs it answers `unknown`.
 */
export interface ClusterRef {
  /** ARM id, as Azure wrote it; compare in lower case. */
  id: string;
  name: string;
  resourceGroup: string;
  subscriptionId: string;
  location: string;
  tags: Record<string, string>;
  /** Path of the file in which it stands, where it was read from one. */
  file?: string;
}

export type UnreadableCode =
  | 'not-in-file'
  | 'denied'
  | 'not-found'
  | 'throttled'
  | 'unreachable'
  | 'not-configured'
  | 'error';

export type Plane<T> =
  | { state: 'read'; value: T; source: string; readAt: string }
  | { state: 'unreadable'; code: UnreadableCode; reason: string; help?: string };

/** Raw wire JSON. Checks read it through narrow interfaces of their own. */
// biome-ignore lint/suspicious/noExplicitAny: the wire holds properties that no model knows
export type Json = any;

export interface Planes extends KubernetesPlanes {
  /** `Microsoft.ContainerService/managedClusters`, pools in `properties.agentPoolProfiles`. */
  managedCluster: Json;
  /** `Microsoft.Insights/diagnosticSettings` on the cluster. */
  diagnosticSettings: Json[];
  upgradeProfile: Json;
  /** `locations/{location}/kubernetesVersions`: the `values` array. */
  kubernetesVersions: Json[];
  maintenanceConfigurations: Json[];
  trustedAccessRoleBindings: Json[];
  privateEndpointConnections: Json[];
  /** Log Analytics workspaces that the diagnostic settings name, by lower-case id; null where Azure says 404. */
  workspaces: Record<string, Json | null>;
  /** What the audit log in Log Analytics tells about the last day. */
  auditLog: AuditLog;
  activityLogAlerts: Json[];
  /** Which clusters of the fleet use which kubelet identity: resource id (lower case) → cluster ids. */
  kubeletIdentities: Record<string, string[]>;
  /** Networks of the node pools by lower-case id, each with its subnets; null where Azure says 404. */
  virtualNetworks: Record<string, Json | null>;
  /** Security groups of the pools' subnets, by lower-case id. */
  subnetSecurityGroups: Record<string, Json | null>;
  /** Security groups in the resource group of the nodes: AKS's own, and whatever else lies there. */
  nodeSecurityGroups: Json[];
  /** Route tables of the pools' subnets, by lower-case id. */
  routeTables: Record<string, Json | null>;
  /** Load balancers in the resource group of the nodes. */
  loadBalancers: Json[];
  /** Gateways that the cluster's ingress add-on steers, by lower-case id. */
  applicationGateways: Record<string, Json | null>;
  /** Web application firewall policies of those gateways, by lower-case id. */
  firewallPolicies: Record<string, Json | null>;
  /** Application Gateways for Containers of the subscription; `associations` and `securityPolicies` hold what Azure lists below each. */
  trafficControllers: Json[];
  /** The vault of the key for etcd, by lower-case id. */
  keyVaults: Record<string, Json | null>;
  /** The key for etcd, without its material, by its identifier in lower case. */
  keyVaultKeys: Record<string, Json | null>;
  /** Private endpoints that may be seen, with what they lead to. */
  privateEndpoints: Json[];
  /** Role assignments on container registries. */
  registryRoleAssignments: Json[];
  /** Revisions of the Istio add-on that the region offers. */
  meshRevisionProfiles: Json[];
  /** `Microsoft.Security/pricings/Containers` of the subscription. */
  containersPlan: Json;
  /** Open alerts of Defender that name the cluster. */
  securityAlerts: Json[];
  /** What Defender says about the cluster, good and bad. */
  securityAssessments: Json[];
  /** Role assignments at the cluster and above it, in the columns of Resource Graph. */
  roleAssignments: Json[];
  /** Role assignments of the cluster's identities, wherever they are. */
  identityRoles: Json[];
  /** Registries from which the kubelet identity may pull. */
  containerRegistries: Json[];
  /** Policy assignments and exemptions that apply to the cluster, wherever they were made. */
  policyAssignments: Json[];
  policyExemptions: Json[];
  /** What Azure Policy says about the cluster, good and bad. */
  policyStates: Json[];
  /** Locks of the whole subscription. */
  locks: Json[];
  /** Null where they were never turned on. */
  deploymentSafeguards: Json | null;
  /** Events of the cluster in the last 89 days. */
  activityLog: Json[];
  /** `upgradeProfiles/default` of each pool, by its name in lower case. */
  poolUpgradeProfiles: Record<string, Json>;
  /** Findings of Defender in the images that run in the cluster. */
  imageFindings: Json[];
  /** Backup instances whose source is the cluster. */
  backupInstances: Json[];
  /** `Microsoft.KubernetesConfiguration` extensions and Flux configurations. */
  extensions: Json[];
  fluxConfigurations: Json[];
}

/** Planes that hold resources by their ids. */
export type RecordPlane =
  | 'workspaces'
  | 'virtualNetworks'
  | 'subnetSecurityGroups'
  | 'routeTables'
  | 'applicationGateways'
  | 'firewallPolicies'
  | 'keyVaults'
  | 'keyVaultKeys';

export type PlaneName = keyof Planes;

export interface Snapshot {
  cluster: ClusterRef;
  takenAt: string;
  planes: { [P in PlaneName]: Plane<Planes[P]> };
}
