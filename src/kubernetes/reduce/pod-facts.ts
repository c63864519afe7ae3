/** What is read of a single pod besides its spec. */
import type { PodRef, PodSpec } from '../objects.ts';
import { type Dict, dictOf, dictsOf, numberOf, textOf } from './shapes.ts';

/** Undefined where the spec leaves it open: its node decides then. */
export function windowsBySpec({ os, nodeSelector }: PodSpec): boolean | undefined {
  const name =
    textOf(dictOf(os).name) ||
    textOf(dictOf(nodeSelector)['kubernetes.io/os']) ||
    textOf(dictOf(nodeSelector)['beta.kubernetes.io/os']);
  return name === '' ? undefined : name.toLowerCase() === 'windows';
}

export function portsOf(spec: PodSpec): PodRef['ports'] {
  const sidecars = (spec.initContainers ?? []).filter(
    ({ restartPolicy }) => restartPolicy === 'Always',
  );
  return [...spec.containers, ...sidecars].flatMap(({ ports }) =>
    dictsOf(ports).flatMap(({ name, containerPort, protocol }) => {
      const port = numberOf(containerPort);
      if (port === undefined) return [];
      return [
        {
          ...(textOf(name) && { name: textOf(name) }),
          containerPort: port,
          protocol: textOf(protocol) || 'TCP',
        },
      ];
    }),
  );
}

/** What the nodes pulled, by digest: a tag may have moved since. */
export function imageIdsOf(status: Dict): string[] {
  const statuses = ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'];
  const ids = statuses.flatMap((list) =>
    dictsOf(status[list]).map(({ imageID }) => textOf(imageID)),
  );
  return [...new Set(ids.map((id) => id.replace(/^[a-z-]+:\/\//, '')))].filter((id) =>
    id.includes('@'),
  );
}
