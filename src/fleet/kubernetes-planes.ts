import { type KubernetesPlanes, kubernetesPlaneNames } from '../kubernetes/objects.ts';
import type { Plane } from './snapshot.ts';

type AllPlanes = { [P in keyof KubernetesPlanes]: Plane<KubernetesPlanes[P]> };

/** All that lies in the cluster itself, where none of it could be read, for one reason. */
export function nothingReadInside(
  why: Omit<Extract<Plane<never>, { state: 'unreadable' }>, 'state'>,
): AllPlanes {
  return Object.fromEntries(
    kubernetesPlaneNames.map((name) => [name, { state: 'unreadable', ...why }]),
  ) as AllPlanes;
}
