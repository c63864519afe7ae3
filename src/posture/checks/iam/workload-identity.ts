import { defineCheck, fail, pass } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import { aksDocs, azurePolicy } from '../../references.ts';

export const checks = [
  defineCheck({
    id: 'AKS-IAM-011',
    title: 'Workload identity enabled',
    group: 'IAM',
    severity: 'medium',
    why: 'Without it, pods that need Azure carry long-lived secrets or borrow the node’s identity: what one pod leaks works for all.',
    needs: ['managedCluster'],
    references: [azurePolicy('2cc2e023'), aksDocs('workload-identity-overview')],
    evaluate({ cluster }) {
      const enabled = cluster.flag('properties.securityProfile.workloadIdentity.enabled');
      return enabled.value
        ? pass('Workload identity is on.', enabled.evidence)
        : fail('Workload identity is off.', enabled.evidence);
    },
    fix: manual((look) =>
      look.cluster.flag('properties.oidcIssuerProfile.enabled').value
        ? {
            steps: 'Turn it on; pods use it once they opt in.',
            commands: [azAks(look, 'update', '--enable-workload-identity')],
            set: { 'properties.securityProfile.workloadIdentity.enabled': true },
          }
        : {
            steps:
              'Turn it on together with the OIDC issuer that it needs (AKS-IAM-012). The issuer cannot be turned off again, and the API server restarts briefly.',
            commands: [azAks(look, 'update', '--enable-oidc-issuer --enable-workload-identity')],
            set: {
              'properties.oidcIssuerProfile.enabled': true,
              'properties.securityProfile.workloadIdentity.enabled': true,
            },
          },
    ),
  }),
  defineCheck({
    id: 'AKS-IAM-012',
    title: 'OIDC issuer enabled',
    group: 'IAM',
    severity: 'medium',
    why: 'Only with an issuer can pods swap short-lived tokens for access. Without it they need stored secrets, which are copied and leak.',
    needs: ['managedCluster'],
    references: [aksDocs('use-oidc-issuer')],
    evaluate({ cluster }) {
      const enabled = cluster.flag('properties.oidcIssuerProfile.enabled');
      return enabled.value
        ? pass('The OIDC issuer is on.', enabled.evidence)
        : fail('The OIDC issuer is off.', enabled.evidence);
    },
    fix: manual((look) => ({
      steps: 'This cannot be undone: the issuer stays on. The API server restarts briefly.',
      commands: [azAks(look, 'update', '--enable-oidc-issuer')],
      set: { 'properties.oidcIssuerProfile.enabled': true },
    })),
  }),
];
