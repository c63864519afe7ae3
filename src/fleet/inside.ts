import type { TokenCredential } from '@azure/core-auth';
import {
  apiServerTokens,
  isManagedByEntra,
  readApiServerAddress,
} from '../azure/cluster-user-credential.ts';
import type { KubeconfigReader } from '../azure/reader.ts';
import { sandboxApiServer } from '../azure/rerouting.ts';
import { type ConnectOptions, connectKubernetes } from '../kubernetes/connection.ts';
import { KubernetesError } from '../kubernetes/errors.ts';
import { readKubernetes } from '../kubernetes/read.ts';
import { nothingReadInside, planesOf, type ReadInside, whyNot } from './kubernetes-planes.ts';
import type { ClusterRef, Json } from './snapshot.ts';

export interface InsideOptions {
  reader: KubeconfigReader;
  /** The identity that reads. */
  credential: TokenCredential;
  now: () => Date;
  /** The sandbox's stand-in for API servers, on this machine. */
  sandboxUrl?: string;
  connect?: Partial<Pick<ConnectOptions, 'connectTimeoutMs' | 'timeoutMs' | 'retries'>>;
}

/** So many clusters at once in this process: each holds a few pages of its objects. */
const clustersAtOnce = 4;

/** Reads API servers straight from this process, with the identity that reads. */
export function createInside(options: InsideOptions): ReadInside {
  const token = apiServerTokens(options.credential);
  const inLine = turns(clustersAtOnce);
  return async (cluster, managedCluster, { signal, onProgress = () => {} }) => {
    try {
      const connection = await connectTo({ ...options, token }, cluster, managedCluster, signal);
      try {
        // Before its turn comes: one that hides must not hold up those that answer.
        await connection.get('/version', { what: 'reading the version', signal });
        const { now } = options;
        return await inLine(async () => {
          signal?.throwIfAborted();
          return planesOf(await readKubernetes({ connection, now, onProgress, signal }));
        });
      } finally {
        connection.close();
      }
    } catch (error) {
      signal?.throwIfAborted();
      return nothingReadInside(whyNot(explained(error, cluster, managedCluster)));
    }
  };
}

/**
 * A connection to the API server of one cluster.
 * @throws KubernetesError, AzureError
 */
export async function connectTo(
  options: WayIn,
  cluster: Pick<ClusterRef, 'name'>,
  managedCluster: Json,
  signal?: AbortSignal,
) {
  return connectKubernetes(await wayTo(options, cluster, managedCluster, signal));
}

interface WayIn extends Omit<InsideOptions, 'credential' | 'now'> {
  token: ConnectOptions['token'];
}

/**
 * What a connection to the API server of one cluster is made with.
 * @throws KubernetesError, AzureError
 */
export async function wayTo(
  { reader, token, sandboxUrl, connect }: WayIn,
  { name }: Pick<ClusterRef, 'name'>,
  managedCluster: Json,
  signal?: AbortSignal,
): Promise<ConnectOptions> {
  const properties = managedCluster?.properties ?? {};
  if (properties.powerState?.code === 'Stopped')
    throw new KubernetesError('stopped', `${name} is stopped, so its API server does not answer`, {
      help: 'Start the cluster to have what is in it looked at.',
    });
  if (!isManagedByEntra(managedCluster))
    throw new KubernetesError(
      'no-entra',
      `${name} does not use Microsoft Entra ID, and Drawbridge does not take the certificate of its administrator`,
      {
        help: 'Turn on AKS-managed Entra integration (az aks update --enable-aad), then grant the reading identity its role.',
      },
    );
  const { server, caData } = await readApiServerAddress(reader, managedCluster, { signal });
  if (!sandboxUrl) return { server, caData, ...connect, token };
  const standIn = sandboxApiServer(sandboxUrl, new URL(server).hostname);
  return {
    ...connect,
    server: standIn.server,
    caData,
    // However one reaches the world from here, this is not the way to oneself.
    proxy: {},
    async token() {
      const shown = await token();
      if (standIn.mayGo(shown)) return shown;
      throw new Error('a real token is not sent to the sandbox');
    },
  };
}

/** A private cluster that cannot be reached is so on purpose, and there is a way. */
export function explained(
  error: unknown,
  { name }: Pick<ClusterRef, 'name'>,
  managedCluster: Json,
) {
  const isPrivate =
    managedCluster?.properties?.apiServerAccessProfile?.enablePrivateCluster === true;
  if (!isPrivate || !(error instanceof KubernetesError) || error.kind !== 'unreachable')
    return error;
  return new KubernetesError(
    'private',
    `${name} is a private cluster, and this process is not in its network`,
    {
      help: 'Run a worker inside that network, `drawbridge serve --role worker --reach NAME`, and put the cluster behind that reach: the tag reach=NAME, or "kubernetes" in CONFIG_FILE.',
      cause: error,
    },
  );
}

/** Lets so many work at the same time; the others wait their turn. */
function turns(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => void waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
