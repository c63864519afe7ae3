/** The key that encrypts etcd, and the vault in which it lies. */
import type { AzureReader, ReadOptions } from '../../azure/reader.ts';
import { readResource } from '../../azure/resources.ts';
import { planeReading } from '../plane-reading.ts';
import type { Json } from '../snapshot.ts';
import { eachById } from './each-by-id.ts';

const vaultType = 'Microsoft.KeyVault/vaults';

/** A key's identifier names its vault, but not where that is; names of vaults are unique in a cloud. */
const vaultsQuery = `resources
| where type =~ 'microsoft.keyvault/vaults'
| project id, name
| order by id asc`;

interface KeyName {
  vault: string;
  key: string;
  version?: string;
}

/**
 * The parts of `https://VAULT.vault.azure.net/keys/KEY/VERSION`; undefined for anything else.
 * https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates
 */
function keyNameIn(keyId: Json): KeyName | undefined {
  const [, vault, key, version] =
    /^https:\/\/([a-z0-9-]{3,24})\.vault\.[a-z0-9.]+\/keys\/([a-z0-9-]{1,127})(?:\/([0-9a-f]{32}))?\/?$/i.exec(
      typeof keyId === 'string' ? keyId : '',
    ) ?? [];
  return vault && key ? { vault, key, ...(version && { version }) } : undefined;
}

function kmsOf(cluster: Json): Json {
  const kms = cluster?.properties?.securityProfile?.azureKeyVaultKms;
  return kms?.enabled ? kms : {};
}

async function vaultId(
  reader: AzureReader,
  kms: Json,
  options: ReadOptions,
): Promise<string | undefined> {
  if (kms.keyVaultResourceId) return kms.keyVaultResourceId;
  const name = keyNameIn(kms.keyId)?.vault.toLowerCase();
  if (name === undefined) return undefined;
  const vaults = await reader.resourceGraph(vaultsQuery, options);
  return vaults.find((vault) => vault.name?.toLowerCase() === name)?.id;
}

export const keyVaultReadings = [
  planeReading({
    plane: 'keyVaults',
    title: 'vault of the etcd key',
    permission: `${vaultType}/read`,
    after: ['managedCluster'],
    read: async (reader, _ref, options, { managedCluster }) =>
      eachById([await vaultId(reader, kmsOf(managedCluster), options)], (id) =>
        readResource(reader, vaultType, { id }, options),
      ),
  }),
  planeReading({
    plane: 'keyVaultKeys',
    title: 'etcd key',
    permission: `${vaultType}/keys/versions/read`,
    after: ['managedCluster', 'keyVaults'],
    read(reader, _ref, options, { managedCluster, keyVaults }) {
      const [id] = Object.keys(keyVaults);
      const { keyId } = kmsOf(managedCluster);
      const name = keyNameIn(keyId);
      if (!id || !name || !keyVaults[id]) return Promise.resolve({});
      const { key, version } = name;
      const below = version ? `/keys/${key}/versions/${version}` : `/keys/${key}`;
      return eachById([keyId], () =>
        readResource(reader, vaultType, { id: keyVaults[id].id, below }, options),
      );
    },
  }),
];
