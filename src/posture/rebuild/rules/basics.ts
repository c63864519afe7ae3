import { clusterPart, type Draft, leave, parameter } from '../draft.ts';
import { rebuiltName } from '../name.ts';
import { chosenVersion } from '../version.ts';

/** Name, place, tags and version. */
export function basics(draft: Draft): void {
  const { ref, cluster: old } = draft.look;
  const name = rebuiltName(ref.name);
  draft.cluster = {
    name: parameter(draft, {
      name: 'name',
      type: 'string',
      description: 'Name of the new cluster: another than the old one while both exist',
      default: name,
    }),
    location: parameter(draft, {
      name: 'location',
      type: 'string',
      description: 'Region, that of the old cluster unless said',
      ...(ref.location && { default: ref.location }),
    }),
    tags: parameter(draft, {
      name: 'tags',
      type: 'object',
      description: 'Tags; those of the old cluster unless said',
      default: ref.tags,
    }),
    ...draft.cluster,
  };
  const cluster = clusterPart(draft);
  cluster.write(
    'properties.dnsPrefix',
    parameter(draft, {
      name: 'dnsPrefix',
      type: 'string',
      description:
        'First part of the name of the API server; letters, digits and hyphens, at most 54',
      default: dnsPrefixOf(name),
    }),
  );
  nodeResourceGroup(draft);
  version(draft, cluster.word('properties.supportPlan'));
  if (old.text('properties.fqdnSubdomain').value)
    leave(draft, {
      path: 'properties.fqdnSubdomain',
      why: 'Two clusters cannot share it; the new one is called by its DNS prefix.',
    });
}

/** https://learn.microsoft.com/azure/aks/faq#what-naming-restrictions-are-enforced-for-aks-resources-and-parameters */
function dnsPrefixOf(name: string): string {
  const prefix = name.replaceAll(/[^A-Za-z0-9-]/g, '-').replace(/^-+/, '');
  return prefix.slice(0, 54).replace(/-+$/, '') || 'aks';
}

/** Azure makes the name of the group of the nodes, unless somebody chose one. */
function nodeResourceGroup(draft: Draft): void {
  const chosen = draft.look.cluster.text('properties.nodeResourceGroup').value;
  if (!chosen || /^MC_/i.test(chosen)) return;
  clusterPart(draft).write(
    'properties.nodeResourceGroup',
    parameter(draft, {
      name: 'nodeResourceGroup',
      type: 'string',
      description: 'Resource group that Azure makes for the nodes; it must not exist yet',
      default: rebuiltName(chosen, 80),
    }),
  );
}

function version(draft: Draft, supportPlan: string): void {
  const cluster = clusterPart(draft);
  const { minor, why } = draft.version
    ? { minor: draft.version, why: 'The version that was asked for.' }
    : chosenVersion(draft.look);
  const known = parameter(draft, {
    name: 'kubernetesVersion',
    type: 'string',
    description:
      'Version of Kubernetes, for the control plane and every pool; a minor means its newest patch',
    ...(minor && { default: minor }),
  });
  cluster.set('properties.kubernetesVersion', known, { check: 'AKS-UPG-001', why });
  if (supportPlan === 'akslongtermsupport')
    cluster.set('sku.tier', 'Premium', {
      check: 'AKS-UPG-009',
      why: 'Long-term support needs the Premium tier.',
    });
}
