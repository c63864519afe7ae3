import { poolLines } from '../../bicep-lines.ts';
import { failing, forAll, listed } from '../../combine.ts';
import { defineCheck, fail, pass, unknown } from '../../define-check.ts';
import { azAks, azAksOf, manual } from '../../fixes.ts';
import { poolsOf } from '../../pools.ts';
import type { Node } from '../../read.ts';
import { aksDocs, azqr, azurePolicy, checkov, prowler, psrule } from '../../references.ts';

/** More than one node at a time, as a number or a share of the pool. */
function judgeSurge(pool: Node) {
  const surge = pool.text('upgradeSettings.maxSurge');
  const drain = pool.number('upgradeSettings.drainTimeoutInMinutes');
  const undrainable = pool.text('upgradeSettings.undrainableNodeBehavior');
  const [, amount, share] = /^(\d+)(%?)$/.exec(surge.value ?? '') ?? [];
  const ok = amount !== undefined && (share === '%' ? Number(amount) > 0 : Number(amount) > 1);
  return { ok, evidence: [surge.evidence, drain.evidence, undrainable.evidence] };
}

export const checks = [
  defineCheck({
    id: 'AKS-UPG-004',
    title: 'Cluster upgrades itself',
    group: 'UPG',
    severity: 'medium',
    why: 'Upgrades that wait for a person happen late. Every week in between, published holes are open.',
    needs: ['managedCluster'],
    references: [
      azurePolicy('5c345cdf'),
      psrule('AutoUpgrade'),
      prowler('aks_cluster_auto_upgrade_enabled'),
      checkov('CKV_AZURE_171'),
      aksDocs('auto-upgrade-cluster'),
    ],
    evaluate({ cluster, config }) {
      const channel = cluster.word('properties.autoUpgradeProfile.upgradeChannel');
      if (!channel.value || channel.value === 'none')
        return fail('No upgrade channel is set: the cluster waits for a person.', channel.evidence);
      return config.upgradeChannels.some((allowed) => allowed === channel.value)
        ? pass(`The upgrade channel is ${channel.value}.`, channel.evidence)
        : fail(
            `The upgrade channel is ${channel.value}; it should be ${config.upgradeChannels.join(' or ')}.`,
            channel.evidence,
          );
    },
    fix: manual((look) => ({
      steps:
        'Set a maintenance window first (AKS-UPG-006), then the channel: `patch` stays on the minor, `stable` follows one behind the newest.',
      commands: [azAks(look, 'update', '--auto-upgrade-channel patch')],
      set: { 'properties.autoUpgradeProfile.upgradeChannel': 'patch' },
    })),
  }),
  defineCheck({
    id: 'AKS-UPG-008',
    title: 'No forced upgrade left on',
    group: 'UPG',
    severity: 'low',
    why: 'A forced upgrade skips the checks that stop a breaking one. Left on after an emergency, it takes down what it was to save.',
    needs: ['managedCluster'],
    references: [aksDocs('upgrade-options')],
    evaluate({ cluster, now }) {
      const forced = cluster.flag('properties.upgradeSettings.overrideSettings.forceUpgrade');
      const until = cluster.text('properties.upgradeSettings.overrideSettings.until');
      const evidence = [forced.evidence, until.evidence] as const;
      if (!forced.value) return pass('Upgrades are not forced.', ...evidence);
      if (!until.value) return fail('Upgrades are forced, without an end.', ...evidence);
      const end = Date.parse(until.value);
      if (Number.isNaN(end))
        return unknown('When forced upgrades end cannot be read.', ...evidence);
      return end <= now.getTime()
        ? pass('Upgrades are no longer forced: that has ended.', ...evidence)
        : fail(`Upgrades are forced until ${until.value}.`, ...evidence);
    },
    fix: manual((look) => ({
      steps: 'Turn the override off once the upgrade for which it was set is done.',
      commands: [azAks(look, 'update', '--disable-force-upgrade')],
      set: { 'properties.upgradeSettings.overrideSettings.forceUpgrade': false },
    })),
  }),
  defineCheck({
    id: 'AKS-UPG-010',
    title: 'Node pools are upgraded several nodes at a time',
    group: 'UPG',
    severity: 'low',
    why: 'A large pool that is upgraded one node at a time takes longer than its window: security images stop half-way, and nodes stay open.',
    needs: ['managedCluster'],
    references: [azqr('aks-016'), aksDocs('upgrade-aks-cluster')],
    evaluate({ cluster }) {
      const pools = cluster.children('properties.agentPoolProfiles');
      return forAll({
        objects: pools.value ?? [],
        ask: judgeSurge,
        nothing: unknown('Which node pools there are is not known.', pools.evidence),
        failed: (names) => `No surge of more than one node is set for ${listed(names)}.`,
        passed: 'Every node pool has a surge of more than one node.',
      });
    },
    fix: manual((look) => {
      const pools = failing(poolsOf(look), judgeSurge).map(({ object }) => object);
      return {
        steps:
          'Set how many nodes are replaced at once (needs that much spare quota), and decide how long a drain may take and what happens to a node that cannot be drained.',
        commands: pools.map((pool) =>
          azAksOf(look, 'nodepool update', pool, '--max-surge 33% --drain-timeout 30'),
        ),
        bicep: poolLines(look.ref, pools, {
          'upgradeSettings.maxSurge': '33%',
          'upgradeSettings.drainTimeoutInMinutes': 30,
        }),
      };
    }),
  }),
];
