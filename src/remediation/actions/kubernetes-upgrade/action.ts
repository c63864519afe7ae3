import type { MaintenanceWindow } from '../../../fleet/maintenance-window.ts';
import { defaultPostureConfig } from '../../../posture/config.ts';
import { findBlockers } from '../../../upgrade/blockers/index.ts';
import { allowedWindows, isOpen, nextBegin } from '../../../upgrade/windows.ts';
import type { Work } from '../../../upgrade/works.ts';
import { readinessOf } from '../../cluster-state.ts';
import { defineStepwise, type StepProblem } from '../../define-remediation.ts';
import { comparePools } from '../../guard.ts';
import type { LiveCluster } from '../../live-cluster.ts';
import type { Plan } from '../../types.ts';
import { abortUpgrade, upgradeControlPlane, upgradePool } from './calls.ts';
import { outcomeOf } from './outcome.ts';
import { type Params, paramsSchema } from './params.ts';
import { actionId, liveFacts, planUpgrade, worksOf } from './plan.ts';
import { type Beside, readBeside } from './read.ts';

/** A cluster to a newer Kubernetes: control plane, then pools, one minor after the other. */
export const remediation = defineStepwise<Params>({
  id: actionId,
  title: 'Kubernetes upgrade',
  summary:
    'Upgrades the control plane one minor at a time, and its pools after it, step by step and in the allowed windows; stops at the first failure.',
  risk: 'critical',
  params: paramsSchema,
  permissions: {
    azure: [
      'Microsoft.ContainerService/managedClusters/read',
      'Microsoft.ContainerService/managedClusters/write',
      'Microsoft.ContainerService/managedClusters/abort/action',
      'Microsoft.ContainerService/managedClusters/listClusterUserCredential/action',
      'Microsoft.ContainerService/managedClusters/upgradeProfiles/read',
      'Microsoft.ContainerService/managedClusters/maintenanceConfigurations/read',
      'Microsoft.ContainerService/managedClusters/agentPools/read',
      'Microsoft.ContainerService/managedClusters/agentPools/write',
      'Microsoft.ContainerService/managedClusters/agentPools/abort/action',
      'Microsoft.ContainerService/locations/kubernetesVersions/read',
      'Microsoft.ContainerService/locations/meshRevisionProfiles/read',
      'Microsoft.ContainerService/fleets/read',
      'Microsoft.ContainerService/fleets/members/read',
      'Microsoft.ContainerService/fleets/updateRuns/read',
      'Microsoft.ContainerService/locations/operations/read',
      'Microsoft.ContainerService/locations/operationresults/read',
      'Microsoft.Network/publicIPAddresses/read',
      'Microsoft.Network/publicIPPrefixes/read',
      'Microsoft.Network/virtualNetworks/read',
      'Microsoft.Compute/locations/usages/read',
      'Microsoft.Insights/diagnosticSettings/read',
      'Microsoft.OperationalInsights/workspaces/read',
      'Microsoft.OperationalInsights/workspaces/tables/read',
      'Microsoft.OperationalInsights/workspaces/query/read',
      'Microsoft.OperationalInsights/workspaces/query/AKSAudit/read',
      'Microsoft.OperationalInsights/workspaces/query/AKSAuditAdmin/read',
      'Microsoft.OperationalInsights/workspaces/query/AzureDiagnostics/read',
    ],
    kubernetes: [],
  },
  inTemplate: () => true,
  judge: () => ({}),
  read: readBeside,
  plan: planUpgrade,
  check(plan, live, step, now) {
    return (
      notReady(live, workAt(plan, step)) ??
      notNow(plan, live, now) ??
      blocked(live, workAt(plan, step), now)
    );
  },
  call(plan, live, step) {
    const work = workAt(plan, step);
    if (work.pool === null) return upgradeControlPlane(live, work);
    const pool = live.pools.find(({ name }) => name === work.pool);
    return upgradePool(live, pool, work);
  },
  outcome: (plan, live, step) => outcomeOf(plan, live, workAt(plan, step)),
  abort: (plan, live, step) => abortUpgrade(live, workAt(plan, step)),
  /** Kubernetes cannot be downgraded. */
  rollback: () => null,
});

function workAt(plan: Plan, step: number): Work {
  const work = worksOf(plan)[step];
  if (!work) throw new Error(`${plan.action} has no step ${step + 1}`);
  return work;
}

function notReady(live: LiveCluster, work: Work): StepProblem | null {
  const readiness = readinessOf(live);
  if (readiness.kind === 'not-now') return { ...readiness.problem, wait: true };
  if (readiness.kind === 'failed') return readiness.problem;
  if (work.pool !== null) return null;
  // A cluster's PUT carries its pools, whose numbers have to be true.
  const moved = comparePools(live);
  return moved && { ...moved, wait: true };
}

function notNow(plan: Plan, live: LiveCluster, now: Date): StepProblem | null {
  const beside = live.beside as Beside;
  if (beside.kind === 'busy')
    return { code: 'busy', message: 'Another operation runs on the cluster.', wait: true };
  const { fleetRuns } = beside;
  const [run] = fleetRuns.kind === 'known' ? fleetRuns.runs : [];
  if (run)
    return {
      ...{ code: 'fleet-run', wait: true },
      message: `This step waits for the update run ${run.name} of the fleet ${run.fleet}.`,
    };
  if (plan.inputs.outsideWindow) return null;
  const allowed = allowedWindows(
    beside.snapshot.planes.maintenanceConfigurations,
    plan.inputs.hours as MaintenanceWindow[],
  );
  if (isOpen(allowed, now)) return null;
  if (allowed.kind === 'unknown')
    return {
      ...{ code: 'window', wait: true },
      message: `When the next step may begin is not known: ${allowed.reason}.`,
    };
  const begin = nextBegin(allowed, now);
  const when = begin ? `${begin.toISOString().slice(0, 16).replace('T', ' ')} UTC` : 'never';
  return {
    ...{ code: 'window', wait: true, ...(begin && { until: begin }) },
    message: `The window has closed. The next step begins when it opens again: ${when}.`,
  };
}

/** What has come to stand in the way since it was planned. */
function blocked(live: LiveCluster, { to }: Work, now: Date): StepProblem | null {
  const beside = live.beside as Beside;
  if (beside.kind === 'busy') return null;
  const [first] = findBlockers({
    ...{ snapshot: beside.snapshot, quota: beside.quota, facts: liveFacts(live) },
    ...{ to, hops: [to], now },
    systemNamespaces: defaultPostureConfig.systemNamespaces,
  });
  if (first?.verdict !== 'blocks') return null;
  return { code: 'blocked', message: first.message, ...(first.help && { hint: first.help }) };
}
