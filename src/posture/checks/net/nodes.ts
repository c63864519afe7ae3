import { failing, forAll, listed } from '../../combine.ts';
import { defineCheck, fail, pass } from '../../define-check.ts';
import { azAks, azAksOf, manual, shellWord } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { network, networksOf } from '../../network.ts';
import { everyPool, poolsOf } from '../../pools.ts';
import type { Node } from '../../read.ts';
import { aksDocs, azurePolicy, checkov, cis, prowler, psrule } from '../../references.ts';
import { resourceGroupOf } from '../../resource-id.ts';

function hasPublicAddress(pool: Node) {
  const enabled = pool.flag('enableNodePublicIP');
  return { ok: enabled.value !== true, evidence: [enabled.evidence] };
}

function isProtected(one: Node) {
  const enabled = one.flag('properties.enableDdosProtection');
  return { ok: enabled.value === true, evidence: [enabled.evidence] };
}

/** AKS owns what lies in the resource group of the nodes, and undoes changes there. */
function isOfNodes({ cluster }: Look, id: string): boolean {
  return resourceGroupOf(id) === cluster.word('properties.nodeResourceGroup').value;
}

export const checks = [
  defineCheck({
    id: 'AKS-NET-015',
    title: 'Nodes without public addresses',
    group: 'NET',
    severity: 'high',
    why: 'A node with a public address can be scanned and attacked from anywhere: its SSH, its kubelet and every port that a pod opens on it.',
    needs: ['managedCluster'],
    references: [
      cis('5.4.3'),
      checkov('CKV_AZURE_143'),
      prowler('aks_clusters_created_with_private_nodes'),
      aksDocs('use-node-public-ips'),
    ],
    evaluate(look) {
      return everyPool(look, {
        ask: hasPublicAddress,
        failed: (names) => `Every node has a public address in ${listed(names)}.`,
        passed: 'No node has a public address.',
      });
    },
    fix: manual((look) => ({
      steps:
        'A pool keeps what it was created with: add one without public addresses, move the work there, then delete the old one.',
      commands: failing(poolsOf(look), hasPublicAddress).map(({ object }) =>
        azAksOf(look, 'nodepool add', `${object.slice(0, 9)}new`),
      ),
    })),
  }),
  defineCheck({
    id: 'AKS-NET-018',
    title: 'Network protected against floods',
    group: 'NET',
    severity: 'low',
    why: 'A flood from the Internet against the cluster’s addresses stops its services. The plan absorbs it, warns, and pays for what it cost.',
    needs: ['managedCluster'],
    uses: ['virtualNetworks'],
    references: [
      {
        system: 'Microsoft Learn',
        id: 'ddos-protection-overview',
        url: 'https://learn.microsoft.com/azure/ddos-protection/ddos-protection-overview',
      },
    ],
    evaluate(look) {
      return forAll({
        objects: [...networksOf(look).values()],
        ask: isProtected,
        nothing: fail(
          'The nodes are in no network that could be protected.',
          look.evidenceOf('virtualNetworks', []),
        ),
        failed: (names) => `No DDoS protection plan covers ${listed(names)}.`,
        passed: 'A DDoS protection plan covers the network of the nodes.',
      });
    },
    fix: manual((look) => ({
      steps:
        'One plan serves all networks of a tenant, and is dear. It can be set on networks of your own; one that AKS manages must not be changed.',
      commands: [...networksOf(look)]
        .filter(([id, one]) => !isProtected(one).ok && !isOfNodes(look, id))
        .map(
          ([id]) =>
            `az network vnet update --ids ${shellWord(id)} --ddos-protection true --ddos-protection-plan "<plan id>"`,
        ),
    })),
  }),
  defineCheck({
    id: 'AKS-NET-019',
    title: 'Standard load balancer',
    group: 'NET',
    severity: 'medium',
    why: 'The Basic load balancer is retired since September 2025, is open by default, and keeps authorized IP ranges and other protection from being used.',
    needs: ['managedCluster'],
    references: [psrule('StandardLB'), aksDocs('upgrade-basic-load-balancer-on-aks')],
    evaluate({ cluster }) {
      const sku = cluster.word(network.loadBalancer);
      // Left out of a template, it is Standard: https://learn.microsoft.com/azure/aks/load-balancer-standard
      return sku.value === 'standard' || sku.value === undefined
        ? pass('The load balancer is Standard.', sku.evidence)
        : fail(`The load balancer is ${sku.value}.`, sku.evidence);
    },
    fix: manual((look) => ({
      steps:
        'The move takes the cluster’s addresses away for a while, and they change: prepare DNS and whoever allows them by address.',
      commands: [azAks(look, 'update', '--load-balancer-sku Standard')],
      set: { [network.loadBalancer]: 'standard' },
    })),
  }),
  defineCheck({
    id: 'AKS-NET-024',
    title: 'Supported network plug-in',
    group: 'NET',
    severity: 'medium',
    why: 'Kubenet retires in March 2028 and gets nothing new: no Cilium, no policies by name, no encryption between nodes.',
    needs: ['managedCluster'],
    references: [azurePolicy('46238e2f'), checkov('CKV2_AZURE_29'), aksDocs('upgrade-azure-cni')],
    evaluate({ cluster }) {
      const plugin = cluster.word(network.plugin);
      if (plugin.value === 'azure' || plugin.value === 'none')
        return pass(
          plugin.value === 'azure'
            ? 'The cluster uses Azure CNI.'
            : 'The cluster brings its own network plug-in.',
          plugin.evidence,
        );
      return fail(
        plugin.value === undefined
          ? 'No network plug-in is named.'
          : `The cluster uses ${plugin.value}.`,
        plugin.evidence,
      );
    },
    fix: manual((look) => ({
      steps:
        'Move to Azure CNI Overlay. All nodes are replaced, and it cannot be undone; the pods keep the range of their addresses if it does not collide.',
      commands: [azAks(look, 'update', '--network-plugin azure --network-plugin-mode overlay')],
      set: {
        'properties.networkProfile.networkPlugin': 'azure',
        'properties.networkProfile.networkPluginMode': 'overlay',
      },
    })),
  }),
];
