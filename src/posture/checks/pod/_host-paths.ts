/** Folders of the node that pods mount, and what containers see of them. */
import { dictOf, dictsOf, textOf } from '../../../kubernetes/reduce/shapes.ts';
import type { Piece, PodAt } from './_containers.ts';

/** `/var/lib/kubelet` of `//var/lib//kubelet/`; `\` and a drive are Windows'. */
function partsOf(path: string): string[] {
  return path
    .replaceAll('\\', '/')
    .replace(/^[a-z]:/i, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
}

/** By whole names: `/etc` holds `/etc/kubernetes` and not `/etcd`. */
export function isWithin(path: string, folder: string): boolean {
  const [parts, outer] = [partsOf(path), partsOf(folder)];
  return outer.every((part, index) => parts[index] === part);
}

export interface HostPath {
  volume: string;
  path: string;
  seen: Piece;
}

export function hostPathsOf({ spec, path }: PodAt): HostPath[] {
  return dictsOf(spec.volumes).flatMap((volume) => {
    if (volume.hostPath === undefined) return [];
    const name = textOf(volume.name);
    const folder = textOf(dictOf(volume.hostPath).path);
    const seen = { path: `${path}.volumes[${name}].hostPath.path`, value: folder };
    return [{ volume: name, path: folder, seen }];
  });
}

export interface Mount {
  /** What of the node the container sees there: a part of the volume where it names one. */
  path: string;
  isReadOnly: boolean;
  seen: Piece;
}

/** Where containers of any kind mount a volume. */
export function mountsOf({ containers }: PodAt, { volume, path }: HostPath): Mount[] {
  return containers.flatMap((at) =>
    dictsOf(at.container.volumeMounts)
      .filter(({ name }) => name === volume)
      .map((mount) => ({
        path: `${path}/${textOf(mount.subPath)}`,
        isReadOnly: mount.readOnly === true,
        seen: {
          path: `${at.path}.volumeMounts[${textOf(mount.mountPath)}].readOnly`,
          value: mount.readOnly ?? null,
        },
      })),
  );
}
