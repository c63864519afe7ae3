import type { KubernetesObject } from '../../../kubernetes/objects.ts';
import { nameOfObject } from '../../offenders.ts';

/** What the policy for a whole mesh says: the oldest in the root namespace that chooses no workload. */
export function strictness(
  policies: readonly KubernetesObject[],
  root: string,
): { mode: string | undefined; by: string | undefined } {
  const [found] = policies
    .filter(
      ({ metadata, spec }) =>
        metadata.namespace === root && Object.keys(spec?.selector?.matchLabels ?? {}).length === 0,
    )
    .toSorted((left, right) => age(left).localeCompare(age(right), 'en'));
  const mode: string | undefined = found?.spec?.mtls?.mode;
  return { mode, by: found && nameOfObject(found) };
}

function age({ metadata }: KubernetesObject): string {
  return `${metadata.creationTimestamp ?? ''} ${metadata.name}`;
}
