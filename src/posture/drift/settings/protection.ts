/** Secrets, images, and what watches and limits the cluster: groups SEC, IMG, DEF and GOV. */
import type { Look } from '../../look.ts';
import { definitionOf, holds } from '../../policy-assignments.ts';
import { asSet, choice, onOff, presence } from '../scalars.ts';
import { defineSetting, NotThere, ofCluster } from '../setting.ts';

const provider = 'properties.addonProfiles.azureKeyvaultSecretsProvider';
const kms = 'properties.securityProfile.azureKeyVaultKms';

function onlyWith(path: string, what: string): (look: Look) => void {
  return ({ cluster }) => {
    if (!cluster.flag(path).value) throw new NotThere(`${what} is off.`);
  };
}

export const protection = [
  ofCluster({
    path: `${provider}.enabled`,
    title: 'Secrets provider for Key Vault',
    checks: ['AKS-SEC-001'],
    scalar: onOff({ stronger: 'on' }),
  }),
  ofCluster({
    path: `${provider}.config.enableSecretRotation`,
    title: 'Rotation of secrets from Key Vault',
    checks: ['AKS-SEC-002'],
    scalar: onOff({ stronger: 'on' }),
    unless: onlyWith(`${provider}.enabled`, 'The secrets provider'),
  }),
  ofCluster({
    path: `${kms}.enabled`,
    title: 'etcd encrypted with a key of your own',
    checks: ['AKS-SEC-003', 'AKS-SEC-004'],
    scalar: onOff({ stronger: 'on' }),
  }),
  ofCluster({
    path: `${kms}.keyVaultNetworkAccess`,
    title: 'Way to the vault of the key for etcd',
    checks: ['AKS-SEC-004'],
    scalar: choice({ ranks: { Public: 0, Private: 1 }, absent: 'Public' }),
    unless: onlyWith(`${kms}.enabled`, 'Encryption of etcd with a key of your own'),
  }),
  ofCluster({
    path: 'properties.diskEncryptionSetID',
    title: 'Disks encrypted with a key of your own',
    checks: ['AKS-NODE-007'],
    scalar: presence({ there: 'on', none: 'off', stronger: 'there' }),
  }),
  ofCluster({
    path: 'properties.securityProfile.imageCleaner.enabled',
    title: 'Image Cleaner',
    checks: ['AKS-IMG-012'],
    scalar: onOff({ stronger: 'on' }),
  }),
  ofCluster({
    path: 'properties.securityProfile.defender.securityGating.enabled',
    title: 'Gated deployment',
    checks: ['AKS-IMG-015'],
    // A preview's property: an API version that does not know it leaves it out.
    scalar: onOff({ stronger: 'on', absent: 'unknown' }),
  }),
  ofCluster({
    path: 'properties.securityProfile.defender.securityMonitoring.enabled',
    title: 'Defender sensor',
    checks: ['AKS-DEF-001'],
    scalar: onOff({ stronger: 'on' }),
  }),
  defineSetting({
    path: 'containersPlan.properties.pricingTier',
    title: 'Plan Defender for Containers',
    checks: ['AKS-DEF-002', 'AKS-DEF-003'],
    ...planes('containersPlan', 'properties.pricingTier', { Free: 0, Standard: 1 }),
  }),
  ofCluster({
    path: 'properties.addonProfiles.azurepolicy.enabled',
    title: 'Azure Policy add-on',
    checks: ['AKS-GOV-001', 'AKS-IMG-007'],
    scalar: onOff({ stronger: 'on' }),
  }),
  defineSetting({
    path: 'policyAssignments',
    title: 'Policies that are assigned',
    checks: ['AKS-GOV-002'],
    read: (look) =>
      asSet(
        look
          .list('policyAssignments')
          .items.filter((one) => holds(one, look))
          .flatMap((one) => definitionOf(one) ?? []),
      ),
    say: (ids) => (ids.length === 0 ? 'none' : ids.join(', ')),
  }),
  defineSetting({
    path: 'deploymentSafeguards.properties.level',
    title: 'Deployment safeguards',
    checks: ['AKS-GOV-005', 'AKS-GOV-002'],
    ...planes('deploymentSafeguards', 'properties.level', { off: 0, Warn: 1, Enforce: 2 }, 'off'),
  }),
  defineSetting({
    path: 'deploymentSafeguards.properties.podSecurityStandardsLevel',
    title: 'Pod security standard of the safeguards',
    checks: ['AKS-GOV-002'],
    ...planes(
      'deploymentSafeguards',
      'properties.podSecurityStandardsLevel',
      { Privileged: 0, Baseline: 1, Restricted: 2 },
      'Privileged',
    ),
  }),
  ofCluster({
    path: 'properties.nodeResourceGroupProfile.restrictionLevel',
    title: 'Resource group of the nodes',
    checks: ['AKS-GOV-007'],
    scalar: choice({ ranks: { Unrestricted: 0, ReadOnly: 1 }, absent: 'Unrestricted' }),
  }),
  ofCluster({
    path: 'properties.addonProfiles.kubeDashboard.enabled',
    title: 'Kubernetes dashboard add-on',
    checks: ['AKS-GOV-015'],
    scalar: onOff({ stronger: 'off' }),
  }),
];

/** One word of a plane that is one object. */
function planes(
  plane: 'containersPlan' | 'deploymentSafeguards',
  path: string,
  ranks: Record<string, number>,
  absent?: string,
) {
  const { read, say, compare } = choice({ ranks, absent });
  return { read: (look: Look) => read(look.plane(plane), path), say, compare };
}
