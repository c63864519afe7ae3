import { forAll, listed } from '../../combine.ts';
import { defineCheck, fail, notApplicable, pass, unknown } from '../../define-check.ts';
import { azAks, manual, rebuild, shellWord } from '../../fixes.ts';
import { subnetsOf } from '../../network.ts';
import type { Node } from '../../read.ts';
import { aksDocs, azqr, checkov, psrule } from '../../references.ts';

const profile = 'reliability' as const;

/** The smallest subnet that leaves room for upgrades: 512 addresses. */
const longestPrefix = 23;

function judgeSubnet(subnet: Node) {
  const single = subnet.text('properties.addressPrefix');
  const several = subnet.texts('properties.addressPrefixes');
  const all = [...(single.value ? [single.value] : []), ...(several.value ?? [])];
  const lengths = all
    .filter((range) => !range.includes(':'))
    .map((range) => Number(range.split('/')[1]));
  return {
    ok: lengths.some((length) => length <= longestPrefix),
    evidence: [single.evidence, several.evidence],
  };
}

export const checks = [
  defineCheck({
    id: 'AKS-REL-002',
    title: 'API server with an SLA',
    group: 'REL',
    severity: 'low',
    profile,
    why: 'The free tier slows down and stops under load, and promises nothing: neither people nor policies get through.',
    needs: ['managedCluster'],
    references: [
      psrule('UptimeSLA'),
      azqr('aks-003'),
      checkov('CKV_AZURE_170'),
      aksDocs('free-standard-pricing-tiers'),
    ],
    evaluate({ cluster }) {
      const tier = cluster.word('sku.tier');
      return tier.value === 'standard' || tier.value === 'premium'
        ? pass(`The tier is ${String(tier.evidence.value)}.`, tier.evidence)
        : fail('The tier is the free one.', tier.evidence);
    },
    fix: manual((look) => ({
      steps: 'The tier Standard costs by the hour; Premium adds long-term support.',
      commands: [azAks(look, 'update', '--tier standard')],
      set: { 'sku.name': 'Base', 'sku.tier': 'Standard' },
    })),
  }),
  defineCheck({
    id: 'AKS-REL-004',
    title: 'Cluster backed up',
    group: 'REL',
    severity: 'low',
    profile,
    why: 'What an attacker or a mistake deletes is gone: volumes and the objects that no repository holds.',
    needs: ['backupInstances'],
    references: [
      {
        system: 'Microsoft Learn',
        id: 'azure-kubernetes-service-cluster-backup',
        url: 'https://learn.microsoft.com/azure/backup/azure-kubernetes-service-cluster-backup',
      },
    ],
    evaluate(look) {
      const { items, evidence } = look.list('backupInstances');
      return forAll({
        objects: items,
        ask(instance) {
          const state = instance.word('state');
          return {
            ok: !['protectionerror', 'protectionstopped', 'notprotected'].includes(
              state.value ?? '',
            ),
            evidence: [state.evidence],
          };
        },
        nothing: fail('No backup of the cluster can be seen.', evidence),
        failed: (names) => `The backup does not work: ${listed(names)}.`,
        passed: 'The cluster is backed up.',
      });
    },
    fix: {
      kind: 'manual',
      steps:
        'Install the backup extension, choose a vault and a policy, and give the vault Trusted Access (AKS-IAM-019 has to know it).',
      commands: [],
    },
  }),
  defineCheck({
    id: 'AKS-REL-009',
    title: 'Subnets of the nodes large enough',
    group: 'REL',
    severity: 'info',
    profile,
    why: 'An upgrade needs addresses for the new nodes. Where they have run out, patches stop.',
    needs: ['managedCluster'],
    uses: ['virtualNetworks'],
    references: [psrule('CNISubnetSize'), aksDocs('concepts-network-ip-address-planning')],
    evaluate(look) {
      const plugin = look.cluster.word('properties.networkProfile.networkPlugin');
      const mode = look.cluster.word('properties.networkProfile.networkPluginMode');
      if (plugin.value !== 'azure' || mode.value === 'overlay')
        return notApplicable(
          'Pods take no addresses of the subnet here.',
          plugin.evidence,
          mode.evidence,
        );
      return forAll({
        objects: subnetsOf(look).map(({ subnet }) => subnet),
        ask: judgeSubnet,
        nothing: unknown('In which subnets the nodes are is not known.', plugin.evidence),
        failed: (networks) =>
          `A subnet is smaller than /${longestPrefix} in ${listed([...new Set(networks)])}.`,
        passed: `Every subnet of the nodes is /${longestPrefix} or larger.`,
      });
    },
    fix: rebuild(
      'The subnet of a pool is set when it is created: add pools in a larger subnet and move the workloads, or move the cluster to Azure CNI Overlay, which needs few addresses.',
    ),
  }),
  defineCheck({
    id: 'AKS-REL-010',
    title: 'Name keeps to the convention',
    group: 'REL',
    severity: 'info',
    profile,
    why: 'Names without order are mixed up: the wrong cluster is opened, changed or deleted.',
    needs: ['managedCluster'],
    references: [psrule('Name'), psrule('Naming')],
    evaluate({ cluster, config }) {
      const name = cluster.text('name');
      if (config.clusterNamePattern === undefined)
        return notApplicable('There is no convention (posture.clusterNamePattern).', name.evidence);
      if (!name.value) return unknown('The name of the cluster is not known.', name.evidence);
      return new RegExp(config.clusterNamePattern).test(name.value)
        ? pass('The name keeps to the convention.', name.evidence)
        : fail(`The name does not fit ${shellWord(config.clusterNamePattern)}.`, name.evidence);
    },
    fix: rebuild('A cluster cannot be renamed.'),
  }),
];
