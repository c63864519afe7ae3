import { AzureError } from '../azure/errors.ts';
import { KubernetesError, type KubernetesErrorKind } from '../kubernetes/errors.ts';
import { type KubernetesPlanes, kubernetesPlaneNames } from '../kubernetes/objects.ts';
import type { KubernetesResult, KubernetesResults } from '../kubernetes/read.ts';
import type { ClusterRef, Json, Plane, UnreadableCode } from './snapshot.ts';
import { unreadable } from './unreadable.ts';

/** All that lies in one cluster. */
export type InsidePlanes = { [P in keyof KubernetesPlanes]: Plane<KubernetesPlanes[P]> };

type Unreadable = Extract<Plane<never>, { state: 'unreadable' }>;

/** Reads what lies in a cluster; what cannot be read says why. Throws only what aborts the signal, and faults of our own. */
export type ReadInside = (
  cluster: ClusterRef,
  managedCluster: Json,
  options: { signal?: AbortSignal; onProgress?: (now: string) => void },
) => Promise<InsidePlanes>;

/** All that lies in the cluster itself, where none of it could be read, for one reason. */
export function nothingReadInside(why: Omit<Unreadable, 'state'>): InsidePlanes {
  return Object.fromEntries(
    kubernetesPlaneNames.map((name) => [name, { state: 'unreadable', ...why }]),
  ) as InsidePlanes;
}

export function planesOf(results: KubernetesResults): InsidePlanes {
  return Object.fromEntries(
    kubernetesPlaneNames.map((name) => [name, planeOf(results[name])]),
  ) as unknown as InsidePlanes;
}

function planeOf(result: KubernetesResult): Plane<unknown> {
  if (!result.ok) return { state: 'unreadable', ...whyNot(result.error) };
  const { value, source, readAt } = result;
  return { state: 'read', value, source, readAt };
}

const codes = {
  denied: 'denied',
  unauthorized: 'denied',
  'not-found': 'not-found',
  expired: 'error',
  unreachable: 'unreachable',
  private: 'unreachable',
  stopped: 'unreachable',
  'no-entra': 'not-configured',
  throttled: 'throttled',
  unsafe: 'error',
  'too-large': 'error',
  server: 'error',
} as const satisfies Record<KubernetesErrorKind, UnreadableCode>;

/** Why nothing, or one plane, could be read. @throws what is neither Kubernetes' nor Azure's */
export function whyNot(error: unknown): Omit<Unreadable, 'state'> {
  if (error instanceof KubernetesError)
    return { code: codes[error.kind], reason: error.message, help: error.help };
  if (!(error instanceof AzureError)) throw error;
  const { state: _state, ...why } = unreadable(error, {
    title: 'credential of the cluster',
    permission: 'Microsoft.ContainerService/managedClusters/listClusterUserCredential/action',
  });
  return why;
}

/** Reads nothing, for a reason of this deployment. */
export function notReadBecause(reason: string, help?: string): ReadInside {
  return async () => nothingReadInside({ code: 'not-configured', reason, help });
}
