import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import type { Look } from '../../look.ts';
import { aksDocs, azurePolicy, cis, kubescape, mcsb, psrule } from '../../references.ts';
import type { Fix } from '../../types.ts';
import { diagnosticSettings, shipLines } from './_shipped.ts';

const decideOnce: Fix = {
  kind: 'manual',
  steps:
    'Decide once: kube-audit (needed to see reads of secrets and refused reads), or kube-audit-admin (cheaper, blind to reads). Take the other out of the diagnostic settings; where the group `audit` or `allLogs` is enabled, replace it by its categories.',
  commands: [],
};

/** What holds nothing of its own goes, and every read stays visible; not where a group brings it. */
function dropTwice(look: Look): Fix | undefined {
  const { settings } = diagnosticSettings(look);
  const whole = settings
    .filter((setting) => setting.ships('kube-audit'))
    .flatMap(({ workspaceId }) => workspaceId ?? []);
  const twice = settings.find(
    ({ workspaceId, canDrop }) =>
      workspaceId !== undefined && whole.includes(workspaceId) && canDrop('kube-audit-admin'),
  );
  const workspace = twice?.node.text('properties.workspaceId').value;
  const setting = twice?.node.text('name').value;
  if (!workspace || !setting) return undefined;
  return {
    kind: 'action',
    action: 'audit-logs',
    params: { operation: 'take-back', setting, workspace, categories: ['kube-audit-admin'] },
    label: 'Store changes once…',
  };
}

export const checks = [
  defineCheck({
    id: 'AKS-LOG-001',
    title: 'Audit logs shipped',
    group: 'LOG',
    severity: 'high',
    why: 'Nobody can see who read which secret, who was refused, or who changed what: a break-in goes unnoticed and cannot be traced afterwards.',
    needs: ['managedCluster', 'diagnosticSettings'],
    references: [
      cis('2.1.1'),
      azurePolicy('245fc9df'),
      azurePolicy('6c66c325'),
      mcsb('LT-3'),
      psrule('AuditLogs'),
      kubescape('C-0254'),
      aksDocs('monitor-aks'),
    ],
    evaluate(look) {
      const { settings, evidence } = diagnosticSettings(look);
      const entra = look.cluster.flag('properties.aadProfile.managed');
      const seen = [...settings.flatMap((setting) => setting.evidence), entra.evidence];
      const ships = (category: string) => settings.some((setting) => setting.ships(category));
      const hasEntra = look.cluster.child('properties.aadProfile') !== undefined;

      if (!ships('kube-audit') && !ships('kube-audit-admin'))
        return fail('The audit log is not shipped anywhere.', evidence, ...seen);
      // Category `guard` holds sign-ins through Entra ID; without Entra it stays empty.
      if (hasEntra && !ships('guard'))
        return fail(
          'The audit log is shipped, but not its category `guard`, which holds sign-ins through Entra ID.',
          evidence,
          ...seen,
        );
      return ships('kube-audit')
        ? pass('The whole audit log is shipped.', evidence, ...seen)
        : pass(
            'Only changes are shipped (kube-audit-admin): forbidden and other reads stay invisible, and so do many exec sessions.',
            evidence,
            ...seen,
          );
    },
    fix: {
      kinds: ['action'],
      action: 'audit-logs',
      of(look) {
        const { settings } = diagnosticSettings(look);
        // Who chose changes alone has chosen; only the sign-ins are missing.
        const scope = settings.some((setting) => setting.ships('kube-audit-admin'))
          ? 'writes'
          : 'all';
        return {
          kind: 'action',
          action: 'audit-logs',
          params: { scope },
          label: 'Ship audit logs…',
          bicep: shipLines(look, ['kube-audit', 'guard']),
        };
      },
    },
  }),
  defineCheck({
    id: 'AKS-LOG-002',
    title: 'Audit log not stored twice',
    group: 'LOG',
    severity: 'info',
    why: 'Everything in kube-audit-admin is in kube-audit too. Paid twice, one of them is soon turned off in a hurry, and it may be the one that shows reads of secrets.',
    needs: ['diagnosticSettings'],
    references: [aksDocs('monitor-aks')],
    evaluate(look) {
      const { settings, evidence } = diagnosticSettings(look);
      const seen = settings.flatMap((setting) => setting.evidence);
      const receiving = (category: string) =>
        new Set(
          settings
            .filter((setting) => setting.workspaceId && setting.ships(category))
            .map(({ workspaceId }) => workspaceId),
        );
      const [all, admin] = [receiving('kube-audit'), receiving('kube-audit-admin')];
      if (all.size === 0 && admin.size === 0)
        return notApplicable(
          'No workspace receives the audit log (AKS-LOG-001).',
          evidence,
          ...seen,
        );
      if (!all.isDisjointFrom(admin))
        return fail(
          'One workspace receives both kube-audit and kube-audit-admin: every change is stored twice.',
          evidence,
          ...seen,
        );
      return pass('No workspace receives changes twice.', evidence, ...seen);
    },
    fix: {
      kinds: ['action', 'manual'],
      action: 'audit-logs',
      of: (look) => dropTwice(look) ?? decideOnce,
    },
  }),
];
