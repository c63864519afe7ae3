import { expect, test } from 'vitest';
import { snapshotFromFiles } from '../../src/fleet/from-files.ts';
import type { Json } from '../../src/fleet/snapshot.ts';

const id =
  '/subscriptions/00000000-0000-0000-0000-00000000000a/resourcegroups/rg-shop/providers/Microsoft.ContainerService/managedClusters/aks-shop';
const now = () => new Date('2026-11-02T10:00:00Z');

/** A cluster as `az aks show` prints it. */
const shown = {
  aadProfile: {
    adminGroupObjectIDs: ['11111111-2222-3333-4444-555555555555'],
    adminUsers: null,
    clientAppId: null,
    enableAzureRbac: true,
    managed: true,
    serverAppId: null,
    tenantId: '22222222-2222-3333-4444-555555555555',
  },
  addonProfiles: {
    omsagent: {
      config: { logAnalyticsWorkspaceResourceID: '/subscriptions/x', useAADAuth: 'true' },
      enabled: true,
      identity: null,
    },
  },
  agentPoolProfiles: [
    {
      count: 3,
      eTag: 'pool-etag',
      enableEncryptionAtHost: true,
      enableFips: false,
      enableNodePublicIp: false,
      enableUltraSsd: false,
      kubeletConfig: { containerLogMaxSizeMb: 50, podMaxPids: 1024 },
      linuxOsConfig: { swapFileSizeMb: 0, sysctls: null },
      mode: 'System',
      name: 'system',
      nodeLabels: { enableRbac: 'stays-as-it-is' },
      nodePublicIpPrefixId: null,
      osDiskSizeGb: 128,
      osSku: 'AzureLinux',
      securityProfile: { enableSecureBoot: true, enableVtpm: true, sshAccess: 'Disabled' },
      type: 'VirtualMachineScaleSets',
      vnetSubnetId: '/subscriptions/x/subnets/nodes',
    },
  ],
  apiServerAccessProfile: {
    authorizedIpRanges: ['203.0.113.0/28'],
    disableRunCommand: true,
    enablePrivateCluster: false,
    enablePrivateClusterPublicFqdn: null,
    enableVnetIntegration: null,
    privateDnsZone: null,
  },
  autoScalerProfile: { balanceSimilarNodeGroups: 'false', expander: 'random', scanInterval: '10s' },
  autoUpgradeProfile: { nodeOsUpgradeChannel: 'NodeImage', upgradeChannel: 'patch' },
  azurePortalFqdn: 'shop.portal.hcp.westeurope.azmk8s.io',
  disableLocalAccounts: true,
  diskEncryptionSetId: '/subscriptions/x/diskEncryptionSets/des',
  dnsPrefix: 'shop',
  eTag: 'cluster-etag',
  enablePodSecurityPolicy: null,
  enableRbac: true,
  id,
  identity: {
    principalId: 'p',
    tenantId: 't',
    type: 'SystemAssigned',
    userAssignedIdentities: null,
  },
  location: 'westeurope',
  name: 'aks-shop',
  networkProfile: {
    dnsServiceIp: '10.0.0.10',
    loadBalancerProfile: {
      effectiveOutboundIPs: [{ id: '/subscriptions/x/ip', resourceGroup: 'MC_shop' }],
      managedOutboundIPs: { count: 1, countIpv6: null },
      outboundIPs: null,
    },
    outboundType: 'loadBalancer',
  },
  oidcIssuerProfile: { enabled: true, issuerUrl: 'https://oidc.example/' },
  resourceGroup: 'rg-shop',
  resourceUid: 'uid',
  sku: { name: 'Base', tier: 'Standard' },
  someNewThing: { youNeverKnow: true },
  storageProfile: { blobCsiDriver: null, diskCsiDriver: { enabled: true } },
  systemData: null,
  tags: { env: 'prod', owner: null },
  type: 'Microsoft.ContainerService/ManagedClusters',
  windowsProfile: { adminUsername: 'azureuser', enableCsiProxy: true, gmsaProfile: null },
};

