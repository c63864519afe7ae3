/** What is recorded, and for how long: group LOG. */
import { diagnosticSettings } from '../../checks/log/_shipped.ts';
import type { Look } from '../../look.ts';
import { NotKnown } from '../../read.ts';
import { amount, byRank, onOff } from '../scalars.ts';
import { type CheckId, defineSetting, NotThere, ofCluster } from '../setting.ts';

const shipped: [category: string, title: string, check: CheckId][] = [
  ['kube-audit', 'Audit log, reads included', 'AKS-LOG-001'],
  ['kube-audit-admin', 'Audit log of changes', 'AKS-LOG-001'],
  ['guard', 'Log of sign-ins', 'AKS-LOG-001'],
  ['kube-apiserver', 'Log of the API server', 'AKS-LOG-003'],
  ['kube-controller-manager', 'Log of the controller manager', 'AKS-LOG-003'],
  ['kube-scheduler', 'Log of the scheduler', 'AKS-LOG-003'],
  ['cluster-autoscaler', 'Log of the autoscaler', 'AKS-LOG-003'],
];

/** `kube-audit` holds all of `kube-audit-admin`. */
function ships(look: Look, category: string): boolean {
  const { settings } = diagnosticSettings(look);
  const wanted = category === 'kube-audit-admin' ? [category, 'kube-audit'] : [category];
  return settings.some((setting) => wanted.some((one) => setting.ships(one)));
}

function retention(look: Look): number {
  const { settings } = diagnosticSettings(look);
  const ids = new Set(
    settings
      .filter(({ shipsAnything }) => shipsAnything)
      .flatMap(({ workspaceId }) => workspaceId ?? []),
  );
  if (ids.size === 0) throw new NotThere('No workspace receives logs.');
  const days = [...ids].map((id) => {
    const workspace = look.resource('workspaces', id);
    // Azure says that there is no such workspace: nothing is kept.
    if (!workspace) return 0;
    const { value, evidence } = workspace.number('properties.retentionInDays');
    if (value === undefined)
      throw new NotKnown(`How long ${workspace.object} keeps logs is not known.`, evidence);
    return value;
  });
  return Math.max(...days);
}

export const logging = [
  ...shipped.map(([category, title, check]) =>
    defineSetting({
      path: `diagnosticSettings.${category}`,
      title,
      checks: [check],
      ...onOff({ stronger: 'on' }),
      say: (value) => (value ? 'shipped' : 'not shipped'),
      read: (look) => ships(look, category),
    }),
  ),
  defineSetting({
    path: 'diagnosticSettings.AllMetrics',
    title: 'Metrics of the control plane',
    checks: ['AKS-LOG-003'],
    ...onOff({ stronger: 'on' }),
    say: (value) => (value ? 'shipped' : 'not shipped'),
    read: (look) => diagnosticSettings(look).settings.some(({ shipsMetrics }) => shipsMetrics),
  }),
  defineSetting({
    path: 'workspaces.properties.retentionInDays',
    title: 'Days for which logs are kept',
    checks: ['AKS-LOG-006'],
    ...amount({ say: (days) => (days === 0 ? 'the workspace is gone' : `${days} days`) }),
    read: retention,
    compare: (left, right) => byRank(left ?? 0, right ?? 0),
  }),
  ofCluster({
    path: 'properties.addonProfiles.omsagent.enabled',
    title: 'Container Insights agent',
    checks: ['AKS-LOG-005'],
    scalar: onOff({ stronger: 'on' }),
  }),
  ofCluster({
    path: 'properties.azureMonitorProfile.metrics.enabled',
    title: 'Managed Prometheus metrics',
    checks: ['AKS-LOG-008'],
    scalar: onOff({ stronger: 'on' }),
  }),
  ofCluster({
    path: 'properties.networkProfile.advancedNetworking.observability.enabled',
    title: 'Record of network flows',
    checks: ['AKS-LOG-009'],
    scalar: onOff({ stronger: 'on' }),
  }),
];
