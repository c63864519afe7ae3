import { clusterPart, type Draft, leave } from '../draft.ts';
import { logWorkspace } from '../workspace.ts';

/** What watches the cluster from inside: agent, metrics, Defender's sensor. */
export function monitoring(draft: Draft): void {
  const cluster = clusterPart(draft);
  const workspace = logWorkspace(draft);
  const agent = 'properties.addonProfiles.omsagent';
  cluster.set(`${agent}.enabled`, true, {
    check: 'AKS-LOG-005',
    why: 'What containers wrote outlives them.',
  });
  cluster.write(`${agent}.config.logAnalyticsWorkspaceResourceID`, workspace);
  cluster.set(`${agent}.config.useAADAuth`, 'true', {
    check: 'AKS-LOG-005',
    why: 'The agent signs in with its managed identity, not with a key of the workspace.',
  });
  cluster.set('properties.azureMonitorProfile.metrics.enabled', true, {
    check: 'AKS-LOG-008',
    why: 'Managed Prometheus collects metrics.',
  });
  const defender = 'properties.securityProfile.defender';
  cluster.set(`${defender}.securityMonitoring.enabled`, true, {
    check: 'AKS-DEF-001',
    why: 'Defender’s sensor watches the nodes.',
  });
  cluster.write(`${defender}.logAnalyticsWorkspaceResourceId`, workspace);
  leave(draft, {
    check: 'AKS-LOG-005',
    path: 'data collection rules',
    why: 'Agent and metrics send nothing before a data collection rule is tied to the cluster: run `az aks enable-addons --addons monitoring` and `az aks update --enable-azure-monitor-metrics` once after the deployment, or deploy your own rules.',
  });
}
