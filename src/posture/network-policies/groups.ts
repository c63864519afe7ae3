import type { PodRef } from '../../kubernetes/objects.ts';

/** Pods that every policy treats alike: 40 of a Deployment are judged once. */
export interface PodGroup {
  namespace: string;
  /** `Deployment/web` */
  workload: string;
  pod: PodRef;
  pods: number;
}

/** Pods that have ended have no network; those on the host network are groups of their own. */
export function groupPods(pods: readonly PodRef[]): PodGroup[] {
  const groups = new Map<string, PodGroup>();
  for (const pod of pods) {
    if (pod.phase === 'Succeeded' || pod.phase === 'Failed') continue;
    const { namespace, workload, hostNetwork, serviceAccountName } = pod;
    const key = JSON.stringify([namespace, workload, hostNetwork, serviceAccountName, pod.labels]);
    const known = groups.get(key);
    if (known) known.pods += 1;
    else groups.set(key, { namespace, workload, pod, pods: 1 });
  }
  return [...groups.values()];
}
