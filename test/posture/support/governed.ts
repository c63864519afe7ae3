/** A cluster in good order with everything that stands around it. */
import type { Planes } from '../../../src/fleet/snapshot.ts';
import {
  clusterPrincipalId,
  goodPool,
  goodSurroundings,
  kubeletObjectId,
  verdict,
} from './good-surroundings.ts';
import { testerOn } from './judge.ts';
import { type CorePlanes, goodPlanes } from './planes.ts';

const group = '/subscriptions/5a1e0000-0000-4000-8000-000000000001/resourceGroups/rg-shop';
const networkId = `${group}/providers/Microsoft.Network/virtualNetworks/vnet-shop`;
export const networkKey = networkId.toLowerCase();

type GovernedPlanes = CorePlanes &
  ReturnType<typeof goodSurroundings> &
  Pick<Planes, 'virtualNetworks' | 'securityAssessments'>;

/** Passes every check of images, nodes, governance, retirements and reliability that applies to it. */
export function governedPlanes(): GovernedPlanes {
  const { managedCluster, ...others } = goodPlanes();
  const { properties } = managedCluster;
  Object.assign(managedCluster, {
    tags: { owner: 'storefront', ENV: 'prod', dataClass: 'internal' },
    identity: { type: 'SystemAssigned', principalId: clusterPrincipalId },
  });
  properties.identityProfile.kubeletidentity.objectId = kubeletObjectId;
  Object.assign(properties.addonProfiles, { azurePolicy: { enabled: true } });
  Object.assign(properties.securityProfile, {
    imageCleaner: { enabled: true, intervalHours: 168 },
    defender: { securityMonitoring: { enabled: true }, securityGating: { enabled: true } },
  });
  Object.assign(properties, {
    diskEncryptionSetID: `${group}/providers/Microsoft.Compute/diskEncryptionSets/des-shop`,
    nodeResourceGroupProfile: { restrictionLevel: 'ReadOnly' },
    storageProfile: {
      diskCSIDriver: { enabled: true },
      fileCSIDriver: { enabled: true },
      snapshotController: { enabled: true },
    },
  });
  Object.assign(properties.networkProfile, {
    networkPlugin: 'azure',
    networkPolicy: 'cilium',
    outboundType: 'loadBalancer',
  });
  for (const pool of properties.agentPoolProfiles)
    Object.assign(pool, structuredClone(goodPool), {
      vnetSubnetID: `${networkId}/subnets/nodes`,
      ...(pool.mode === 'System' && { nodeTaints: ['CriticalAddonsOnly=true:NoSchedule'] }),
    });
  return {
    managedCluster,
    ...others,
    ...goodSurroundings(),
    virtualNetworks: {
      [networkKey]: {
        id: networkId,
        name: 'vnet-shop',
        properties: {
          subnets: [
            {
              id: `${networkId}/subnets/nodes`,
              name: 'nodes',
              properties: {
                addressPrefix: '10.1.0.0/22',
                natGateway: { id: `${group}/providers/Microsoft.Network/natGateways/nat` },
              },
            },
          ],
        },
      },
    },
    securityAssessments: [verdict('Healthy')],
  };
}

export const testGoverned = testerOn(governedPlanes, { profiles: ['reliability'] });
