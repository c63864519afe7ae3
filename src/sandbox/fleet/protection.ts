/** Keys, private links, and what Defender does and says. */
import type { Trait } from './builder.ts';
import {
  groupId,
  type Json,
  type PretendCluster,
  type SubscriptionName,
  seededGuid,
  subscriptions,
} from './wire.ts';

const day = 24 * 60 * 60;

/** etcd encrypted with a key from the team's own vault. */
export function ownEtcdKey(
  vault: string,
  {
    daysOld,
    expiresInDays,
    purgeProtection = true,
  }: { daysOld: number; expiresInDays: number; purgeProtection?: boolean },
): Trait {
  return (cluster, now) => {
    const { id: clusterId, location, properties } = cluster.managedCluster;
    const id = `${clusterId.split('/providers/')[0]}/providers/Microsoft.KeyVault/vaults/${vault}`;
    const version = seededGuid('key', id).replaceAll('-', '');
    const keyUri = `https://${vault}.vault.azure.net/keys/etcd`;
    const seconds = Math.floor(now.getTime() / 1000);
    const made = seconds - daysOld * day;
    properties.securityProfile.azureKeyVaultKms = {
      enabled: true,
      keyId: `${keyUri}/${version}`,
      keyVaultNetworkAccess: 'Public',
    };
    cluster.around.push(
      {
        id,
        name: vault,
        type: 'Microsoft.KeyVault/vaults',
        location,
        properties: {
          sku: { family: 'A', name: 'premium' },
          vaultUri: `https://${vault}.vault.azure.net/`,
          enableRbacAuthorization: true,
          enableSoftDelete: true,
          softDeleteRetentionInDays: 90,
          ...(purgeProtection && { enablePurgeProtection: true }),
          publicNetworkAccess: 'Enabled',
          provisioningState: 'Succeeded',
        },
      },
      {
        id: `${id}/keys/etcd/versions/${version}`,
        name: version,
        type: 'Microsoft.KeyVault/vaults/keys/versions',
        location,
        properties: {
          attributes: {
            enabled: true,
            created: made,
            updated: made,
            exp: seconds + expiresInDays * day,
            exportable: false,
          },
          kty: 'RSA',
          keySize: 3072,
          keyUri,
          keyUriWithVersion: `${keyUri}/${version}`,
        },
      },
    );
  };
}

const registry = `${groupId('production', 'rg-registries')}/providers/Microsoft.ContainerRegistry/registries/crcontoso`;
const vault = (group: string, name: string) =>
  `${groupId('production', group)}/providers/Microsoft.KeyVault/vaults/${name}`;
const acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d';

/** The nodes pull their images from the company's registry. */
function pullsFromRegistry(cluster: PretendCluster): Json {
  const { id, properties } = cluster.managedCluster;
  const name = seededGuid('pull', id);
  const subscription = registry.split('/resourceGroups/')[0];
  return {
    id: `${registry}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    name,
    type: 'Microsoft.Authorization/roleAssignments',
    properties: {
      principalId: properties.identityProfile?.kubeletidentity?.objectId,
      principalType: 'ServicePrincipal',
      scope: registry,
      roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${acrPull}`,
    },
  };
}

/** A way to a service that stays inside one network. */
function privateEndpointTo(service: string, subscription: SubscriptionName, network: string): Json {
  const group = `${groupId(subscription, 'rg-network')}/providers/Microsoft.Network`;
  const name = `pe-${service.split('/').at(-1)}-${network}`;
  return {
    id: `${group}/privateEndpoints/${name}`,
    name,
    type: 'Microsoft.Network/privateEndpoints',
    location: 'northeurope',
    properties: {
      provisioningState: 'Succeeded',
      subnet: { id: `${group}/virtualNetworks/${network}/subnets/snet-endpoints` },
      privateLinkServiceConnections: [
        {
          name,
          properties: {
            privateLinkServiceId: service,
            groupIds: [service === registry ? 'registry' : 'vault'],
            privateLinkServiceConnectionState: { status: 'Approved', description: '' },
          },
        },
      ],
      manualPrivateLinkServiceConnections: [],
    },
  };
}

const extensions = [
  'ContainerRegistriesVulnerabilityAssessments',
  'AgentlessDiscoveryForKubernetes',
  'ContainerSensor',
];

