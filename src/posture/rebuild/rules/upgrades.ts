import { clusterPart, type Draft } from '../draft.ts';

/** Upgrades that come by themselves. */
export function upgrades(draft: Draft): void {
  const cluster = clusterPart(draft);
  const profile = 'properties.autoUpgradeProfile';
  const { upgradeChannels } = draft.look.config;
  const channel = cluster.word(`${profile}.upgradeChannel`);
  const isGood = upgradeChannels.some((allowed) => allowed === channel);
  cluster.set(
    `${profile}.upgradeChannel`,
    isGood
      ? cluster.get(`${profile}.upgradeChannel`)
      : (upgradeChannels.find((allowed) => allowed === 'patch') ?? upgradeChannels[0]),
    { check: 'AKS-UPG-004', why: 'Patches do not wait for a person.' },
  );
  const nodes = cluster.get(`${profile}.nodeOSUpgradeChannel`);
  const areGood = ['securitypatch', 'nodeimage'].includes(
    cluster.word(`${profile}.nodeOSUpgradeChannel`),
  );
  // Security patches come by node image alone on the channel `node-image`: Azure wants both the same.
  const wanted =
    cluster.word(`${profile}.upgradeChannel`) === 'node-image' ? 'NodeImage' : 'SecurityPatch';
  cluster.set(`${profile}.nodeOSUpgradeChannel`, areGood ? nodes : wanted, {
    check: 'AKS-NODE-001',
    why: 'Nodes are patched in their window.',
  });
  cluster.drop('properties.upgradeSettings.overrideSettings', {
    check: 'AKS-UPG-008',
    why: 'An override for one upgrade of the old cluster.',
  });
}
