import type { TokenCredential } from '@azure/core-auth';
// This part alone: the whole library takes 80 MB.
import { newClusters } from '@kubernetes/client-node/dist/config_types.js';
import { parse } from 'yaml';
import { AzureError, asAzureError } from './errors.ts';
import type { Json } from './json.ts';
import { type KubeconfigReader, nameIn, type ReadOptions } from './reader.ts';

/** Where an API server is, and how to know that it is the right one. */
export interface ApiServerAddress {
  /** `https://aks-weu-1.hcp.westeurope.azmk8s.io:443` */
  server: string;
  /** Certificate authority of the cluster, PEM in base64. */
  caData: string;
}

/**
 * Address and certificate authority of a cluster's API server, out of the kubeconfig that Azure gives; nothing else of
 * it is used or kept. For a cluster without Entra that file would hold the certificate of its administrator, so it is
 * not asked for there, and one that holds a certificate, key, token or password is refused all the same.
 * https://learn.microsoft.com/azure/aks/control-kubeconfig-access
 * @throws AzureError; its code is `NoEntra` or `HoldsCredential` where the cluster is the reason
 */
export async function readApiServerAddress(
  reader: KubeconfigReader,
  managedCluster: Json,
  options?: ReadOptions,
): Promise<ApiServerAddress> {
  const id = String(managedCluster?.id);
  const name = nameIn(id);
  if (!isManagedByEntra(managedCluster))
    throw new AzureError(
      'invalid',
      `${name} does not use Microsoft Entra ID: its kubeconfig would hold the certificate of its administrator, which Drawbridge does not take`,
      { code: 'NoEntra', mayHaveArrived: false },
    );
  const answer = await reader.userCredential(id, options);
  const config = kubeconfigIn(answer, name);
  const users: Json[] = config.users ?? [];
  if (users.some(({ user }) => secrets.some((secret) => user?.[secret])))
    throw new AzureError(
      'invalid',
      `${name}: Azure gave a kubeconfig with a credential in it, and it was thrown away`,
      { code: 'HoldsCredential' },
    );
  const [cluster] = newClusters(config.clusters, { onInvalidEntry: 'filter' });
  const { server, caData } = cluster ?? {};
  const isAddress = (text: string) => text.startsWith('https://') && URL.canParse(text);
  if (!server || !isAddress(server) || typeof caData !== 'string')
    throw new AzureError(
      'server',
      `${name}: Azure’s kubeconfig names no API server with its certificate authority`,
    );
  return { server, caData };
}

export function isManagedByEntra(managedCluster: Json): boolean {
  return managedCluster?.properties?.aadProfile?.managed === true;
}

const secrets = ['client-certificate-data', 'client-key-data', 'token', 'password'];

function kubeconfigIn(answer: Json, name: string): Json {
  const value = answer?.kubeconfigs?.[0]?.value;
  try {
    const config = parse(Buffer.from(String(value ?? ''), 'base64').toString('utf8'));
    if (typeof config === 'object' && config !== null) return config;
  } catch {
    // The parser's words could quote what stands in the file.
  }
  throw new AzureError('server', `${name}: Azure’s answer holds no kubeconfig`);
}

/** The application that AKS's API servers are known by, in every cloud. https://azure.github.io/kubelogin/concepts/aks.html */
const aksServerScope = '6dae42f8-4368-4678-94ff-3960e28e3630/.default';
/** A token that ends sooner is not used any more. */
const spareMs = 5 * 60_000;

/** Tokens for API servers, one at a time and asked for again before it ends; the same token serves all clusters of a tenant. */
export function apiServerTokens(credential: TokenCredential): () => Promise<string> {
  let known: Promise<{ token: string; expiresOnTimestamp: number }> | undefined;

  async function ask() {
    const what = 'getting a token for API servers';
    try {
      const token = await credential.getToken(aksServerScope);
      if (token) return token;
    } catch (error) {
      throw asAzureError(error, what);
    }
    throw new AzureError('denied', `${what}: the identity has none`, { mayHaveArrived: false });
  }

  return async function token() {
    const last = await known?.catch(() => undefined);
    if (last && last.expiresOnTimestamp - Date.now() > spareMs) return last.token;
    known = ask();
    return (await known).token;
  };
}
