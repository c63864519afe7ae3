import { defineCheck, fail, unknown } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import { aksDocs } from '../../references.ts';

export const checks = [
  defineCheck({
    id: 'AKS-UPG-014',
    title: 'Certificates of the cluster valid',
    group: 'UPG',
    severity: 'medium',
    why: 'When they expire nodes no longer reach the API server: nothing can be patched, and nobody can look inside.',
    needs: ['managedCluster'],
    references: [aksDocs('certificate-rotation')],
    evaluate({ cluster }) {
      const rbac = cluster.flag('properties.enableRBAC');
      // AKS rotates by itself where nodes bootstrap with TLS, which needs RBAC; the dates are in the certificates.
      return rbac.value
        ? unknown(
            'AKS rotates the certificates of this cluster by itself; until when those in use are valid stands in them alone, and they are not read.',
            rbac.evidence,
          )
        : fail(
            'Without Kubernetes RBAC (AKS-IAM-001) AKS does not rotate the certificates by itself.',
            rbac.evidence,
          );
    },
    fix: manual((look) => ({
      steps:
        'Rotate them by hand before they expire: every node restarts, and every kubeconfig has to be fetched again.',
      commands: [azAks(look, 'rotate-certs')],
    })),
  }),
];
