import { defineStepwise } from '../../define-remediation.ts';
import type { LiveCluster } from '../../live-cluster.ts';
import { type Beside, readBeside } from './beside.ts';
import {
  deleteSetting,
  enabledIn,
  goesTo,
  isEmptyWithout,
  putSetting,
  settingNamed,
} from './diagnostic-settings.ts';
import { type Params, paramsSchema } from './params.ts';
import { actionId, type Meant, meantBy, planAuditLogs } from './plan.ts';

/** Where a cluster's audit log goes. */
export const remediation = defineStepwise<Params>({
  id: actionId,
  title: 'Audit log',
  summary:
    'Ships the audit log to a Log Analytics workspace by a diagnostic setting, or takes a part of it out again; what else is shipped stays.',
  risk: 'high',
  params: paramsSchema,
  permissions: {
    azure: [
      'Microsoft.ContainerService/managedClusters/read',
      'Microsoft.ContainerService/managedClusters/agentPools/read',
      'Microsoft.Insights/diagnosticSettings/read',
      'Microsoft.Insights/diagnosticSettings/write',
      'Microsoft.Insights/diagnosticSettings/delete',
      'Microsoft.OperationalInsights/workspaces/read',
      'Microsoft.OperationalInsights/workspaces/sharedkeys/action',
    ],
    kubernetes: [],
  },
  inTemplate: () => true,
  judge: () => ({}),
  read: readBeside,
  plan: planAuditLogs,
  check(plan, live) {
    const meant = meantBy(plan);
    const now = settingOf(live, meant);
    if (!now || goesTo(now, meant.workspace)) return null;
    return {
      code: 'moved',
      message: `The diagnostic setting ${meant.setting} goes to another destination by now.`,
      hint: 'Ask for it again under another name.',
    };
  },
  call(plan, live) {
    const meant = meantBy(plan);
    const now = settingOf(live, meant);
    const { id } = live.cluster;
    if (!meant.enabled && now && isEmptyWithout(now, meant.categories))
      return deleteSetting(id, meant.setting);
    return putSetting(id, meant.setting, now, meant);
  },
  outcome(plan, live) {
    const meant = meantBy(plan);
    const now = settingOf(live, meant);
    const enabled = now && goesTo(now, meant.workspace) ? enabledIn(now) : [];
    const isThere = meant.categories.map((each) => enabled.includes(each));
    const isDone = meant.enabled ? isThere.every(Boolean) : !isThere.some(Boolean);
    return isDone ? { kind: 'done' } : { kind: 'not-begun' };
  },
  /** Azure answers at once: there is nothing to stop. */
  abort: () => null,
  rollback: ({ inverse }, done) =>
    done > 0 && inverse ? paramsSchema.parse(inverse.params) : null,
});

function settingOf(live: LiveCluster, { setting }: Meant) {
  return settingNamed((live.beside as Beside).settings, setting);
}
