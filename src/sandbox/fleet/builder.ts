/**
 * Makes one pretend cluster as the service would emit it. What `cluster` gives without traits is
 * what somebody gets who takes the defaults: it works, and nobody has hardened it.
 */
import { managedNetwork } from './networks.ts';
import { type NodeOs, nodeImage } from './versions.ts';
import {
  groupId,
  type Json,
  type PretendCluster,
  type Region,
  regions,
  type SubscriptionName,
  seededGuid,
  tenantId,
} from './wire.ts';

export interface Where {
  region: Region;
  env: 'prod' | 'staging' | 'dev';
  app: 'shop' | 'pay' | 'data';
  team: string;
  /** The full version of the control plane, such as `1.35.9`. */
  version: string;
  /** Production clusters live in `production`, all others in `nonProduction`, unless said here. */
  subscription?: SubscriptionName;
  resourceGroup?: string;
}

/** One thing that sets a cluster apart. Traits are applied in the order in which they are named. */
export type Trait = (cluster: PretendCluster, now: Date) => void;

export type MakeCluster = (name: string, where: Where, ...traits: Trait[]) => PretendCluster;

/** The maker of clusters for a day: node images are as old as that day makes them. */
export function createBuilder({ now }: { now: Date }): MakeCluster {
  return function cluster(name, where, ...traits) {
    const made = asCreated(name, where, now);
    for (const trait of traits) trait(made, now);
    made.around.push(...managedNetwork(made));
    return made;
  };
}

function asCreated(name: string, where: Where, now: Date): PretendCluster {
  const { region, env, app, team, version } = where;
  const subscription = where.subscription ?? (env === 'prod' ? 'production' : 'nonProduction');
  const resourceGroup = where.resourceGroup ?? `rg-${name}`;
  const location = regions[region];
  const id = `${groupId(subscription, resourceGroup)}/providers/Microsoft.ContainerService/managedClusters/${name}`;
  const nodeResourceGroup = `MC_${resourceGroup}_${name}_${location}`;
  const host = `${name}-${seededGuid('host', id).slice(0, 8)}`;
  const managedCluster = {
    id,
    name,
    type: 'Microsoft.ContainerService/ManagedClusters',
    location,
    tags: { env, app, team, owner: `${team}@contoso.example` },
    sku: { name: 'Base', tier: 'Free' },
    identity: {
      type: 'SystemAssigned',
      principalId: seededGuid('principal', id),
      tenantId: tenantId,
    },
    kind: 'Base',
    eTag: seededGuid('etag', id),
    systemData: {
      createdBy: 'platform-pipeline',
      createdByType: 'Application',
      createdAt: '2025-03-04T09:12:33.1042Z',
    },
    properties: {
      provisioningState: 'Succeeded',
      powerState: { code: 'Running' },
      kubernetesVersion: version.split('.').slice(0, 2).join('.'),
      currentKubernetesVersion: version,
      dnsPrefix: name,
      fqdn: `${host}.hcp.${location}.azmk8s.io`,
      azurePortalFQDN: `${host}.portal.hcp.${location}.azmk8s.io`,
      agentPoolProfiles: [makePool(id, { name: 'system', mode: 'System', count: 3, version, now })],
      linuxProfile: {
        adminUsername: 'azureuser',
        ssh: { publicKeys: [{ keyData: 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ pretend' }] },
      },
      servicePrincipalProfile: { clientId: 'msi' },
      addonProfiles: {},
      nodeResourceGroup,
      enableRBAC: true,
      supportPlan: 'KubernetesOfficial',
      networkProfile: {
        networkPlugin: 'azure',
        networkPluginMode: 'overlay',
        networkPolicy: 'none',
        networkDataplane: 'azure',
        loadBalancerSku: 'standard',
        podCidr: '10.244.0.0/16',
        serviceCidr: '10.0.0.0/16',
        dnsServiceIP: '10.0.0.10',
        outboundType: 'loadBalancer',
        podCidrs: ['10.244.0.0/16'],
        serviceCidrs: ['10.0.0.0/16'],
        ipFamilies: ['IPv4'],
      },
      aadProfile: {
        managed: true,
        adminGroupObjectIDs: [seededGuid('group', team)],
        adminUsers: null,
        enableAzureRBAC: false,
        tenantID: tenantId,
      },
      maxAgentPools: 100,
      identityProfile: { kubeletidentity: kubeletIdentity(nodeResourceGroup, name, subscription) },
      disableLocalAccounts: false,
      securityProfile: {},
      storageProfile: {
        diskCSIDriver: { enabled: true },
        fileCSIDriver: { enabled: true },
        snapshotController: { enabled: true },
      },
      oidcIssuerProfile: { enabled: false },
      workloadAutoScalerProfile: {},
      autoUpgradeProfile: { nodeOSUpgradeChannel: 'NodeImage' },
      resourceUID: seededGuid('uid', id).replaceAll('-', '').slice(0, 24),
      metricsProfile: { costAnalysis: { enabled: false } },
      nodeProvisioningProfile: { mode: 'Manual', defaultNodePools: 'Auto' },
      bootstrapProfile: { artifactSource: 'Direct' },
    },
  };
  return {
    managedCluster,
    diagnosticSettings: [],
    maintenanceConfigurations: [],
    trustedAccessRoleBindings: [],
    privateEndpointConnections: [],
    publicIPAddresses: [],
    publicIPPrefixes: [],
    around: [],
    realCounts: {},
  };
}

export interface PoolOptions {
  name: string;
  mode?: 'System' | 'User';
  count: number;
  /** The cluster's own unless said. */
  version?: string;
  os?: NodeOs;
  weeksOld?: number;
  vmSize?: string;
  autoscale?: { min: number; max: number };
  maxSurge?: string;
}

/** An agent pool as it stands in `properties.agentPoolProfiles`. */
export function makePool(
  clusterId: string,
  options: PoolOptions & { version: string; now: Date },
): Json {
  const { name, mode = 'User', count, version, now, os = 'Ubuntu2204', weeksOld = 1 } = options;
  const { vmSize = 'Standard_D4ds_v5', autoscale, maxSurge } = options;
  return {
    name,
    eTag: seededGuid('etag', clusterId, name),
    count,
    vmSize,
    osDiskSizeGB: 128,
    osDiskType: 'Ephemeral',
    kubeletDiskType: 'OS',
    maxPods: 110,
    type: 'VirtualMachineScaleSets',
    availabilityZones: ['1', '2', '3'],
    enableAutoScaling: autoscale !== undefined,
    ...(autoscale && { minCount: autoscale.min, maxCount: autoscale.max }),
    scaleDownMode: 'Delete',
    provisioningState: 'Succeeded',
    powerState: { code: 'Running' },
    orchestratorVersion: version.split('.').slice(0, 2).join('.'),
    currentOrchestratorVersion: version,
    enableNodePublicIP: false,
    mode,
    osType: 'Linux',
    osSKU: os === 'AzureLinux' ? 'AzureLinux' : 'Ubuntu',
    nodeImageVersion: nodeImage({ os, now, weeksOld }),
    upgradeSettings: maxSurge ? { maxSurge, maxUnavailable: '0' } : {},
    enableFIPS: false,
    securityProfile: { enableVTPM: false, enableSecureBoot: false },
  };
}

function kubeletIdentity(nodeResourceGroup: string, name: string, subscription: SubscriptionName) {
  return {
    resourceId: `${groupId(subscription, nodeResourceGroup)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}-agentpool`,
    clientId: seededGuid('kubelet client', subscription, name),
    objectId: seededGuid('kubelet object', subscription, name),
  };
}
