import type { Workload } from '../kubernetes/objects.ts';
import type { ClusterNodes } from './types.ts';

/** `kured` of `ghcr.io/kubereboot/kured:1.17.0@sha256:…` */
function imageName(image: string): string {
  const path = image.split('@')[0] ?? '';
  return path.split('/').at(-1)?.split(':')[0] ?? '';
}

/** DaemonSets that reboot nodes: by their names, or by the names of their images. */
export function restartersAmong(
  workloads: readonly Workload[],
  names: readonly string[],
): Workload[] {
  return workloads.filter(
    ({ kind, metadata, spec }) =>
      kind === 'DaemonSet' &&
      (names.includes(metadata.name) ||
        spec.containers.some(({ image }) => names.includes(imageName(image)))),
  );
}

/** Whether what reboots nodes runs on all of them. @param nodes Linux nodes */
export function restarterState(
  found: readonly Workload[],
  nodes: number,
): NonNullable<ClusterNodes['restarter']> {
  const [first] = found;
  if (!first)
    return {
      kind: 'missing',
      text: 'Nodes patch themselves, and nothing was found that reboots them.',
    };
  const { metadata, ready = 0, desired = 0 } = first;
  const name = `${metadata.namespace ?? ''}/${metadata.name}`;
  const whole = ready >= desired && desired >= nodes && desired > 0;
  return {
    kind: whole ? 'found' : 'partly',
    text: whole
      ? `${name} is ready on all ${nodes} Linux nodes.`
      : `${name} is ready on ${ready} of ${Math.max(nodes, desired)} Linux nodes.`,
  };
}
