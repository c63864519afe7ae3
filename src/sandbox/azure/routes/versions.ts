/** Which Kubernetes versions there are, and where a cluster can go from its own. */
import { kubernetesVersions, meshRevisionProfile, upgradesOf } from '../../fleet/versions.ts';
import type { Json } from '../../fleet/wire.ts';
import { regions } from '../../fleet/wire.ts';
import { ArmError } from '../errors.ts';
import { type App, clusterOf, type Ground, on } from '../route.ts';

const family = 'aks';
const bucket = 'other';

export function versionRoutes(app: App, ground: Ground): void {
  on(
    app,
    ground,
    'GET',
    '/subscriptions/:subscription/providers/microsoft.containerservice/locations/:location/kubernetesversions',
    { family, action: 'Microsoft.ContainerService/locations/kubernetesVersions/read', bucket },
    (call) => {
      const location = call.param('location');
      const known: string[] = Object.values(regions);
      if (known.includes(location)) return { json: { values: kubernetesVersions() } };
      throw new ArmError(
        400,
        'NoRegisteredProviderFound',
        `No registered resource provider found for location '${location}'. The supported locations are '${known.join(', ')}'.`,
      );
    },
  );
  on(
    app,
    ground,
    'GET',
    '/subscriptions/:subscription/providers/microsoft.containerservice/locations/:location/meshrevisionprofiles',
    { family, action: 'Microsoft.ContainerService/locations/meshRevisionProfiles/read', bucket },
    (call) => ({ json: { value: [meshRevisionProfile(call.path)] } }),
  );
  on(
    app,
    ground,
    'GET',
    '/subscriptions/:subscription/resourcegroups/:group/providers/microsoft.containerservice/managedclusters/:cluster/upgradeprofiles/default',
    {
      family,
      action: 'Microsoft.ContainerService/managedClusters/upgradeProfiles/read',
      bucket,
    },
    (call) => {
      const { id, managedCluster } = clusterOf(call);
      const { properties } = managedCluster;
      const { currentKubernetesVersion: version, agentPoolProfiles } = properties;
      const hasLts = properties.supportPlan === 'AKSLongTermSupport';
      return {
        json: {
          id: `${id}/upgradeprofiles/default`,
          name: 'default',
          type: 'Microsoft.ContainerService/managedClusters/upgradeprofiles',
          properties: {
            controlPlaneProfile: {
              kubernetesVersion: version,
              osType: 'Linux',
              upgrades: upgradesOf(version, { hasLts }),
            },
            agentPoolProfiles: agentPoolProfiles.map((pool: Json) => ({
              name: pool.name,
              kubernetesVersion: pool.currentOrchestratorVersion,
              osType: pool.osType,
              upgrades: upgradesOf(pool.currentOrchestratorVersion, { hasLts }),
            })),
          },
        },
      };
    },
  );
}
