import type { Params } from '../../src/remediation/actions/authorized-ip-ranges/params.ts';
import { planRanges } from '../../src/remediation/actions/authorized-ip-ranges/plan.ts';
import type { PlanContext } from '../../src/remediation/define-remediation.ts';
import type { LiveCluster } from '../../src/remediation/live-cluster.ts';
import { defaultRemediationSettings } from '../../src/remediation/settings.ts';
import type { Plan } from '../../src/remediation/types.ts';

export const clusterId =
  '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-weu/providers/Microsoft.ContainerService/managedClusters/aks-prod-weu';

export const now = new Date('2026-11-23T10:00:00Z');

/** A cluster with two pools, a list of two ranges, and properties that no model knows. */
export function aDocument(ranges?: string[] | null, more: Record<string, unknown> = {}) {
  return {
    id: clusterId,
    name: 'aks-prod-weu',
    type: 'Microsoft.ContainerService/ManagedClusters',
    location: 'westeurope',
    tags: { env: 'prod' },
    eTag: 'etag-1',
    sku: { name: 'Base', tier: 'Standard' },
    properties: {
      provisioningState: 'Succeeded',
      powerState: { code: 'Running' },
      kubernetesVersion: '1.34',
      currentKubernetesVersion: '1.34.9',
      fqdn: 'aks-prod-weu.hcp.westeurope.azmk8s.io',
      agentPoolProfiles: [
        {
          name: 'system',
          count: 3,
          vmSize: 'Standard_D4s_v5',
          mode: 'System',
          eTag: 'pool-1',
          provisioningState: 'Succeeded',
          nodeImageVersion: 'AKSUbuntu-2204gen2containerd-202510.02.0',
          futureSetting: { keep: ['me'] },
        },
        {
          name: 'work',
          count: 5,
          enableAutoScaling: true,
          minCount: 3,
          maxCount: 10,
          vmSize: 'Standard_D8s_v5',
          mode: 'User',
          eTag: 'pool-2',
          provisioningState: 'Succeeded',
          nodeImageVersion: 'AKSUbuntu-2204gen2containerd-202510.02.0',
        },
      ],
      networkProfile: {
        outboundType: 'loadBalancer',
        loadBalancerSku: 'standard',
        loadBalancerProfile: { effectiveOutboundIPs: [{ id: '/ip' }] },
      },
      ...(ranges !== undefined && {
        apiServerAccessProfile: { authorizedIPRanges: ranges, disableRunCommand: true },
      }),
      previewThing: { nested: { deeper: true } },
      ...more,
    },
  };
}

/** The cluster as it is read: the document, and each pool from its own address. */
export function aLive(
  document: ReturnType<typeof aDocument>,
  outbound = ['20.50.1.2'],
): LiveCluster {
  return {
    cluster: {
      id: clusterId,
      name: 'aks-prod-weu',
      resourceGroup: 'rg-weu',
      subscriptionId: '11111111-1111-4111-8111-111111111111',
      location: 'westeurope',
      tags: { env: 'prod' },
    },
    document,
    pools: document.properties.agentPoolProfiles.map(({ name, ...properties }) => ({
      id: `${clusterId}/agentPools/${name}`,
      name,
      properties,
    })),
    outbound: { known: outbound, unknown: [] },
    readAt: now.toISOString(),
  };
}

export const context: PlanContext = {
  settings: defaultRemediationSettings,
  purpose: 'change',
  openings: [],
  now,
};

export function planOf(live: LiveCluster, params: Params, more: Partial<PlanContext> = {}): Plan {
  const planned = planRanges(live, params, { ...context, ...more });
  if (planned.kind !== 'planned') throw new Error(`not planned: ${JSON.stringify(planned)}`);
  return planned.plan;
}

export function refusalOf(live: LiveCluster, params: Params, more: Partial<PlanContext> = {}) {
  const planned = planRanges(live, params, { ...context, ...more });
  if (planned.kind !== 'refused') throw new Error(`not refused: ${JSON.stringify(planned)}`);
  return planned;
}
