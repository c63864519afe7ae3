/** DaemonSets that have to run on every node, whoever made them. */
import type { KubernetesObject, Workload } from '../kubernetes/objects.ts';
import { dictOf } from '../kubernetes/reduce/shapes.ts';
import type { Look } from './look.ts';

/** `kured` of `ghcr.io/kubereboot/kured:1.17.0@sha256:…` */
function imageName(image: string): string {
  const path = image.split('@')[0] ?? '';
  return path.split('/').at(-1)?.split(':')[0] ?? '';
}

/** DaemonSets that are called so, or run an image that is; `falco` fits `falco-no-driver` and not `falcon`. */
export function daemonsCalled(look: Look, names: readonly string[]): Workload[] {
  const fits = (word: string) =>
    names.some((name) => word === name || word.startsWith(`${name}-`) || word.endsWith(`-${name}`));
  return look
    .objects('workloads')
    .items.filter(
      ({ kind, metadata, spec }) =>
        kind === 'DaemonSet' &&
        (fits(metadata.name) || spec.containers.some(({ image }) => fits(imageName(image)))),
    );
}

/** Nodes with Linux; those of virtual nodes are none, and no DaemonSet runs there. */
export function linuxNodes(look: Look): KubernetesObject[] {
  return look.objects('nodes').items.filter(({ metadata: { labels = {} }, status }) => {
    const info = dictOf(dictOf(status).nodeInfo);
    const os = labels['kubernetes.io/os'] ?? info.operatingSystem;
    return os !== 'windows' && labels.type !== 'virtual-kubelet';
  });
}

/** What a DaemonSet lacks; undefined where it is ready on every Linux node. */
export function lackOf({ desired = 0, ready = 0 }: Workload, nodes: number): string | undefined {
  if (ready < desired) return `ready on ${ready} of ${desired} nodes`;
  if (desired < nodes) return `on ${desired} of ${nodes} Linux nodes`;
  return desired === 0 ? 'on no node' : undefined;
}
