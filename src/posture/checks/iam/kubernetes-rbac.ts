import { defineCheck, fail, pass } from '../../define-check.ts';
import { rebuild } from '../../fixes.ts';
import {
  aksDocs,
  azurePolicy,
  checkov,
  kubescape,
  mcsb,
  prowler,
  psrule,
  trivy,
} from '../../references.ts';

export const checks = [
  defineCheck({
    id: 'AKS-IAM-001',
    title: 'Kubernetes RBAC enabled',
    group: 'IAM',
    severity: 'critical',
    why: 'Without RBAC everyone who can sign in, and every pod’s service account, is an administrator: one compromised pod owns the cluster.',
    needs: ['managedCluster'],
    references: [
      azurePolicy('ac4a19c2'),
      mcsb('PA-7'),
      psrule('UseRBAC'),
      checkov('CKV_AZURE_5'),
      trivy('AZU-0042'),
      kubescape('C-0088'),
      prowler('aks_cluster_rbac_enabled'),
      aksDocs('concepts-identity'),
    ],
    evaluate({ cluster }) {
      const rbac = cluster.flag('properties.enableRBAC');
      return rbac.value
        ? pass('Kubernetes RBAC is on.', rbac.evidence)
        : fail('Kubernetes RBAC is off: whoever can sign in can do everything.', rbac.evidence);
    },
    fix: rebuild('Azure turns Kubernetes RBAC on only when a cluster is created.'),
  }),
];
