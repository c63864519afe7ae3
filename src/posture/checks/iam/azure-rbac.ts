import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import { aksDocs, azurePolicy, cis, kubescape, psrule } from '../../references.ts';
import { entraProfile } from './_entra.ts';

export const checks = [
  defineCheck({
    id: 'AKS-IAM-004',
    title: 'Azure RBAC decides what people may do in Kubernetes',
    group: 'IAM',
    severity: 'medium',
    why: 'Rights kept only in the cluster are missed by access reviews and by just-in-time elevation, so rights that were taken away elsewhere stay here.',
    needs: ['managedCluster'],
    references: [
      cis('5.5.2'),
      psrule('AzureRBAC'),
      kubescape('C-0241'),
      aksDocs('manage-azure-rbac'),
    ],
    evaluate(look) {
      const azureRbac = look.cluster.flag('properties.aadProfile.enableAzureRBAC');
      if (!entraProfile(look))
        return notApplicable('Azure RBAC needs Entra ID (AKS-IAM-002).', azureRbac.evidence);
      return azureRbac.value
        ? pass('Azure RBAC decides what people may do.', azureRbac.evidence)
        : fail(
            'Azure RBAC is off. Kubernetes RBAC bound to Entra groups is a fair alternative, if that is how this cluster works.',
            azureRbac.evidence,
          );
    },
    fix: manual((look) => ({
      steps:
        'Give the people who need it an “Azure Kubernetes Service RBAC” role on the cluster, then turn Azure RBAC on. Existing Kubernetes bindings keep working.',
      commands: [azAks(look, 'update', '--enable-azure-rbac')],
      set: { 'properties.aadProfile.enableAzureRBAC': true },
    })),
  }),
  defineCheck({
    id: 'AKS-IAM-006',
    title: 'Cluster administrators are a few Entra groups',
    group: 'IAM',
    severity: 'medium',
    why: 'Every member of an admin group is cluster-admin. Many groups are many ways in; without one, people fall back on the local administrator.',
    needs: ['managedCluster'],
    references: [azurePolicy('36a27de4'), aksDocs('enable-authentication-microsoft-entra-id')],
    evaluate(look) {
      const { cluster, config } = look;
      const azureRbac = cluster.flag('properties.aadProfile.enableAzureRBAC');
      const groups = cluster.texts('properties.aadProfile.adminGroupObjectIDs');
      const evidence = [groups.evidence, azureRbac.evidence] as const;
      if (!entraProfile(look))
        return notApplicable('Admin groups need Entra ID (AKS-IAM-002).', ...evidence);
      if (azureRbac.value)
        return notApplicable('Azure RBAC decides who is an administrator.', ...evidence);
      const count = new Set(groups.value?.map((id) => id.toLowerCase())).size;
      if (count === 0) return fail('No Entra group is set as cluster administrator.', ...evidence);
      return count <= config.maxAdminGroups
        ? pass(
            `${count === 1 ? '1 Entra group is' : `${count} Entra groups are`} cluster administrator.`,
            ...evidence,
          )
        : fail(
            `${count} Entra groups are cluster administrators; at most ${config.maxAdminGroups} should be.`,
            ...evidence,
          );
    },
    fix: manual((look) => ({
      steps:
        'Decide which Entra groups really administer the cluster. The command replaces the whole list.',
      commands: [
        azAks(look, 'update', '--aad-admin-group-object-ids "<group object id>,<group object id>"'),
      ],
      set: {
        'properties.aadProfile.adminGroupObjectIDs': ['<group object id>', '<group object id>'],
      },
    })),
  }),
];
