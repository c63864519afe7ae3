/** What sets one cluster apart from another, property by property, under the wire's names. */
import { makePool, type PoolOptions, type Trait } from './builder.ts';
import { auditLogs, maintenanceWindows, workspaceId } from './surroundings.ts';
import type { Json } from './wire.ts';

const properties = (cluster: { managedCluster: Json }): Json => cluster.managedCluster.properties;
const pools = (cluster: { managedCluster: Json }): Json[] =>
  cluster.managedCluster.properties.agentPoolProfiles;

/** All that a platform team does for production: every check that needs no rebuild passes. */
export const hardened: Trait = (cluster, now) => {
  const p = properties(cluster);
  Object.assign(p, {
    disableLocalAccounts: true,
    apiServerAccessProfile: { ...p.apiServerAccessProfile, disableRunCommand: true },
    oidcIssuerProfile: {
      enabled: true,
      issuerURL: `https://${cluster.managedCluster.location}.oic.prod-aks.azure.com/${p.resourceUID}/`,
    },
    securityProfile: {
      workloadIdentity: { enabled: true },
      imageCleaner: { enabled: true, intervalHours: 168 },
      defender: {
        logAnalyticsWorkspaceResourceId: workspaceId('log-platform-weu'),
        securityMonitoring: { enabled: true },
      },
    },
    autoUpgradeProfile: { upgradeChannel: 'patch', nodeOSUpgradeChannel: 'SecurityPatch' },
    azureMonitorProfile: { metrics: { enabled: true } },
    addonProfiles: {
      ...p.addonProfiles,
      azurepolicy: { enabled: true, config: null },
      omsagent: {
        enabled: true,
        config: {
          logAnalyticsWorkspaceResourceID: workspaceId('log-platform-weu'),
          useAADAuth: 'true',
        },
      },
      azureKeyvaultSecretsProvider: {
        enabled: true,
        config: { enableSecretRotation: 'true', rotationPollInterval: '2m' },
      },
    },
  });
  p.aadProfile.enableAzureRBAC = true;
  Object.assign(p.networkProfile, {
    networkPolicy: 'cilium',
    networkDataplane: 'cilium',
    advancedNetworking: {
      enabled: true,
      observability: { enabled: true },
      security: {
        enabled: true,
        advancedNetworkPolicies: 'L7',
        transitEncryption: { type: 'WireGuard' },
      },
    },
  });
  cluster.managedCluster.sku.tier = 'Standard';
  p.nodeResourceGroupProfile = { restrictionLevel: 'ReadOnly' };
  cluster.managedCluster.tags['data-class'] = 'internal';
  for (const pool of pools(cluster)) {
    pool.upgradeSettings = { maxSurge: '33%' };
    pool.nodeTaints = ['CriticalAddonsOnly=true:NoSchedule'];
  }
  maintenanceWindows()(cluster, now);
  auditLogs()(cluster, now);
};

/** What nodes allow at most: no shared keys, no foreign boot code, nothing in clear text on their disks. */
export const hardenedNodes: Trait = (cluster) => {
  for (const pool of pools(cluster))
    Object.assign(pool, {
      enableEncryptionAtHost: true,
      kubeletConfig: { podMaxPids: 4096 },
      securityProfile: { sshAccess: 'Disabled', enableSecureBoot: true, enableVTPM: true },
      ...(pool.mode === 'System' && { nodeTaints: ['CriticalAddonsOnly=true:NoSchedule'] }),
    });
};

/** Somebody's experiment that stayed: no RBAC, a service principal, kubenet, no upgrades by themselves. */
export const careless: Trait = (cluster) => {
  const p = properties(cluster);
  p.enableRBAC = false;
  delete cluster.managedCluster.identity;
  p.servicePrincipalProfile = { clientId: '5e7b1c00-0000-4000-8000-0000000005b5' };
  delete p.identityProfile;
  Object.assign(p.networkProfile, { networkPlugin: 'kubenet', networkPolicy: 'none' });
  delete p.networkProfile.networkPluginMode;
  p.autoUpgradeProfile = { upgradeChannel: 'none', nodeOSUpgradeChannel: 'None' };
};

/** Logins by certificate alone. */
export const withoutEntra: Trait = (cluster) => {
  delete properties(cluster).aadProfile;
};

/** Who may reach the API server; none means everybody. */
export function authorizedRanges(...ranges: string[]): Trait {
  return (cluster) => {
    const p = properties(cluster);
    p.apiServerAccessProfile = { ...p.apiServerAccessProfile, authorizedIPRanges: ranges };
  };
}

/** A private cluster whose name can still be looked up from anywhere. */
export const isPrivate: Trait = (cluster) => {
  const p = properties(cluster);
  const zone = `privatelink.${cluster.managedCluster.location}.azmk8s.io`;
  p.privateFQDN = `${p.dnsPrefix}-${p.resourceUID.slice(0, 8)}.${zone}`;
  p.apiServerAccessProfile = {
    ...p.apiServerAccessProfile,
    enablePrivateCluster: true,
    enablePrivateClusterPublicFQDN: true,
    privateDNSZone: 'system',
  };
};

