/** Reads and changes single objects of a cluster, for changes that were approved. */
import type { TokenCredential } from '@azure/core-auth';
import { apiServerTokens } from '../azure/cluster-user-credential.ts';
import { AzureError } from '../azure/errors.ts';
import { connectForChanges, type WritingConnection } from '../kubernetes/connection.ts';
import { KubernetesError, type KubernetesErrorKind } from '../kubernetes/errors.ts';
import { eachPage } from '../kubernetes/pages.ts';
import { kubernetesReadings } from '../kubernetes/readings.ts';
import { listGroups } from '../kubernetes/served.ts';
import { explained, type InsideOptions, wayTo } from './inside.ts';
import type { ClusterRef, Json } from './snapshot.ts';

type Identity = 'reader' | 'writer';

export interface InsideClientOptions extends Omit<InsideOptions, 'credential' | 'now'> {
  credentials: { reader: TokenCredential; writer?: TokenCredential };
  /** Why a cluster cannot be reached from this process, or undefined where it can. */
  whyNot?: (cluster: ClusterRef) => string | undefined;
}

interface Named {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; uid?: string; resourceVersion?: string };
}

/** Who owns the fields that are applied: https://kubernetes.io/docs/reference/using-api/server-side-apply/ */
const fieldManager = 'drawbridge';

/** Opens the way to API servers with either identity, and keeps it open while it works. */
export function createOpenInside({ credentials, whyNot, ...options }: InsideClientOptions) {
  const tokens = {
    reader: apiServerTokens(credentials.reader),
    writer: credentials.writer && apiServerTokens(credentials.writer),
  };
  const open = new Map<string, Promise<WritingConnection>>();

  function connect(cluster: ClusterRef, document: Json, as: Identity) {
    const token = tokens[as];
    if (!token) throw new AzureError('denied', 'this process has no identity that may write');
    const key = `${as} ${cluster.id.toLowerCase()}`;
    const known = open.get(key);
    if (known) return { key, connection: known };
    const connection = wayTo({ ...options, token }, cluster, document).then(connectForChanges);
    open.set(key, connection);
    return { key, connection };
  }

  /** @throws AzureError, from this and from every method of what it gives */
  return async function openInside(
    { cluster, document }: { cluster: ClusterRef; document: Json },
    as: Identity,
  ) {
    const reason = whyNot?.(cluster);
    if (reason) throw new AzureError('invalid', reason, { mayHaveArrived: false });

    async function using<T>(work: (connection: WritingConnection) => Promise<T>): Promise<T> {
      const { key, connection } = connect(cluster, document, as);
      try {
        return await work(await connection);
      } catch (error) {
        const away = !(error instanceof KubernetesError) || error.status === undefined;
        if (away && open.delete(key)) connection.then((one) => one.close()).catch(() => {});
        throw asInside(explained(error, cluster, document));
      }
    }

    return {
      get: (object: Named): Promise<Json | null> =>
        using(async (connection) => {
          try {
            return await connection.get(pathOf(object), { what: `reading ${nameOf(object)}` });
          } catch (error) {
            if (error instanceof KubernetesError && error.kind === 'not-found') return null;
            throw error;
          }
        }),
      list: (kind: { apiVersion: string; kind: string; namespace?: string }): Promise<Json[]> =>
        using((connection) => listAll(connection, kind)),
      apply: (object: Named & { [property: string]: Json }, { dryRun = false } = {}) =>
        using((connection) =>
          // Strict, or a field that the server does not know is dropped and the rest means something else.
          connection.send(
            'PATCH',
            `${pathOf(object)}?${query({ fieldManager, fieldValidation: 'Strict' }, dryRun)}`,
            {
              what: `${dryRun ? 'trying' : 'applying'} ${nameOf(object)}`,
              contentType: 'application/apply-patch+yaml',
              body: object,
            },
          ),
        ).catch(whoseFields),
      remove: (object: Named, { dryRun = false } = {}): Promise<void> =>
        using(async (connection) => {
          const { uid, resourceVersion } = object.metadata;
          const preconditions = {
            ...(uid && { uid }),
            ...(resourceVersion && { resourceVersion }),
          };
          await connection.send('DELETE', `${pathOf(object)}?${query({}, dryRun)}`, {
            what: `${dryRun ? 'trying to remove' : 'removing'} ${nameOf(object)}`,
            body: { apiVersion: 'v1', kind: 'DeleteOptions', preconditions },
          });
        }).catch((error) => {
          if (!(error instanceof AzureError)) throw error;
          if (error.kind === 'not-found') return;
          // Its preconditions: somebody has changed it since it was read.
          if (error.kind !== 'conflict') throw error;
          throw new AzureError('changed', error.message, { status: error.status });
        }),
    };
  };
}

