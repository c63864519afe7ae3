/**
 * What Azure says of a cluster but does not take at its creation: states, addresses that it gave,
 * ids, secrets that it never shows, and settings that belong to the old cluster alone. `*` is any key.
 * https://learn.microsoft.com/azure/templates/microsoft.containerservice/managedclusters
 */
export const notCarried: readonly string[] = [
  'id',
  'name',
  'type',
  'eTag',
  'systemData',
  'identity',
  'location',
  'tags',
  'zones',
  'properties.provisioningState',
  'properties.powerState',
  'properties.status',
  'properties.currentKubernetesVersion',
  'properties.fqdn',
  'properties.privateFQDN',
  'properties.azurePortalFQDN',
  'properties.maxAgentPools',
  'properties.resourceUID',
  'properties.nodeResourceGroup',
  'properties.agentPoolProfiles',
  'properties.privateLinkResources',
  'properties.dnsPrefix',
  'properties.fqdnSubdomain',
  'properties.identityProfile',
  'properties.aadProfile.adminUsers',
  'properties.windowsProfile.adminPassword',
  'properties.oidcIssuerProfile.issuerURL',
  'properties.addonProfiles.*.identity',
  'properties.addonProfiles.*.config.effectiveApplicationGatewayId',
  'properties.httpProxyConfig.effectiveNoProxy',
  'properties.ingressProfile.webAppRouting.identity',
  'properties.networkProfile.networkMode',
  'properties.networkProfile.loadBalancerProfile.effectiveOutboundIPs',
  'properties.networkProfile.natGatewayProfile.effectiveOutboundIPs',
];

/** The same, of a node pool. */
export const notCarriedOfPools: readonly string[] = [
  'id',
  'eTag',
  'status',
  'provisioningState',
  'powerState',
  'currentOrchestratorVersion',
  'nodeImageVersion',
  'recentlyUsedVersions',
  'virtualMachineNodesStatus',
  'creationData',
];

const unknownHere =
  'A preview setting that the version of the API which this file uses does not know.';

/** Settings of preview versions of the API, and what is to be said about each. */
export const previewOnly: Readonly<Record<string, string>> = {
  'properties.networkProfile.podLinkLocalAccess': `${unknownHere} It also excludes Azure Policy and Container Insights, which this file turns on: keep pods from the metadata service by network policies.`,
  'properties.securityProfile.defender.securityGating': unknownHere,
  'properties.securityProfile.imageIntegrity': unknownHere,
  'properties.securityProfile.nodeRestriction': unknownHere,
  'properties.securityProfile.kubernetesResourceObjectEncryptionProfile': unknownHere,
};
