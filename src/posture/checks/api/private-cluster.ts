import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { azAks, manual, rebuild } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { aksDocs, azqr, azurePolicy, checkov, cis, trivy } from '../../references.ts';
import { access, isPrivate } from './_access.ts';
import { isEveryone } from './_ranges.ts';

const makePrivate = manual((look: Look) => ({
  steps:
    'The API server is in your network already, so the cluster can be made private. First make sure that people, pipelines and this bot reach that network: the public address goes away.',
  commands: [azAks(look, 'update', '--enable-private-cluster')],
  set: { [access.isPrivate]: true },
}));

export const checks = [
  defineCheck({
    id: 'AKS-API-002',
    title: 'Private cluster, or a public one that is closed off',
    group: 'API',
    severity: 'high',
    why: 'An API server with a public address can be found, scanned and attacked by anyone; one that is private can be attacked only from inside the network.',
    needs: ['managedCluster'],
    references: [
      cis('5.4.2'),
      azurePolicy('040732e8'),
      azqr('aks-004'),
      checkov('CKV_AZURE_115'),
      trivy('AZU-0065'),
      aksDocs('private-clusters'),
    ],
    evaluate(look) {
      const closed = isPrivate(look);
      if (closed.value) return pass('The cluster is private.', closed.evidence);
      const ranges = look.cluster.texts(access.ranges);
      const entries = ranges.value ?? [];
      return entries.length > 0 && !entries.some(isEveryone)
        ? pass(
            'The cluster is public, and authorized IP ranges close it off (AKS-API-001): either is enough.',
            closed.evidence,
            ranges.evidence,
          )
        : fail(
            'The cluster is public, and no authorized IP ranges close it off.',
            closed.evidence,
            ranges.evidence,
          );
    },
    fix: {
      kinds: ['rebuild', 'manual'],
      of: (look) =>
        look.cluster.flag(access.vnetIntegration).value
          ? makePrivate.of(look)
          : rebuild(
              'Without API server VNet integration a cluster is private from its creation or never. Authorized IP ranges (AKS-API-001) satisfy this check too.',
            ),
    },
  }),
  defineCheck({
    id: 'AKS-API-004',
    title: 'Private cluster without a public DNS name',
    group: 'API',
    severity: 'low',
    why: 'The public name of a private cluster gives its inner address to everyone who asks: a map for whoever is inside the network already.',
    needs: ['managedCluster'],
    references: [aksDocs('private-clusters')],
    evaluate(look) {
      const closed = isPrivate(look);
      if (!closed.value)
        return notApplicable('The cluster is public, so its name is public too.', closed.evidence);
      const publicName = look.cluster.flag(access.publicName);
      return publicName.value === false
        ? pass('The cluster has no public DNS name.', publicName.evidence, closed.evidence)
        : fail('The private cluster has a public DNS name.', publicName.evidence, closed.evidence);
    },
    fix: manual((look) => ({
      steps:
        'Make sure that whoever reaches the cluster resolves its private DNS zone, then remove the public name.',
      commands: [azAks(look, 'update', '--disable-public-fqdn')],
      set: { [access.publicName]: false },
    })),
  }),
];
