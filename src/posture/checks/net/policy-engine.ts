import { listed } from '../../combine.ts';
import {
  defineCheck,
  type Finding,
  fail,
  notApplicable,
  pass,
  unknown,
} from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { isCilium, network } from '../../network.ts';
import { findEngine } from '../../network-policies/engine.ts';
import { isWindows, poolsOf } from '../../pools.ts';
import { aksDocs, checkov, cis, kubescape, prowler, psrule, trivy } from '../../references.ts';
import { metadataExclusions, restriction } from './_metadata.ts';

function engine(look: Look): Finding {
  const { engine: found, says, evidence } = findEngine(look);
  if (found === undefined) return unknown(says, ...evidence);
  return found === 'none' ? fail(says, ...evidence) : pass(says, ...evidence);
}

/** Cilium is not for Windows nodes, nor for kubenet: https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium */
function chooseEngine(look: Look) {
  if (look.cluster.word(network.plugin).value === 'kubenet')
    return {
      steps:
        'Move to Azure CNI Overlay with Cilium in one step (AKS-NET-024): kubenet retires, and an engine for it would have to be replaced again. Every node is replaced.',
      commands: [
        azAks(
          look,
          'update',
          '--network-plugin azure --network-plugin-mode overlay --network-dataplane cilium',
        ),
      ],
      set: {
        [network.plugin]: 'azure',
        'properties.networkProfile.networkPluginMode': 'overlay',
        [network.dataplane]: 'cilium',
        [network.policy]: 'cilium',
      },
    };
  const [flags, set] = poolsOf(look).some(isWindows)
    ? ['--network-policy calico', { [network.policy]: 'calico' }]
    : [
        '--network-dataplane cilium --network-policy cilium',
        { [network.dataplane]: 'cilium', [network.policy]: 'cilium' },
      ];
  return {
    steps:
      'Every node gets a new image while this is done, so choose a quiet hour. Until there are policies, nothing is blocked.',
    commands: [azAks(look, 'update', flags)],
    set,
  };
}

export const checks = [
  defineCheck({
    id: 'AKS-NET-001',
    title: 'Network policies are enforced',
    group: 'NET',
    severity: 'high',
    why: 'Without an engine every pod reaches every other, whatever the policies say: one pod that is taken is a way to the database, and to the next team.',
    needs: ['managedCluster'],
    uses: ['workloads'],
    references: [
      cis('5.4.4'),
      psrule('NetworkPolicy'),
      checkov('CKV_AZURE_7'),
      trivy('AZU-0043'),
      prowler('aks_network_policy_enabled'),
      kubescape('C-0240'),
      aksDocs('use-network-policies'),
    ],
    evaluate: engine,
    fix: manual(chooseEngine),
  }),
  defineCheck({
    id: 'AKS-NET-003',
    title: 'Metadata service closed to pods by Azure',
    group: 'NET',
    severity: 'medium',
    why: 'Network policies can be forgotten in a new namespace. Closed on the node, the metadata service gives no pod a token, whatever the policies say.',
    needs: ['managedCluster'],
    references: [aksDocs('imds-restriction')],
    evaluate(look) {
      const access = restriction(look);
      if (access.value === 'none')
        return pass('Pods do not reach the metadata service.', access.evidence);
      const { names, evidence } = metadataExclusions(look);
      if (names.length > 0)
        return notApplicable(
          `Azure refuses the restriction while the cluster has ${listed(names)}. Network policies can do it (AKS-NET-002).`,
          access.evidence,
          ...evidence,
        );
      // A preview: the released version of the API leaves the property out, whatever its value is.
      return access.value === undefined
        ? unknown(
            'The restriction is a preview, which the released version of Azure’s API does not show.',
            access.evidence,
          )
        : fail('Pods reach the metadata service.', access.evidence);
    },
    fix: manual((look) => ({
      steps:
        'A preview, which needs the extension aks-preview and the feature IMDSRestrictionPreview; it works once the nodes have a new image. It excludes Container Insights, Azure Policy and other add-ons that need the service.',
      commands: [
        azAks(look, 'update', '--enable-imds-restriction'),
        azAks(look, 'upgrade', '--node-image-only'),
      ],
    })),
  }),
  defineCheck({
    id: 'AKS-NET-013',
    title: 'Policies by host name or request available',
    group: 'NET',
    severity: 'low',
    why: 'Policies by address cannot tell a service from its neighbour in the same cloud. By name, data that leaves can be held to the few services that are meant.',
    needs: ['managedCluster'],
    references: [aksDocs('advanced-container-networking-services-overview')],
    evaluate(look) {
      const { cluster } = look;
      const dataplane = cluster.word(network.dataplane);
      if (!isCilium(look))
        return notApplicable('Only the Cilium data plane has such policies.', dataplane.evidence);
      const enabled = cluster.flag(`${network.advanced}.enabled`);
      const security = cluster.flag(`${network.advanced}.security.enabled`);
      const policies = cluster.word(`${network.advanced}.security.advancedNetworkPolicies`);
      const evidence = [enabled.evidence, security.evidence, policies.evidence] as const;
      // Left out, it is FQDN where the security features are on.
      const kind = policies.value ?? (security.value ? 'fqdn' : 'none');
      return enabled.value && security.value !== false && ['fqdn', 'l7'].includes(kind)
        ? pass(`Policies of the kind ${kind.toUpperCase()} can be used.`, ...evidence)
        : fail('Policies by host name or request are off.', ...evidence);
    },
    fix: manual((look) => ({
      steps:
        'Turn on Advanced Container Networking Services, which are paid for by the node. Then write the policies: until there are some, nothing is blocked.',
      commands: [azAks(look, 'update', '--enable-acns --acns-advanced-networkpolicies FQDN')],
      set: {
        [`${network.advanced}.enabled`]: true,
        [`${network.advanced}.security`]: { enabled: true, advancedNetworkPolicies: 'FQDN' },
      },
    })),
  }),
];
