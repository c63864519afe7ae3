/** Whether a workload's pods hold a token of their service account. */
import type { KubernetesObject, PodSpec, Workload } from '../../../kubernetes/objects.ts';
import type { Subject } from '../../access/subjects.ts';
import type { Look } from '../../look.ts';

export interface Signed {
  workload: Workload;
  account: Subject & { kind: 'ServiceAccount'; namespace: string };
  /** Wire path and value of what decides; undefined where nothing says no, which means yes. */
  path: string;
  value: unknown;
  mounted: boolean;
}

/** `Deployment shop/web` */
export function sayWorkload({ kind, metadata: { name, namespace } }: Workload): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

/** Workloads outside the namespaces of the system. */
export function userWorkloads(look: Look): Signed[] {
  const accounts = new Map(
    look
      .objects('serviceAccounts')
      .items.map((one) => [`${one.metadata.namespace ?? 'default'}/${one.metadata.name}`, one]),
  );
  return look
    .objects('workloads')
    .items.filter(
      ({ metadata: { namespace = 'default' } }) =>
        !look.config.systemNamespaces.includes(namespace),
    )
    .map((workload) => {
      const namespace = workload.metadata.namespace ?? 'default';
      const name = accountOf(workload.spec);
      const account = { kind: 'ServiceAccount' as const, name, namespace };
      return {
        workload,
        account,
        ...tokenOf(workload.spec, accounts.get(`${namespace}/${name}`)),
      };
    });
}

function accountOf({ serviceAccountName, serviceAccount }: PodSpec): string {
  const name: unknown = serviceAccountName || serviceAccount;
  return typeof name === 'string' && name !== '' ? name : 'default';
}

/**
 * The pod's word goes before the account's, and without either there is a token. A projected one may be
 * mounted whatever they say.
 * https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
 */
function tokenOf(
  spec: PodSpec,
  account: KubernetesObject | undefined,
): { mounted: boolean; path: string; value: unknown } {
  const volume = projectedToken(spec);
  if (volume !== undefined)
    return { mounted: true, path: 'spec.volumes', value: { serviceAccountToken: volume } };
  const ofPod: unknown = spec.automountServiceAccountToken;
  if (typeof ofPod === 'boolean')
    return { mounted: ofPod, path: 'spec.automountServiceAccountToken', value: ofPod };
  const ofAccount: unknown = account?.automountServiceAccountToken;
  return {
    mounted: ofAccount !== false,
    path: 'automountServiceAccountToken of the pod and its service account',
    value: ofAccount ?? null,
  };
}

/** Name of a volume with a token for the API server; one for another audience opens nothing here. */
function projectedToken({ volumes }: PodSpec): string | undefined {
  if (!Array.isArray(volumes)) return undefined;
  const found = volumes.find(
    (volume) =>
      Array.isArray(volume?.projected?.sources) &&
      volume.projected.sources.some(
        (source: { serviceAccountToken?: { audience?: unknown } }) =>
          source?.serviceAccountToken && isForApiServer(source.serviceAccountToken.audience),
      ),
  );
  return found ? String(found.name) : undefined;
}

/** None means the API server itself, which also takes its name in the cluster and its address. */
function isForApiServer(audience: unknown): boolean {
  return (
    !audience ||
    /^https:\/\/(kubernetes\.default(\.svc(\.cluster\.local)?)?|[^/]+\.azmk8s\.io)(:\d+)?\/?$/i.test(
      String(audience),
    )
  );
}
