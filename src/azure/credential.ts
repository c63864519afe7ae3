import type { TokenCredential } from '@azure/core-auth';
import {
  ChainedTokenCredential,
  DefaultAzureCredential,
  EnvironmentCredential,
  ManagedIdentityCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';
import { type Cloud, clouds } from './clouds.ts';
import { sandboxCredential } from './rerouting.ts';

export interface CredentialSettings {
  AZURE_CLOUD?: Cloud;
  AZURE_CLIENT_ID?: string;
  WRITER_AZURE_CLIENT_ID?: string;
  DRAWBRIDGE_SANDBOX?: 'on';
  SANDBOX_AZURE_URL?: string;
}

export interface Credentials {
  reader: TokenCredential;
  /** Undefined: this deployment is read-only. */
  writer: TokenCredential | undefined;
}

type Environment = Record<string, string | undefined>;

/**
 * The two identities. Reading and changing never share one: whatever takes over the part that reads must
 * not be able to change a cluster.
 * @throws Error if both settings name the same identity.
 */
export function createCredential(
  settings: CredentialSettings,
  env: Environment = process.env,
): Credentials {
  const { AZURE_CLIENT_ID: reads, WRITER_AZURE_CLIENT_ID: writes } = settings;
  if (settings.DRAWBRIDGE_SANDBOX === 'on' && settings.SANDBOX_AZURE_URL)
    return {
      reader: sandboxCredential('reader'),
      writer: writes ? sandboxCredential('writer') : undefined,
    };
  if (writes && writes.toLowerCase() === reads?.toLowerCase())
    throw new Error(
      'WRITER_AZURE_CLIENT_ID is the same identity as AZURE_CLIENT_ID: reading and changing need two',
    );
  const { authorityHost } = clouds[settings.AZURE_CLOUD ?? 'public'];
  return {
    reader: readerCredential(reads, authorityHost, env),
    writer: writes ? assignedIdentity(writes, authorityHost, env) : undefined,
  };
}

/** With a client id exactly that identity; without one whatever the environment offers, `az login` included. */
function readerCredential(
  clientId: string | undefined,
  authorityHost: string,
  env: Environment,
): TokenCredential {
  if (!clientId) return new DefaultAzureCredential({ authorityHost });
  const secret = env.AZURE_CLIENT_SECRET || env.AZURE_CLIENT_CERTIFICATE_PATH;
  return secret && env.AZURE_TENANT_ID
    ? new EnvironmentCredential({ authorityHost })
    : assignedIdentity(clientId, authorityHost, env);
}

/**
 * Workload identity where its webhook has put a token file into the pod, then managed identity. Nothing
 * else: falling back to another login would be a person or the reader in the writer's place.
 */
function assignedIdentity(
  clientId: string,
  authorityHost: string,
  env: Environment,
): TokenCredential {
  const managed = new ManagedIdentityCredential({ clientId, authorityHost });
  if (!env.AZURE_FEDERATED_TOKEN_FILE || !env.AZURE_TENANT_ID) return managed;
  const workload = new WorkloadIdentityCredential({
    clientId,
    tenantId: env.AZURE_TENANT_ID,
    tokenFilePath: env.AZURE_FEDERATED_TOKEN_FILE,
    authorityHost,
  });
  return new ChainedTokenCredential(workload, managed);
}