/** With applying, a conflict is a field that somebody else owns: waiting does not help. */
function whoseFields(error: unknown): never {
  if (!(error instanceof AzureError) || error.kind !== 'conflict') throw error;
  throw new AzureError('invalid', error.message, { status: error.status });
}

function query(words: Record<string, string>, dryRun: boolean): URLSearchParams {
  return new URLSearchParams({ ...words, ...(dryRun && { dryRun: 'All' }) });
}

/** Version `*` is whichever the server has; a kind that it does not have has no objects. */
async function listAll(
  connection: WritingConnection,
  { apiVersion, kind, namespace }: { apiVersion: string; kind: string; namespace?: string },
): Promise<Json[]> {
  const [group = '', version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const served =
    group === ''
      ? { versions: ['v1'] }
      : (await listGroups(connection)).find(({ name }) => name === group);
  for (const each of served?.versions ?? []) {
    if (version !== '*' && version !== each) continue;
    const found: Json[] = [];
    const own = group === '' ? each : `${group}/${each}`;
    const path = collectionOf({ apiVersion: own, kind, namespace });
    try {
      await eachPage(connection, { path, what: `listing ${kind}` }, (items) => {
        for (const item of items) found.push({ ...item, apiVersion: own, kind });
      });
      return found;
    } catch (error) {
      const isMissing = error instanceof KubernetesError && error.kind === 'not-found';
      if (!isMissing || group === '') throw error;
    }
  }
  return [];
}

function pathOf({ apiVersion, kind, metadata: { name, namespace } }: Named): string {
  return `${collectionOf({ apiVersion, kind, namespace })}/${encodeURIComponent(name)}`;
}

function collectionOf({
  apiVersion,
  kind,
  namespace,
}: {
  apiVersion: string;
  kind: string;
  namespace?: string;
}): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  const known = kubernetesReadings
    .flatMap(({ resources }) => resources)
    .find((each) => each.group === group && each.kind === kind);
  if (!known) throw new Error(`${kind} of ${apiVersion} is no kind that Drawbridge knows`);
  const base = group === '' ? `/api/${apiVersion}` : `/apis/${apiVersion}`;
  const within = namespace ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${base}${within}/${known.resource}`;
}

function nameOf({ kind, metadata: { name, namespace } }: Named): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

const kinds = {
  denied: 'denied',
  unauthorized: 'denied',
  'not-found': 'not-found',
  expired: 'server',
  unreachable: 'unreachable',
  private: 'unreachable',
  stopped: 'unreachable',
  'no-entra': 'invalid',
  throttled: 'throttled',
  unsafe: 'server',
  'too-large': 'invalid',
  server: 'server',
} as const satisfies Record<KubernetesErrorKind, AzureError['kind']>;

/** Nothing was sent where no connection stood. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);

/** An answer of the API server in the kinds that changes are judged by. */
function asInside(error: unknown): unknown {
  if (!(error instanceof KubernetesError)) return error;
  const { status, message } = error;
  const kind =
    status === 409
      ? 'conflict'
      : status === 400 || status === 415 || status === 422
        ? 'invalid'
        : kinds[error.kind];
  const code = (error.cause as { code?: string } | undefined)?.code ?? '';
  return new AzureError(kind, message, {
    status,
    mayHaveArrived: error.kind !== 'stopped' && !neverSent.has(code),
    cause: error,
  });
}
