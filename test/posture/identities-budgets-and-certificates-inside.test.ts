import {
  budget,
  testWorkloads as check,
  object,
  podSpec,
  workload,
} from './support/good-workloads.ts';

check('AKS-IAM-014', [
  { when: 'nothing is left', is: 'pass' },
  {
    when: 'its daemon is',
    is: 'fail',
    planes: { workloads: [workload('DaemonSet kube-system/nmi', podSpec())] },
    fix: 'delete daemonset nmi --namespace kube-system',
  },
  {
    when: 'a label is',
    is: 'fail',
    planes: {
      workloads: [
        workload('Deployment shop/web', podSpec(), { podLabels: { aadpodidbinding: 'web' } }),
      ],
    },
  },
  {
    when: 'a definition is',
    is: 'fail',
    planes: {
      customResourceDefinitions: [
        object(
          'CustomResourceDefinition',
          { name: 'azureidentities.aadpodidentity.k8s.io' },
          { spec: { group: 'aadpodidentity.k8s.io' } },
        ),
      ],
    },
  },
  { when: 'definitions could not be read', is: 'unknown', hidden: ['customResourceDefinitions'] },
]);

check('AKS-IAM-015', [
  { when: 'who has an identity asks for it', is: 'pass' },
  {
    when: 'one does not',
    is: 'fail',
    planes: { workloads: [workload('Deployment shop/web', podSpec())] },
    fix: 'patch deployment web',
  },
  {
    when: 'it says so by another word',
    is: 'fail',
    planes: {
      workloads: [
        workload('Deployment shop/web', podSpec(), {
          podLabels: { 'azure.workload.identity/use': 'yes' },
        }),
      ],
    },
  },
  { when: 'nobody has an identity', is: 'not-applicable', planes: { serviceAccounts: [] } },
  { when: 'accounts could not be read', is: 'unknown', hidden: ['serviceAccounts'] },
]);

const guarded = (spec: object, status: object = {}) => ({
  podDisruptionBudgets: [budget(spec, status)],
});

check('AKS-UPG-012', [
  { when: 'one pod may go', is: 'pass' },
  {
    when: 'none may ever',
    is: 'fail',
    planes: guarded({ maxUnavailable: 0 }, { disruptionsAllowed: 0 }),
    says: 'No pod may ever be taken away, by 1 disruption budget: shop/web (Deployment shop/web).',
    fix: 'patch poddisruptionbudget web',
  },
  ...['100%', 3, '70%'].map((minAvailable) => ({
    when: `${minAvailable} of 3 have to be there`,
    is: 'fail' as const,
    planes: guarded({ minAvailable }, { disruptionsAllowed: 0 }),
  })),
  {
    when: 'two of three have to be there, and are',
    is: 'unknown',
    planes: guarded({ minAvailable: 2 }, { disruptionsAllowed: 0, currentHealthy: 2 }),
    says: 'At this moment',
  },
  {
    when: 'a manifest says so, without a status',
    is: 'fail',
    planes: {
      podDisruptionBudgets: [{ ...budget({ minAvailable: 3 }), status: undefined }],
    },
  },
  {
    when: 'it guards nothing',
    is: 'not-applicable',
    planes: guarded(
      { maxUnavailable: 0, selector: { matchLabels: { app: 'gone' } } },
      { expectedPods: 0 },
    ),
  },
  {
    when: 'it selects by an expression',
    is: 'fail',
    planes: guarded({
      maxUnavailable: '0%',
      selector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['web'] }] },
    }),
  },
]);

check('AKS-UPG-014', [
  { when: 'it is valid for long', is: 'pass', says: '2027-10-30' },
  {
    when: 'it ends in a month',
    is: 'fail',
    planes: { servingCertificate: { validTo: 'Dec 23 12:00:00 2026 GMT' } },
    says: '30 more days',
    fix: 'rotate-certs',
  },
  {
    when: 'it has ended',
    is: 'fail',
    planes: { servingCertificate: { validTo: '2026-11-20T00:00:00Z' } },
    says: 'expired on 2026-11-20',
  },
  { when: 'it does not say', is: 'unknown', planes: { servingCertificate: {} } },
  {
    when: 'it could not be read',
    is: 'unknown',
    hidden: ['servingCertificate'],
    says: 'by itself',
  },
  { when: 'AKS cannot rotate it', is: 'fail', set: { enableRBAC: false } },
]);