/** Command invoke left on: anybody with the Azure role runs things in the cluster. */
export const runCommandOn: Trait = (cluster) => {
  delete properties(cluster).apiServerAccessProfile?.disableRunCommand;
};

/** The certificate that bypasses Entra was never turned off. */
export const localAccountsOn: Trait = (cluster) => {
  properties(cluster).disableLocalAccounts = false;
};

export function pool(options: PoolOptions): Trait {
  return (cluster, now) => {
    const { id, properties: p } = cluster.managedCluster;
    p.agentPoolProfiles.push(
      makePool(id, { version: p.currentKubernetesVersion, ...options, now }),
    );
  };
}

/** A pool of Windows nodes. Windows images come monthly. */
export function windowsPool(name: string, count: number): Trait {
  return (cluster, now) => {
    const { id, properties: p } = cluster.managedCluster;
    const made = makePool(id, { name, count, version: p.currentKubernetesVersion, now });
    const image = 'AKSWindows-2022-containerd-20348.4405';
    const patched = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 14));
    const day = patched.toISOString().slice(2, 10).replaceAll('-', '');
    p.agentPoolProfiles.push({
      ...made,
      osType: 'Windows',
      osSKU: 'Windows2022',
      osDiskType: 'Managed',
      nodeImageVersion: `${image}.${day}`,
    });
  };
}

/** Network policies by Calico, which has kinds of its own beside those of Kubernetes. */
export const calico: Trait = (cluster) => {
  properties(cluster).networkProfile.networkPolicy = 'calico';
};

/** Changes the pool that every cluster starts with. */
export function systemPool(
  changes: Omit<PoolOptions, 'name' | 'count'> & { count?: number },
): Trait {
  return (cluster, now) => {
    const { id, properties: p } = cluster.managedCluster;
    const [first] = pools(cluster);
    const { name, mode, count, upgradeSettings } = first;
    const version = p.currentKubernetesVersion;
    const made = makePool(id, { name, mode, count, version, ...changes, now });
    p.agentPoolProfiles[0] = {
      ...made,
      upgradeSettings: { ...upgradeSettings, ...made.upgradeSettings },
    };
  };
}

/** The autoscaler has been at work, and the cluster's own document has not heard of it yet. */
export function reallyHas(poolName: string, nodes: number): Trait {
  return (cluster) => {
    cluster.realCounts[poolName] = nodes;
  };
}

/** An upgrade of the control plane and the pools that has not ended. */
export function upgradingTo(version: string): Trait {
  return (cluster) => {
    const p = properties(cluster);
    p.provisioningState = 'Upgrading';
    p.kubernetesVersion = version;
    for (const each of pools(cluster)) {
      each.orchestratorVersion = version;
      each.provisioningState = 'Upgrading';
    }
  };
}

/** The last operation failed: Azure names why in `status`. */
export const failed: Trait = (cluster) => {
  const p = properties(cluster);
  p.provisioningState = 'Failed';
  p.status = {
    provisioningError: {
      code: 'ReconcileVMSSAgentPoolFailed',
      message:
        'Operation could not be completed as it results in exceeding approved Total Regional Cores quota.',
    },
  };
  const last = pools(cluster).at(-1);
  if (last) last.provisioningState = 'Failed';
};

export const stopped: Trait = (cluster) => {
  properties(cluster).powerState = { code: 'Stopped' };
  for (const each of pools(cluster)) {
    each.powerState = { code: 'Stopped' };
    each.count = 0;
  }
};

export const longTermSupport: Trait = (cluster) => {
  properties(cluster).supportPlan = 'AKSLongTermSupport';
  cluster.managedCluster.sku.tier = 'Premium';
};

/** Settings that no released model of the SDK knows, high and low: a typed read loses them. */
export const withPreviewSettings: Trait = (cluster) => {
  const p = properties(cluster);
  p.pretendPreviewProfile = { enabled: true, mode: 'Strict', exclusions: ['kube-system'] };
  p.networkProfile.pretendFlowGuard = { enabled: true, sampling: 0.25 };
  p.securityProfile = { ...p.securityProfile, pretendAttestation: { level: 'Full' } };
  p.apiServerAccessProfile = { ...p.apiServerAccessProfile, pretendRateLimit: { perClient: 40 } };
  for (const each of pools(cluster)) each.pretendKernelLockdown = 'integrity';
};

export function tags(more: Record<string, string>): Trait {
  return (cluster) => {
    Object.assign(cluster.managedCluster.tags, more);
  };
}

/** Anything that is said once only. */
export function also(edit: (properties: Json) => void): Trait {
  return (cluster) => edit(properties(cluster));
}
