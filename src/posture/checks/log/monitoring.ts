import { defineCheck, fail, pass, unknown } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import { aksDocs, checkov, prowler, psrule, trivy } from '../../references.ts';

const observability = 'properties.networkProfile.advancedNetworking';

export const checks = [
  defineCheck({
    id: 'AKS-LOG-005',
    title: 'Container Insights agent on',
    group: 'LOG',
    severity: 'low',
    why: 'Without the agent, what containers wrote is gone with the pod: an attacker cleans up by deleting it.',
    needs: ['managedCluster'],
    references: [
      psrule('ContainerInsights'),
      checkov('CKV_AZURE_4'),
      trivy('AZU-0040'),
      aksDocs('monitor-aks'),
    ],
    evaluate({ cluster }) {
      const agent = cluster.flag('properties.addonProfiles.omsagent.enabled');
      return agent.value
        ? pass('The Container Insights agent is on.', agent.evidence)
        : fail('The Container Insights agent is off.', agent.evidence);
    },
    fix: manual((look) =>
      look.cluster.word('properties.networkProfile.podLinkLocalAccess').value === 'none'
        ? {
            steps:
              'This cluster keeps pods away from the metadata service, which Azure allows only without this agent: the two exclude each other. Collect container logs in another way, and waive this check.',
            commands: [],
          }
        : {
            steps:
              'Choose the workspace, then turn the agent on. It excludes restricting the metadata service for pods.',
            commands: [
              azAks(
                look,
                'enable-addons',
                '--addons monitoring --workspace-resource-id "<workspace id>"',
              ),
            ],
            set: {
              'properties.addonProfiles.omsagent.enabled': true,
              'properties.addonProfiles.omsagent.config': {
                logAnalyticsWorkspaceResourceID: '<workspace id>',
                useAADAuth: 'true',
              },
            },
          },
    ),
  }),
  defineCheck({
    id: 'AKS-LOG-008',
    title: 'Managed Prometheus metrics on',
    group: 'LOG',
    severity: 'low',
    why: 'Without metrics, mining, floods and crash loops are noticed on the bill or by the customers.',
    needs: ['managedCluster'],
    references: [prowler('aks_cluster_azure_monitor_enabled'), aksDocs('monitor-aks')],
    evaluate({ cluster }) {
      const metrics = cluster.flag('properties.azureMonitorProfile.metrics.enabled');
      return metrics.value
        ? pass('Managed Prometheus collects metrics.', metrics.evidence)
        : fail('Managed Prometheus is off.', metrics.evidence);
    },
    fix: manual((look) => ({
      steps: 'Choose the Azure Monitor workspace, then turn metrics on.',
      commands: [
        azAks(
          look,
          'update',
          '--enable-azure-monitor-metrics --azure-monitor-workspace-resource-id "<workspace id>"',
        ),
      ],
      set: { 'properties.azureMonitorProfile.metrics.enabled': true },
    })),
  }),
  defineCheck({
    id: 'AKS-LOG-009',
    title: 'Network flows visible',
    group: 'LOG',
    severity: 'low',
    why: 'Without a record of flows nobody sees data leave, nor which pod an attacker went on to.',
    needs: ['managedCluster'],
    references: [aksDocs('advanced-network-observability-concepts')],
    evaluate({ cluster }) {
      const networking = cluster.flag(`${observability}.enabled`);
      const flows = cluster.flag(`${observability}.observability.enabled`);
      if (flows.value && networking.value !== false)
        return pass('Advanced network observability is on.', flows.evidence, networking.evidence);
      // The other half of the condition, flow logs of the virtual network, is no plane of the snapshot.
      return unknown(
        'Advanced network observability is off. Flow logs of the virtual network would do as well, and are not looked at.',
        flows.evidence,
        networking.evidence,
      );
    },
    fix: manual((look) => ({
      steps: 'Turn on advanced network observability, or flow logs of the nodes’ virtual network.',
      commands: [azAks(look, 'update', '--enable-acns')],
      set: {
        'properties.networkProfile.advancedNetworking.enabled': true,
        'properties.networkProfile.advancedNetworking.observability.enabled': true,
      },
    })),
  }),
];
