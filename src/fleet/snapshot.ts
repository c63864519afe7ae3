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

export interface Planes {
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
  activityLogAlerts: Json[];
  /** Which clusters of the fleet use which kubelet identity: resource id (lower case) → cluster ids. */
  kubeletIdentities: Record<string, string[]>;
}

export type PlaneName = keyof Planes;

export interface Snapshot {
  cluster: ClusterRef;
  takenAt: string;
  planes: { [P in PlaneName]: Plane<Planes[P]> };
}