/** The same cluster as the REST API returns it. */
const wire = {
  id,
  name: 'aks-shop',
  type: 'Microsoft.ContainerService/ManagedClusters',
  location: 'westeurope',
  tags: { env: 'prod', owner: null },
  eTag: 'cluster-etag',
  sku: { name: 'Base', tier: 'Standard' },
  identity: { principalId: 'p', tenantId: 't', type: 'SystemAssigned' },
  properties: {
    aadProfile: {
      adminGroupObjectIDs: ['11111111-2222-3333-4444-555555555555'],
      enableAzureRBAC: true,
      managed: true,
      tenantID: '22222222-2222-3333-4444-555555555555',
    },
    addonProfiles: {
      omsagent: {
        config: { logAnalyticsWorkspaceResourceID: '/subscriptions/x', useAADAuth: 'true' },
        enabled: true,
      },
    },
    agentPoolProfiles: [
      {
        count: 3,
        eTag: 'pool-etag',
        enableEncryptionAtHost: true,
        enableFIPS: false,
        enableNodePublicIP: false,
        enableUltraSSD: false,
        kubeletConfig: { containerLogMaxSizeMB: 50, podMaxPids: 1024 },
        linuxOSConfig: { swapFileSizeMB: 0 },
        mode: 'System',
        name: 'system',
        nodeLabels: { enableRbac: 'stays-as-it-is' },
        osDiskSizeGB: 128,
        osSKU: 'AzureLinux',
        securityProfile: { enableSecureBoot: true, enableVTPM: true, sshAccess: 'Disabled' },
        type: 'VirtualMachineScaleSets',
        vnetSubnetID: '/subscriptions/x/subnets/nodes',
      },
    ],
    apiServerAccessProfile: {
      authorizedIPRanges: ['203.0.113.0/28'],
      disableRunCommand: true,
      enablePrivateCluster: false,
    },
    autoScalerProfile: {
      'balance-similar-node-groups': 'false',
      expander: 'random',
      'scan-interval': '10s',
    },
    autoUpgradeProfile: { nodeOSUpgradeChannel: 'NodeImage', upgradeChannel: 'patch' },
    azurePortalFQDN: 'shop.portal.hcp.westeurope.azmk8s.io',
    disableLocalAccounts: true,
    diskEncryptionSetID: '/subscriptions/x/diskEncryptionSets/des',
    dnsPrefix: 'shop',
    enableRBAC: true,
    networkProfile: {
      dnsServiceIP: '10.0.0.10',
      loadBalancerProfile: {
        effectiveOutboundIPs: [{ id: '/subscriptions/x/ip', resourceGroup: 'MC_shop' }],
        managedOutboundIPs: { count: 1 },
      },
      outboundType: 'loadBalancer',
    },
    oidcIssuerProfile: { enabled: true, issuerURL: 'https://oidc.example/' },
    resourceUID: 'uid',
    someNewThing: { youNeverKnow: true },
    storageProfile: { diskCSIDriver: { enabled: true } },
    windowsProfile: { adminUsername: 'azureuser', enableCSIProxy: true },
  },
};

function clusterIn(content: Json) {
  const [snapshot] = snapshotFromFiles({
    files: [{ name: 'shop.json', text: JSON.stringify(content) }],
    now,
  });
  const plane = snapshot?.planes.managedCluster;
  if (plane?.state !== 'read') throw new Error('the cluster was not read');
  return { ref: snapshot?.cluster, plane };
}

test('`az aks show` and the REST API give the same cluster', () => {
  expect(clusterIn(shown).plane.value).toEqual(wire);
  expect(clusterIn(wire).plane.value).toEqual(wire);
  expect(clusterIn(shown).ref).toEqual(clusterIn(wire).ref);
});

test.each([
  ['a list', [shown]],
  ['a page', { value: [wire] }],
  ['a page of az output', { value: [shown] }],
])('%s holds clusters too', (_name, content) => {
  expect(clusterIn(content).plane.value).toEqual(wire);
});

test('the cluster knows where it lives, and the evidence which file', () => {
  const { ref, plane } = clusterIn(shown);
  expect(ref).toEqual({
    id,
    name: 'aks-shop',
    resourceGroup: 'rg-shop',
    subscriptionId: '00000000-0000-0000-0000-00000000000a',
    location: 'westeurope',
    tags: { env: 'prod' },
    file: 'shop.json',
  });
  expect(plane).toMatchObject({ source: 'file shop.json', readAt: '2026-11-02T10:00:00.000Z' });
});

test('`az aks nodepool show` in another file becomes a pool of its cluster', () => {
  const pool = {
    id: `${id}/agentPools/batch`,
    name: 'batch',
    osSku: 'Ubuntu',
    resourceGroup: 'rg-shop',
    type: 'Microsoft.ContainerService/managedClusters/agentPools',
    typePropertiesType: 'VirtualMachineScaleSets',
  };
  const [snapshot] = snapshotFromFiles({
    files: [shown, pool].map((content, index) => ({
      name: `${index}.json`,
      text: JSON.stringify(content),
    })),
    now,
  });
  const plane = snapshot?.planes.managedCluster;
  expect(plane?.state === 'read' && plane.value.properties.agentPoolProfiles[1]).toEqual({
    name: 'batch',
    osSKU: 'Ubuntu',
    type: 'VirtualMachineScaleSets',
  });
});

test('a key that is called like a part of every object does no harm', () => {
  const text = JSON.stringify(wire).replace('"someNewThing"', '"__proto__"');
  const [snapshot] = snapshotFromFiles({ files: [{ name: 'x.json', text }], now });
  expect(({} as Json).youNeverKnow).toBeUndefined();
  expect(snapshot?.cluster.name).toBe('aks-shop');
});
