/** What is read of a single pod besides its spec. */
import { hash } from 'node:crypto';
import type { ObjectMeta, PodRef, PodSpec } from '../objects.ts';
import { alike } from './same-spec.ts';
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

/** The same for pods that differ in nothing but their place and name; no value can be had from it. */
export function fingerprintOf(rawSpec: Dict): string {
  const { nodeName: _node, hostname: _host, affinity: _place, ...rest } = rawSpec;
  return hash('sha256', alike(JSON.stringify(rest)), 'base64');
}

/** Containers for debugging stay until their pod goes: since when they have been there. */
export function withStarts(spec: PodSpec, status: Dict): PodSpec {
  if (!spec.ephemeralContainers) return spec;
  const starts = new Map(
    dictsOf(status.ephemeralContainerStatuses).map(({ name, state }) => {
      const { running, terminated } = dictOf(state);
      return [name, textOf(dictOf(running ?? terminated).startedAt)];
    }),
  );
  return {
    ...spec,
    ephemeralContainers: spec.ephemeralContainers.map((container) => {
      const startedAt = starts.get(container.name);
      return startedAt ? { ...container, startedAt } : container;
    }),
  };
}

export interface Owner {
  apiVersion: string;
  kind: string;
  name: string;
}

export function controllerOf(meta: ObjectMeta): Owner | undefined {
  return meta.ownerReferences?.find(({ controller }) => controller);
}

/** A static pod is called after its node as well, and the same one runs on many. */
export function ownerOfPod(meta: ObjectMeta, nodeName: string): Owner {
  const owner = controllerOf(meta);
  if (owner && owner.kind !== 'Node') return owner;
  const suffix = `-${nodeName}`;
  const isStatic = owner !== undefined && nodeName !== '' && meta.name.endsWith(suffix);
  const name = isStatic ? meta.name.slice(0, -suffix.length) : meta.name;
  return { apiVersion: 'v1', kind: 'Pod', name };
}
