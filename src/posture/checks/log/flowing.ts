import { defineCheck, fail, notApplicable, pass, unknown } from '../../define-check.ts';
import { manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { aksDocs } from '../../references.ts';
import { diagnosticSettings } from './_shipped.ts';

const hourMs = 3_600_000;
/** Beyond it no record counts as new. */
const freshHours = 24;

/** Workspaces that should receive the audit log; their ids in lower case. */
function receivers(look: Look) {
  const { settings, evidence } = diagnosticSettings(look);
  const shipping = settings.filter(
    (setting) => setting.ships('kube-audit') || setting.ships('kube-audit-admin'),
  );
  const ids = [...new Set(shipping.flatMap(({ workspaceId }) => workspaceId ?? []))];
  return { isShipped: shipping.length > 0, ids, evidence };
}

/** Azure refuses or drops what comes after the daily cap. https://learn.microsoft.com/azure/azure-monitor/logs/daily-cap */
function isFull(look: Look, workspaceId: string): boolean {
  if (!look.wasRead('workspaces') || !look.holdsKey('workspaces', workspaceId)) return false;
  const status = look
    .resource('workspaces', workspaceId)
    ?.word('properties.workspaceCapping.dataIngestionStatus').value;
  return status === 'overquota' || status === 'forceoff' || status === 'subscriptionsuspended';
}

export const checks = [
  defineCheck({
    id: 'AKS-LOG-007',
    title: 'Audit log arrives',
    group: 'LOG',
    severity: 'high',
    why: 'A setting says that the log is shipped, and nobody notices that nothing comes any more: a break-in leaves no trace, and alerts stay silent.',
    needs: ['managedCluster', 'diagnosticSettings'],
    uses: ['auditLog', 'workspaces'],
    references: [aksDocs('monitor-aks')],
    evaluate(look) {
      const power = look.cluster.word('properties.powerState.code');
      if (power.value === 'stopped')
        return notApplicable('The cluster is stopped, so it writes no audit log.', power.evidence);
      const { isShipped, ids, evidence } = receivers(look);
      if (!isShipped)
        return notApplicable('The audit log is not shipped anywhere (AKS-LOG-001).', evidence);
      if (ids.length === 0)
        return unknown(
          'The audit log goes elsewhere than to a workspace; whether it arrives there is not looked at.',
          evidence,
        );
      const isGone = (id: string) =>
        look.wasRead('workspaces') &&
        look.holdsKey('workspaces', id) &&
        look.resource('workspaces', id) === undefined;
      if (ids.every(isGone))
        return fail(
          `The audit log goes to a workspace that does not exist and is lost: ${ids.map(nameOf).join(', ')}.`,
          evidence,
          look.evidenceOf('workspaces'),
        );
      const log = look.plane('auditLog');
      const newest = log.text('newest');
      const seen = [newest.evidence, log.text('table').evidence, evidence] as const;
      const workspaceId = log.word('workspaceId').value ?? '';
      const age = newest.value ? look.now.getTime() - Date.parse(newest.value) : Infinity;
      if (age < freshHours * hourMs)
        return pass(`The newest record is from ${minuteOf(newest.value ?? '')}.`, ...seen);
      const partial = log.text('partial');
      if (partial.value)
        return unknown(
          `No record was found, and Azure's answer was cut off: ${partial.value}`,
          partial.evidence,
          ...seen,
        );
      const where = `${nameOf(workspaceId)} (table ${log.text('table').value ?? 'not known'})`;
      return fail(
        isFull(look, workspaceId)
          ? `No record of this cluster arrived in the last ${freshHours} hours in ${where}: the workspace takes nothing more, its daily cap is reached or its subscription is suspended.`
          : `No record of this cluster arrived in the last ${freshHours} hours in ${where}.`,
        ...seen,
      );
    },
    fix: manual(() => ({
      steps:
        'A setting that is two hours old or younger may not have delivered yet. Else look, in this order, whether the workspace has reached its daily cap, whether it refuses records from public networks, whether a transformation of the table drops them, and whether the diagnostic setting was made for a cluster of the same name that is gone; saving the setting again makes Azure build the pipeline anew.',
      commands: [],
    })),
  }),
];

function nameOf(id: string): string {
  return id.split('/').at(-1) || id;
}

/** `2026-11-23 21:40 UTC` */
function minuteOf(iso: string): string {
  return `${new Date(iso).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
