import { isAtOrBelow } from '../../resource-id.ts';
import { type Draft, leave, Part } from '../draft.ts';

/** What stands around the cluster, and what moves to it from the old one. */
export function surroundings(draft: Draft): void {
  trustedAccess(draft);
  safeguards(draft);
  const { look } = draft;
  leave(draft, {
    path: 'workloads',
    why: 'Everything inside the cluster (workloads, secrets, namespaces, bindings) is deployed again from its source.',
  });
  leave(draft, {
    path: 'role assignments',
    why: 'Roles of people on the old cluster, and of its identities on registries, networks and vaults, are given again.',
  });
  if (look.cluster.flag('properties.oidcIssuerProfile.enabled').value)
    leave(draft, {
      check: 'AKS-IAM-012',
      path: 'properties.oidcIssuerProfile.issuerURL',
      why: 'The new cluster has another issuer: federated credentials of workload identities have to name it too.',
    });
  leave(draft, {
    path: 'names',
    why: 'The API server has a new name: kubeconfigs, pipelines, DNS records and alerts on the old cluster’s id have to follow.',
  });
}

/** https://learn.microsoft.com/azure/aks/deployment-safeguards */
function safeguards(draft: Draft): void {
  const part = new Part(draft, draft.safeguards, 'deploymentSafeguards');
  const level = part.word('properties.level') === 'enforce' ? 'Enforce' : 'Warn';
  part.set('properties.level', level, {
    check: 'AKS-GOV-005',
    why: 'Whoever deploys something unsafe is told; Enforce would refuse it.',
  });
  const isStrict = part.word('properties.podSecurityStandardsLevel') === 'restricted';
  part.set('properties.podSecurityStandardsLevel', isStrict ? 'Restricted' : 'Baseline', {
    check: 'AKS-GOV-005',
    why: 'Pods that could take a node over are told of too.',
  });
}

/** A binding passes private networking and authorized ranges: only those on the list come along. */
function trustedAccess(draft: Draft): void {
  const { trustedAccessSources } = draft.look.config;
  const isListed = (source: unknown) =>
    typeof source === 'string' &&
    trustedAccessSources.some((prefix) => isAtOrBelow(source, prefix));
  const bindings = draft.trustedAccessRoleBindings;
  draft.trustedAccessRoleBindings = bindings
    .filter(({ properties }) => isListed(properties?.sourceResourceId))
    .map(({ name, properties: { sourceResourceId, roles } }) => ({
      name: String(name).split('/').at(-1),
      properties: { sourceResourceId, roles },
    }));
  for (const { name, properties } of bindings)
    if (!isListed(properties?.sourceResourceId))
      leave(draft, {
        check: 'AKS-IAM-019',
        path: `trustedAccessRoleBindings[${name}]`,
        why: 'Trusted Access for a service that is not on the list (posture.trustedAccessSources). Put it there if it is needed, and write the file again.',
      });
}
