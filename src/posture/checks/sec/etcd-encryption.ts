import { listed } from '../../combine.ts';
import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { azAks, manual, shellWord } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { type Node, NotKnown, type Seen } from '../../read.ts';
import { aksDocs, azurePolicy, cis } from '../../references.ts';
import type { Evidence } from '../../types.ts';

const kms = 'properties.securityProfile.azureKeyVaultKms';
const dayMs = 24 * 60 * 60 * 1000;

function keyOf({ cluster }: Look): { enabled: Seen<boolean>; keyId: Seen<string> } {
  return { enabled: cluster.flag(`${kms}.enabled`), keyId: cluster.text(`${kms}.keyId`) };
}

function vaultOf(look: Look): Node {
  const [found] = look.resources('keyVaults');
  if (found) return found[1];
  throw new NotKnown(
    'Not known: the vault of the key could not be found. It may lie where the reading identity sees nothing, or be a managed HSM, which is not looked at.',
    keyOf(look).keyId.evidence,
  );
}

interface Weakness {
  /** What is wrong; undefined where nothing is. */
  text: string | undefined;
  evidence: Evidence;
}

function vaultWeaknesses(look: Look, vault: Node): Weakness[] {
  const soft = vault.flag('properties.enableSoftDelete');
  const purge = vault.flag('properties.enablePurgeProtection');
  const inNetwork = look.cluster.flag('properties.apiServerAccessProfile.enableVnetIntegration');
  const access = look.cluster.word(`${kms}.keyVaultNetworkAccess`);
  return [
    {
      // Left out, it is on: https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview
      text: soft.value === false ? 'the vault forgets at once what is deleted' : undefined,
      evidence: soft.evidence,
    },
    {
      text: purge.value ? undefined : 'the vault can be purged',
      evidence: purge.evidence,
    },
    {
      text:
        inNetwork.value && access.value !== 'private'
          ? 'the vault is reached over its public address, though the API server is in your network'
          : undefined,
      evidence: access.evidence,
    },
  ];
}

/** Key Vault counts in seconds since 1970. */
function keyWeaknesses({ now, config }: Look, key: Node): Weakness[] {
  const { maxAgeDays, minDaysLeft } = config.etcdKey;
  const enabled = key.flag('properties.attributes.enabled');
  const created = key.number('properties.attributes.created');
  const expires = key.number('properties.attributes.exp');
  const daysTo = (seconds: number) => (seconds * 1000 - now.getTime()) / dayMs;
  const left = expires.value === undefined ? Number.POSITIVE_INFINITY : daysTo(expires.value);
  if (created.value === undefined)
    throw new NotKnown('Not known: how old the key is.', created.evidence);
  const age = -daysTo(created.value);
  return [
    {
      text: enabled.value === false ? 'the key is disabled' : undefined,
      evidence: enabled.evidence,
    },
    {
      text:
        left < 0
          ? 'the key has expired'
          : left < minDaysLeft
            ? `the key expires in ${Math.floor(left)} days`
            : undefined,
      evidence: expires.evidence,
    },
    {
      text: age > maxAgeDays ? `the key is ${Math.floor(age)} days old` : undefined,
      evidence: created.evidence,
    },
  ];
}

export const checks = [
  defineCheck({
    id: 'AKS-SEC-003',
    title: 'etcd encrypted with a key of your own',
    group: 'SEC',
    severity: 'high',
    why: 'Secrets lie in etcd as plain text under Azure’s own disk encryption. With a key of one’s own a copy of etcd is worth nothing, and access can be cut.',
    needs: ['managedCluster'],
    references: [cis('5.3.1'), azurePolicy('dbbdc317'), aksDocs('use-kms-etcd-encryption')],
    evaluate(look) {
      const { enabled, keyId } = keyOf(look);
      // A preview, which only previews of the API show; encryption of the nodes' disks is another matter.
      const infrastructure = look.cluster.word(
        'properties.securityProfile.kubernetesResourceObjectEncryptionProfile.infrastructureEncryption',
      );
      const evidence = [enabled.evidence, keyId.evidence, infrastructure.evidence] as const;
      if (enabled.value && keyId.value)
        return pass('etcd is encrypted with a key from Key Vault.', ...evidence);
      if (infrastructure.value === 'enabled')
        return pass('Azure encrypts the objects in etcd once more.', ...evidence);
      return fail('Secrets lie in etcd without encryption of their own.', ...evidence);
    },
    fix: manual((look) => ({
      steps:
        'Create a key in a vault with purge protection and give the cluster’s identity the right to use it. Write all secrets again afterwards. From then on the API server needs the key: if it is deleted or expires, the cluster stops.',
      commands: [
        azAks(
          look,
          'update',
          '--enable-azure-keyvault-kms --azure-keyvault-kms-key-id "<key identifier>"',
        ),
        `kubectl get secrets --all-namespaces -o json | kubectl replace -f -`,
      ],
      set: { [`${kms}.enabled`]: true, [`${kms}.keyId`]: '<key identifier>' },
    })),
  }),
  defineCheck({
    id: 'AKS-SEC-004',
    title: 'Key for etcd protected and fresh',
    group: 'SEC',
    severity: 'medium',
    why: 'Who can purge the key, or lets it expire, stops the cluster and loses every secret in it. One that is never replaced protects old copies for ever.',
    needs: ['managedCluster'],
    uses: ['keyVaults', 'keyVaultKeys'],
    references: [aksDocs('use-kms-etcd-encryption')],
    evaluate(look) {
      const { enabled, keyId } = keyOf(look);
      if (!enabled.value || !keyId.value)
        return notApplicable(
          'etcd is not encrypted with a key of your own (AKS-SEC-003).',
          enabled.evidence,
        );
      const vault = vaultOf(look);
      const key = look.resource('keyVaultKeys', keyId.value);
      if (!key)
        return fail(
          'The key does not exist any more: the API server is about to stop.',
          keyId.evidence,
        );
      const all = [...vaultWeaknesses(look, vault), ...keyWeaknesses(look, key)];
      const problems = all.flatMap(({ text }) => text ?? []);
      const evidence = [keyId.evidence, ...all.map((one) => one.evidence)] as const;
      const said = listed(problems);
      return problems.length === 0
        ? pass('The key and its vault are protected.', ...evidence)
        : fail(`${said.charAt(0).toUpperCase()}${said.slice(1)}.`, ...evidence);
    },
    fix: manual((look) => ({
      steps:
        'Turn on purge protection, which cannot be turned off again. To replace the key, make a new version, give the cluster its identifier and write all secrets again; keep the old version until then.',
      commands: [
        ...look
          .resources('keyVaults')
          .filter(([, vault]) => !vault.flag('properties.enablePurgeProtection').value)
          .map(
            ([id]) =>
              `az resource update --ids ${shellWord(id)} --set properties.enablePurgeProtection=true`,
          ),
        azAks(
          look,
          'update',
          '--enable-azure-keyvault-kms --azure-keyvault-kms-key-id "<new key identifier>"',
        ),
      ],
      set: { [`${kms}.enabled`]: true, [`${kms}.keyId`]: '<new key identifier>' },
    })),
  }),
];
