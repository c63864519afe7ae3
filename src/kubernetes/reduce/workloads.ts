/** Pods and what made them, in whatever order they come; joined into workloads at the end. */
import type { ObjectMeta, PodRef, PodSpec, Workload } from '../objects.ts';
import type { Interned } from './intern.ts';
import { annotationsOf, metaOf } from './meta.ts';
import {
  controllerOf,
  imageIdsOf,
  type Owner,
  ownerOfPod,
  portsOf,
  windowsBySpec,
  withStarts,
} from './pod-facts.ts';
import { comparable, podSpecOf } from './pod-spec.ts';
import { type Dict, dictOf, numberOf, textOf, textsByKey } from './shapes.ts';
import { createSpecs, type ReducedSpec } from './specs.ts';

type ControllerKind =
  | 'ReplicaSet'
  | 'ReplicationController'
  | 'Deployment'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'Job'
  | 'CronJob';

interface Seen {
  ref: Omit<PodRef, 'workload' | 'os'>;
  owner: Owner;
  meta: ObjectMeta;
  spec: ReducedSpec;
  annotations: { value: Record<string, string>; mark: number };
  imageIds: string[];
  place?: string;
}

const finished = ['Succeeded', 'Failed'];
const mostExamples = 5;
const noMeta: ObjectMeta = { name: '' };

function keyOf(namespace: string, { kind, name }: { kind: string; name: string }): string {
  return `${namespace}/${kind}/${name}`;
}

function desiredOf(kind: ControllerKind, spec: Dict, status: Dict): number | undefined {
  if (kind === 'DaemonSet') return numberOf(status.desiredNumberScheduled);
  if (kind === 'CronJob') return undefined;
  return numberOf(kind === 'Job' ? spec.parallelism : spec.replicas) ?? 1;
}

interface Joined {
  workloads: Workload[];
  pods: PodRef[];
}

export interface WorkloadCollector {
  pod(item: Dict, strange: () => void, place?: string): void;
  controller(
    kind: ControllerKind,
    apiVersion: string,
    item: Dict,
    strange: () => void,
    place?: string,
  ): void;
  /** @param windowsNodes names of nodes that run Windows. */
  join(windowsNodes: ReadonlySet<string>): Joined;
}

