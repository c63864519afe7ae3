/** Identities that workloads use, and whose tokens these trust. */
import { type Json, type PretendCluster, seededGuid } from './wire.ts';

const type = 'Microsoft.ManagedIdentity/userAssignedIdentities';

const trusting = [
  { cluster: 'aks-prod-weu', identity: 'id-orders', subject: 'system:serviceaccount:shop:orders' },
  { cluster: 'aks-prod-weu', identity: 'id-ci', subject: 'system:serviceaccount:ci:runner' },
  {
    cluster: 'aks-prod-neu',
    identity: 'id-orders-neu',
    subject: 'system:serviceaccount:shop:orders',
  },
];

/** Where the clusters of that name are there, and have an issuer. */
export function identities(clusters: readonly PretendCluster[]): Json[] {
  return trusting.flatMap(({ cluster, identity, subject }) => {
    const found = clusters.find(({ managedCluster }) => managedCluster.name === cluster);
    const { id, location, properties } = found?.managedCluster ?? {};
    const issuer = properties?.oidcIssuerProfile?.issuerURL;
    if (!issuer) return [];
    const own = `${id.split('/providers/')[0]}/providers/${type}/${identity}`;
    return [
      {
        ...{ id: own, name: identity, type, location },
        properties: {
          clientId: seededGuid('client', own),
          principalId: seededGuid('principal', own),
        },
      },
      {
        id: `${own}/federatedIdentityCredentials/${cluster}`,
        name: cluster,
        type: `${type}/federatedIdentityCredentials`,
        properties: { issuer, subject, audiences: ['api://AzureADTokenExchange'] },
      },
    ];
  });
}
