import { Code } from '../bicep/values.ts';
import { clusterPart, type Draft, leave, parameter } from '../draft.ts';

/** Who the cluster is, and who signs in to it. */
export function identity(draft: Draft): void {
  ownIdentities(draft);
  const cluster = clusterPart(draft);
  cluster.set('properties.enableRBAC', true, {
    check: 'AKS-IAM-001',
    why: 'Azure turns Kubernetes RBAC on only when a cluster is created.',
  });
  entra(draft);
  cluster.set('properties.disableLocalAccounts', true, {
    check: 'AKS-IAM-003',
    why: 'Everybody signs in through Entra ID; there is no shared certificate.',
  });
  cluster.set('properties.oidcIssuerProfile.enabled', true, {
    check: 'AKS-IAM-012',
    why: 'Pods swap short-lived tokens for access.',
  });
  cluster.set('properties.securityProfile.workloadIdentity.enabled', true, {
    check: 'AKS-IAM-011',
    why: 'Each workload has an identity of its own.',
  });
  cluster.drop('properties.podIdentityProfile', {
    check: 'AKS-IAM-013',
    why: 'The pod-managed identity add-on is retired; use workload identity.',
  });
}

/** Made before the cluster, because they need roles before it: on the key, the subnets, the registries. */
function ownIdentities(draft: Draft): void {
  const cluster = clusterPart(draft);
  const old = draft.look.cluster;
  parameter(draft, {
    name: 'clusterIdentityId',
    type: 'string',
    description: 'ARM id of the user-assigned identity of the cluster itself',
  });
  parameter(draft, {
    name: 'kubeletIdentityId',
    type: 'string',
    description: 'ARM id of the user-assigned identity of the nodes; of no other cluster',
  });
  draft.cluster.identity = { type: old.text('identity.type').value };
  cluster.set('identity.type', 'UserAssigned', {
    check: 'AKS-IAM-008',
    why: 'A managed identity has no secret; one made beforehand can be given its roles before the cluster needs them.',
  });
  cluster.write('identity.userAssignedIdentities', new Code(`{ '\${clusterIdentityId}': {} }`));
  cluster.drop('properties.servicePrincipalProfile', {
    check: 'AKS-IAM-008',
    why: 'The managed identity takes its place.',
  });
  cluster.set(
    'properties.identityProfile.kubeletidentity',
    {
      resourceId: new Code('kubeletIdentity.id'),
      clientId: new Code('kubeletIdentity.properties.clientId'),
      objectId: new Code('kubeletIdentity.properties.principalId'),
    },
    {
      check: 'AKS-IAM-010',
      why: 'The nodes have an identity that no other cluster uses.',
    },
  );
}

function entra(draft: Draft): void {
  const cluster = clusterPart(draft);
  const old = draft.look.cluster;
  const hadRoles = old.flag('properties.aadProfile.enableAzureRBAC').value === true;
  for (const secret of ['clientAppID', 'serverAppID', 'serverAppSecret'])
    cluster.drop(`properties.aadProfile.${secret}`, {
      check: 'AKS-IAM-005',
      why: 'The integration with app registrations is retired.',
    });
  cluster.set('properties.aadProfile.managed', true, {
    check: 'AKS-IAM-002',
    why: 'People sign in through Entra ID.',
  });
  cluster.set('properties.aadProfile.enableAzureRBAC', true, {
    check: 'AKS-IAM-004',
    why: 'What people may do in Kubernetes is decided, and reviewed, in Azure.',
  });
  const groups = cluster.list('properties.aadProfile.adminGroupObjectIDs');
  cluster.write(
    'properties.aadProfile.adminGroupObjectIDs',
    parameter(draft, {
      name: 'adminGroupObjectIds',
      type: 'array',
      description: 'Object ids of the Entra groups whose members are cluster administrators',
      ...(groups.length > 0 && { default: groups }),
    }),
  );
  if (groups.length > draft.look.config.maxAdminGroups)
    leave(draft, {
      check: 'AKS-IAM-006',
      path: 'properties.aadProfile.adminGroupObjectIDs',
      why: `${groups.length} groups are administrators; keep the few that really are.`,
    });
  if (!hadRoles)
    leave(draft, {
      check: 'AKS-IAM-004',
      path: 'role assignments',
      why: 'People need a role “Azure Kubernetes Service RBAC …” on the new cluster: bindings inside the old one do not come along.',
    });
}