/** The plan Defender for Containers of a subscription; without extensions it is off. */
function containersPlan(
  subscription: SubscriptionName,
  enabled: readonly string[] = extensions,
): Json {
  const isOn = enabled.length > 0;
  return {
    id: `/subscriptions/${subscriptions[subscription].id}/providers/Microsoft.Security/pricings/Containers`,
    name: 'Containers',
    type: 'Microsoft.Security/pricings',
    properties: {
      pricingTier: isOn ? 'Standard' : 'Free',
      freeTrialRemainingTime: 'PT0S',
      ...(isOn && {
        extensions: extensions.map((name) => ({
          name,
          isEnabled: enabled.includes(name) ? 'True' : 'False',
        })),
      }),
    },
  };
}

/** An alert of Defender, as Resource Graph shows it: with capitals, and a list that is text. */
function alertOf(
  { managedCluster: { id, name: clusterName } }: PretendCluster,
  title: string,
  { severity, status = 'Active' }: { severity: 'High' | 'Medium' | 'Low'; status?: string },
): Json {
  const name = seededGuid('alert', id, title);
  return {
    id: `${id.split('/providers/')[0]}/providers/Microsoft.Security/locations/westeurope/alerts/${name}`,
    name,
    type: 'Microsoft.Security/locations/alerts',
    properties: {
      AlertDisplayName: title,
      Severity: severity,
      Status: status,
      CompromisedEntity: clusterName,
      AlertUri: `https://portal.azure.com/#blade/Microsoft_Azure_Security_AzureDefenderForData/AlertBlade/alertId/${name}`,
      ResourceIdentifiers: JSON.stringify([{ Type: 'AzureResource', AzureResourceId: id }]),
    },
  };
}

/** A recommendation of Defender, kept or not. */
function assessmentOf(
  { managedCluster: { id } }: PretendCluster,
  displayName: string,
  code: 'Healthy' | 'Unhealthy' | 'NotApplicable',
): Json {
  const name = seededGuid('assessment', displayName);
  return {
    id: `${id}/providers/Microsoft.Security/assessments/${name}`,
    name,
    type: 'Microsoft.Security/assessments',
    properties: {
      displayName,
      status: { code, cause: '', description: '' },
      resourceDetails: { Source: 'Azure', Id: id },
      metadata: { severity: 'High', assessmentType: 'BuiltIn' },
    },
  };
}

const wanted = [
  'Azure Kubernetes Service clusters should have Defender profile enabled',
  'Kubernetes API server should be configured with restricted access',
];

/** Production is watched, payments without the sensor, the rest not at all: there Defender is off. */
export function protection(clusters: readonly PretendCluster[]): Json[] {
  const named = (name: string) =>
    clusters.filter(({ managedCluster }) => managedCluster.name === name);
  const watched = clusters.filter(
    ({ managedCluster: { id } }) => !id.includes(subscriptions.nonProduction.id),
  );
  return [
    containersPlan('production'),
    containersPlan('payments', extensions.slice(0, 2)),
    containersPlan('nonProduction', []),
    ...named('aks-data-prod-neu').flatMap((cluster) => [
      alertOf(cluster, 'Digital currency mining container detected', { severity: 'High' }),
      alertOf(cluster, 'New container in the kube-system namespace detected', { severity: 'Low' }),
    ]),
    ...named('aks-prod-weu').map((cluster) =>
      alertOf(cluster, 'Exposed Kubernetes dashboard detected', {
        severity: 'High',
        status: 'Dismissed',
      }),
    ),
    ...watched.flatMap((cluster) =>
      wanted.map((text, index) => {
        const { apiServerAccessProfile: access } = cluster.managedCluster.properties;
        const open = !access?.authorizedIPRanges && !access?.enablePrivateCluster;
        return assessmentOf(cluster, text, index === 1 && open ? 'Unhealthy' : 'Healthy');
      }),
    ),
    ...clusters.filter(({ managedCluster }) => managedCluster.identity).map(pullsFromRegistry),
    ...[registry, vault('rg-aks-prod-neu', 'kv-prod-neu')].map((service) =>
      privateEndpointTo(service, 'production', 'vnet-prod-neu'),
    ),
  ];
}
