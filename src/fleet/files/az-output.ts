/**
 * `az` prints the properties of its Python SDK: flattened, in camel case of its own, with null for what is
 * absent. This turns them back into the names of the REST API.
 * https://learn.microsoft.com/rest/api/aks/managed-clusters/get
 */
import type { Json } from '../snapshot.ts';
import { isObject } from './found.ts';

/** What stands beside `properties` on the wire; all the rest belongs into them. */
const envelope = new Set([
  'id',
  'name',
  'type',
  'location',
  'tags',
  'identity',
  'sku',
  'kind',
  'eTag',
  'systemData',
  'extendedLocation',
  'plan',
  'zones',
]);

/** Every wire name of the managed cluster and pool (2026-06-01) that camel case alone does not give. */
const wireNames = [
  'adminGroupObjectIDs',
  'authorizedIPRanges',
  'azurePortalFQDN',
  'blobCSIDriver',
  'capacityReservationGroupID',
  'clientAppID',
  'containerLogMaxSizeMB',
  'countIPv6',
  'customCATrustCertificates',
  'diskCSIDriver',
  'diskEncryptionSetID',
  'dnsServiceIP',
  'effectiveOutboundIPs',
  'enableAzureRBAC',
  'enableCSIProxy',
  'enableCustomCATrust',
  'enableFIPS',
  'enableNodePublicIP',
  'enablePrivateClusterPublicFQDN',
  'enableRBAC',
  'enableUltraSSD',
  'enableVTPM',
  'fileCSIDriver',
  'gatewayAPI',
  'gatewayAPIImplementations',
  'hostGroupID',
  'issuerURL',
  'kubeDNSOverrides',
  'linuxOSConfig',
  'localDNSProfile',
  'managedOutboundIPProfile',
  'managedOutboundIPs',
  'nodeOSUpgradeChannel',
  'nodePublicIPPrefixID',
  'nodePublicIPTags',
  'nodeSubnetID',
  'osDiskSizeGB',
  'osSKU',
  'outboundIPPrefixes',
  'outboundIPs',
  'podIPAllocationMode',
  'podSubnetID',
  'privateDNSZone',
  'privateFQDN',
  'privateLinkServiceID',
  'proximityPlacementGroupID',
  'publicIPPrefixSize',
  'publicIPPrefixes',
  'publicIPs',
  'resourceUID',
  'serverAppID',
  'swapFileSizeMB',
  'systemNodeSubnetID',
  'vnetDNSOverrides',
  'vnetSubnetID',
];

const wireNameOf = new Map(wireNames.map((name) => [name.toLowerCase(), name]));

/** The autoscaler's options have dashes on the wire. */
const autoScalerNames = new Map(
  [
    'balance-similar-node-groups',
    'daemonset-eviction-for-empty-nodes',
    'daemonset-eviction-for-occupied-nodes',
    'expander',
    'ignore-daemonsets-utilization',
    'max-empty-bulk-delete',
    'max-graceful-termination-sec',
    'max-node-provision-time',
    'max-total-unready-percentage',
    'new-pod-scale-up-delay',
    'ok-total-unready-count',
    'scale-down-delay-after-add',
    'scale-down-delay-after-delete',
    'scale-down-delay-after-failure',
    'scale-down-unneeded-time',
    'scale-down-unready-time',
    'scale-down-utilization-threshold',
    'scan-interval',
    'skip-nodes-with-local-storage',
    'skip-nodes-with-system-pods',
  ].map((name) => [name.replaceAll('-', ''), name]),
);

/** Maps whose keys are people's own words, or Azure's but no property names: their keys stay. */
const freeMaps = new Set([
  'tags',
  'nodeLabels',
  'labels',
  'annotations',
  'addonProfiles',
  'identityProfile',
  'userAssignedIdentities',
  'kubeDNSOverrides',
  'vnetDNSOverrides',
]);

/** A resource without `properties` is what `az` prints. */
export function isFlattened(resource: Json): boolean {
  return isObject(resource) && !isObject(resource.properties);
}

/** The resource as the REST API returns it. Names that nobody knows stay as they are, below `properties`. */
export function fromAzOutput(resource: Json): Json {
  const result: Record<string, Json> = {};
  const properties: [string, Json][] = [];
  for (const [key, value] of Object.entries(resource)) {
    // `az` adds the resource group by itself.
    if (value === null || key === 'resourceGroup') continue;
    const name = key.toLowerCase() === 'etag' ? 'eTag' : key;
    if (envelope.has(name)) result[name] = name === 'tags' ? value : withoutNulls(value);
    // A pool's own `type` stands beside the resource's type, so `az` calls it something else.
    else properties.push([key === 'typePropertiesType' ? 'type' : key, value]);
  }
  return { ...result, properties: wireObject(properties, '') };
}

function wireValue(value: Json, parent: string): Json {
  if (Array.isArray(value)) return value.map((item) => wireValue(item, parent));
  return isObject(value) ? wireObject(Object.entries(value), parent) : value;
}

function wireObject(entries: [string, Json][], parent: string): Json {
  return Object.fromEntries(
    entries
      .filter(([, value]) => value !== null)
      .map(([key, value]) => {
        const name = wireName(key, parent);
        return [name, freeMaps.has(name) ? withoutNulls(value) : wireValue(value, name)];
      }),
  );
}

function wireName(key: string, parent: string): string {
  const lower = key.toLowerCase();
  if (parent === 'autoScalerProfile') return autoScalerNames.get(lower) ?? key;
  // Elsewhere the tenant is `tenantId`.
  if (parent === 'aadProfile' && lower === 'tenantid') return 'tenantID';
  return wireNameOf.get(lower) ?? key;
}

function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}
