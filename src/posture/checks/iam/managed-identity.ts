import { defineCheck, fail, pass, unknown } from '../../define-check.ts';
import { azAks, azAksOf, manual, poolNames } from '../../fixes.ts';
import { aksDocs, azurePolicy, psrule } from '../../references.ts';

export const checks = [
  defineCheck({
    id: 'AKS-IAM-008',
    title: 'Managed identity instead of a service principal',
    group: 'IAM',
    severity: 'high',
    why: 'A service principal’s secret lies on every node and works from anywhere until it expires. Who reads it from a node acts in Azure as the cluster.',
    needs: ['managedCluster'],
    references: [
      azurePolicy('da6e2401'),
      psrule('ManagedIdentity'),
      aksDocs('use-managed-identity'),
    ],
    evaluate({ cluster }) {
      const identity = cluster.word('identity.type');
      const principal = cluster.word('properties.servicePrincipalProfile.clientId');
      const evidence = [identity.evidence, principal.evidence] as const;
      const isManaged = identity.value === 'systemassigned' || identity.value === 'userassigned';
      const usesPrincipal = principal.value !== undefined && principal.value !== 'msi';
      if (isManaged && !usesPrincipal)
        return pass('The cluster uses a managed identity.', ...evidence);
      return usesPrincipal
        ? fail('The cluster signs in to Azure with a service principal’s secret.', ...evidence)
        : fail('The cluster has no managed identity.', ...evidence);
    },
    fix: manual((look) => ({
      steps:
        'Switch the cluster, then upgrade the node image of every pool: nodes keep the old secret until then. The new identity needs the role assignments of the old one.',
      commands: [
        azAks(look, 'update', '--enable-managed-identity'),
        ...poolNames(look).map((pool) =>
          azAksOf(look, 'nodepool upgrade', pool, '--node-image-only'),
        ),
      ],
      set: {
        'identity.type': 'SystemAssigned',
        'properties.servicePrincipalProfile.clientId': 'msi',
      },
    })),
  }),
  defineCheck({
    id: 'AKS-IAM-010',
    title: 'Kubelet identity of its own',
    group: 'IAM',
    severity: 'low',
    why: 'Every pod that reaches the node’s metadata service can act as the kubelet identity. Shared between clusters, it lets a break-in at one reach what belongs to the others.',
    needs: ['managedCluster'],
    uses: ['kubeletIdentities'],
    references: [aksDocs('use-managed-identity')],
    evaluate(look) {
      const identity = look.cluster.text('properties.identityProfile.kubeletidentity.resourceId');
      if (!identity.value)
        return fail('The kubelet has no managed identity of its own.', identity.evidence);
      if (!look.wasRead('kubeletIdentities'))
        return unknown(
          'The kubelet has an identity, but whether other clusters share it is not known.',
          identity.evidence,
          look.evidenceOf('kubeletIdentities'),
        );
      const users = look.plane('kubeletIdentities').texts([identity.value.toLowerCase()]);
      const own = look.ref.id.toLowerCase();
      const others = (users.value ?? []).filter((id) => id.toLowerCase() !== own);
      const shared = look.evidenceOf('kubeletIdentities', { [identity.value]: users.value ?? [] });
      return others.length === 0
        ? pass('No other cluster uses this kubelet identity.', identity.evidence, shared)
        : fail(
            `The kubelet identity is shared with ${others.length === 1 ? 'another cluster' : `${others.length} other clusters`}.`,
            identity.evidence,
            shared,
          );
    },
    fix: manual((look) => ({
      steps:
        'Create a user-assigned identity for this cluster alone, give it AcrPull on its registries, then assign it. Node pools get a new image while it is switched; the cluster itself needs a user-assigned identity for it.',
      commands: [
        azAks(
          look,
          'update',
          '--enable-managed-identity --assign-identity "<cluster identity id>" --assign-kubelet-identity "<kubelet identity id>"',
        ),
      ],
      set: {
        'identity.type': 'UserAssigned',
        'identity.userAssignedIdentities': { '<cluster identity id>': {} },
        'properties.identityProfile.kubeletidentity.resourceId': '<kubelet identity id>',
      },
    })),
  }),
];