/** @param podsOfTemplates for manifests: each controller stands for one pod that it would make. */
export function createWorkloadCollector({
  interned,
  podsOfTemplates,
}: {
  interned: Interned;
  podsOfTemplates: boolean;
}): WorkloadCollector {
  const pods: Seen[] = [];
  const workloads = new Map<string, Workload>();
  const specs = createSpecs(interned);
  /** What a ReplicaSet or Job belongs to, where that is a kind of its own. */
  const owners = new Map<string, Owner>();
  /** Templates of ReplicaSets whose owner is of a kind that nobody reads. */
  const lent = new Map<string, Workload>();

  function refOf(meta: ObjectMeta, spec: PodSpec, labels: Record<string, string>) {
    return {
      namespace: interned.one(meta.namespace ?? 'default').value,
      name: meta.name,
      labels: interned.one(labels).value,
      serviceAccountName: spec.serviceAccountName as string,
      hostNetwork: spec.hostNetwork === true,
      ports: interned.one(portsOf(spec)).value,
    };
  }

  function topOwner(namespace: string, owner: Owner): Owner {
    return owners.get(keyOf(namespace, owner)) ?? owner;
  }

  function join(windowsNodes: ReadonlySet<string>): Joined {
    specs.forget();
    const all = new Map<string, Workload>();
    for (const [key, workload] of workloads)
      all.set(key, { ...workload, variants: [], examples: [], pods: 0 });
    const templates = new Map<string, string>();
    const variants = new Map<string, Workload['variants'][number]>();
    const comparables = new Map<number, string>();
    const running = new Map<string, Set<string>>();
    const refs: PodRef[] = [];

    for (const { ref, owner, meta, spec, annotations, imageIds, place } of pods) {
      const { namespace, name, phase, nodeName } = ref;
      const top = topOwner(namespace, owner);
      const key = keyOf(namespace, top);
      let workload = all.get(key);
      if (!workload) {
        const template = lent.get(key);
        workload = {
          apiVersion: top.apiVersion,
          kind: top.kind,
          metadata:
            top.kind === 'Pod'
              ? { namespace, ...meta, name: top.name }
              : { name: top.name, namespace },
          podLabels: ref.labels,
          podAnnotations: annotations.value,
          spec: spec.value,
          ...(place && { place }),
          ...template,
          variants: [],
          pods: 0,
          examples: [],
        };
        all.set(key, workload);
      }
      const isWindows =
        windowsBySpec(spec.value) ?? (nodeName !== undefined && windowsNodes.has(nodeName));
      refs.push({
        ...ref,
        workload: interned.one(`${top.kind}/${top.name}`).value,
        os: isWindows ? 'windows' : 'linux',
      });
      if (phase !== undefined && finished.includes(phase)) continue;
      workload.pods += 1;
      if (workload.examples.length < mostExamples) workload.examples.push(name);

      const known = running.get(key) ?? new Set();
      running.set(key, known);
      for (const id of imageIds) known.add(id);

      let template = templates.get(key);
      if (template === undefined) {
        template = comparable(workload.spec);
        templates.set(key, template);
      }
      let own = comparables.get(spec.mark);
      if (own === undefined) {
        own = comparable(spec.value);
        comparables.set(spec.mark, own);
      }
      if (own === template) continue;
      const variantKey = `${key}/${spec.mark}/${annotations.mark}`;
      let variant = variants.get(variantKey);
      if (!variant) {
        variant = { pods: 0, examples: [], annotations: annotations.value, spec: spec.value };
        variants.set(variantKey, variant);
        workload.variants.push(variant);
      }
      variant.pods += 1;
      if (variant.examples.length < mostExamples) variant.examples.push(name);
    }
    for (const [key, ids] of running) {
      const workload = all.get(key);
      if (workload && ids.size > 0) workload.imageIds = [...ids];
    }
    // What an operator of an unknown kind owns is there even while it runs no pod.
    for (const [key, workload] of lent)
      if (!all.has(key)) all.set(key, { ...workload, variants: [], examples: [], pods: 0 });
    if (podsOfTemplates)
      for (const workload of all.values()) if (workload.kind !== 'Pod') refs.push(madeBy(workload));
    return { workloads: [...all.values()], pods: refs };
  }

  function madeBy(workload: Workload): PodRef {
    const { kind, metadata, spec, podLabels, podAnnotations } = workload;
    return {
      ...refOf(metadata, spec, podLabels),
      annotations: podAnnotations,
      workload: `${kind}/${metadata.name}`,
      os: windowsBySpec(spec) ? 'windows' : 'linux',
    };
  }

  return {
    pod(item, strange, place) {
      const meta = metaOf(item, { namespaced: true });
      const rawSpec = dictOf(item.spec);
      const status = dictOf(item.status);
      const nodeName = textOf(rawSpec.nodeName);
      const isMade = controllerOf(meta) !== undefined;
      const reduced = isMade ? specs.made(rawSpec, strange) : specs.own(item.spec, strange);
      const spec = reduced.value.ephemeralContainers
        ? interned.one(withStarts(reduced.value, status))
        : reduced;
      const annotations = interned.one(annotationsOf(dictOf(item.metadata).annotations));
      pods.push({
        ref: {
          ...refOf(meta, spec.value, meta.labels ?? {}),
          ...(Object.keys(annotations.value).length > 0 && { annotations: annotations.value }),
          ...(textOf(status.phase) && { phase: interned.one(textOf(status.phase)).value }),
          ...(textOf(status.podIP) && { podIP: textOf(status.podIP) }),
          ...(nodeName && { nodeName: interned.one(nodeName).value }),
        },
        owner: interned.one(ownerOfPod(meta, nodeName)).value,
        // A pod that somebody made stands for itself; of the others the owner's is shown.
        meta: isMade ? noMeta : meta,
        spec,
        annotations,
        imageIds: interned.one(imageIdsOf(status)).value,
        ...(place && { place }),
      });
    },

    controller(kind, apiVersion, item, strange, place) {
      const meta = metaOf(item, { namespaced: true });
      const namespace = meta.namespace ?? 'default';
      const owner = controllerOf(meta);
      const spec = dictOf(item.spec);
      const status = dictOf(item.status);
      const isLink =
        owner !== undefined &&
        ((kind === 'ReplicaSet' && owner.kind !== '') ||
          (kind === 'Job' && owner.kind === 'CronJob'));
      if (isLink)
        owners.set(keyOf(namespace, { kind, name: meta.name }), interned.one(owner).value);
      if (isLink && (kind === 'Job' || owner.kind === 'Deployment')) return;

      const template = dictOf(
        kind === 'CronJob' ? dictOf(dictOf(spec.jobTemplate).spec).template : spec.template,
      );
      const { labels, annotations } = dictOf(template.metadata);
      const workload: Workload = {
        apiVersion,
        kind,
        metadata: meta,
        podLabels: interned.one(textsByKey(labels)).value,
        podAnnotations: interned.one(annotationsOf(annotations)).value,
        spec: interned.one(podSpecOf(template.spec, { of: 'template', strange })).value,
        variants: [],
        pods: 0,
        examples: [],
        ...optional('desired', desiredOf(kind, spec, status)),
        ...optional(
          'ready',
          numberOf(kind === 'DaemonSet' ? status.numberReady : status.readyReplicas),
        ),
        ...(place && { place }),
      };
      if (!isLink) {
        workloads.set(keyOf(namespace, { kind, name: meta.name }), workload);
        return;
      }
      // Old ReplicaSets of such an owner are kept at zero, as a Deployment's are.
      if (workload.desired === 0) return;
      const { apiVersion: ownersVersion, kind: ownersKind, name } = owner;
      lent.set(keyOf(namespace, owner), {
        ...workload,
        apiVersion: ownersVersion,
        kind: ownersKind,
        metadata: { ...meta, name },
      });
    },

    join,
  };
}

function optional<K extends string>(key: K, value: number | undefined): { [P in K]?: number } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: number });
}
