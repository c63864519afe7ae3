/**
 * Every workload once, by its owner: its template, and those of its pods that run otherwise, each with
 * its containers of all three kinds.
 */
import type { Container, PodSpec, Workload } from '../../../kubernetes/objects.ts';
import type { Look } from '../../look.ts';

type ContainerKind = 'containers' | 'initContainers' | 'ephemeralContainers';

export interface ContainerAt {
  container: Container;
  kind: ContainerKind;
  /** `spec.template.spec.containers[web]` */
  path: string;
}

/** A pod as its template describes it, or as some pods of it run. */
export interface PodAt {
  workload: Workload;
  spec: PodSpec;
  annotations: Record<string, string>;
  /** `spec.template.spec` */
  path: string;
  containers: ContainerAt[];
  /** Only in running pods: how many of them. */
  running?: { pods: number };
}

/** What was seen that is not as it should be, or is. */
export interface Piece {
  path: string;
  value: unknown;
}

const templates: Record<string, string> = {
  Deployment: 'spec.template.spec',
  StatefulSet: 'spec.template.spec',
  DaemonSet: 'spec.template.spec',
  ReplicaSet: 'spec.template.spec',
  ReplicationController: 'spec.template.spec',
  Job: 'spec.template.spec',
  CronJob: 'spec.jobTemplate.spec.template.spec',
};

/** Where its pod spec stands in the object. Pods, and those of owners that are not read, are judged by the pod itself. */
export function specPath(kind: string): string {
  return Object.hasOwn(templates, kind) ? (templates[kind] ?? 'spec') : 'spec';
}

/** A static pod: the kubelet of a node owns it. */
export function isMirror({ podAnnotations, metadata }: Workload): boolean {
  const { ownerReferences: owners = [], annotations = {} } = metadata;
  return (
    [podAnnotations, annotations].some((all) => all['kubernetes.io/config.mirror'] !== undefined) ||
    owners.some(({ kind }) => kind === 'Node')
  );
}

export function isSystemNamespace(namespace: string | undefined, { config }: Look): boolean {
  return config.systemNamespaces.includes((namespace ?? '').toLowerCase());
}

/** What people deployed: system namespaces are left out. */
export function userWorkloads(look: Look): Workload[] {
  const { items } = look.objects('workloads');
  return items.filter(({ metadata }) => !isSystemNamespace(metadata.namespace, look));
}

function containersOf(spec: PodSpec, path: string): ContainerAt[] {
  const kinds: readonly ContainerKind[] = ['initContainers', 'containers', 'ephemeralContainers'];
  return kinds.flatMap((kind) =>
    (spec[kind] ?? []).map((container: Container) => ({
      container,
      kind,
      path: `${path}.${kind}[${container.name}]`,
    })),
  );
}

/** The template first, then what runs otherwise. */
export function podsOf(workload: Workload): [PodAt, ...PodAt[]] {
  const path = specPath(workload.kind);
  return [
    {
      workload,
      spec: workload.spec,
      annotations: workload.podAnnotations,
      path,
      containers: containersOf(workload.spec, path),
    },
    ...workload.variants.map(({ pods, examples, annotations, spec }): PodAt => {
      const place = `pods[${examples[0] ?? ''}].spec`;
      const containers = containersOf(spec, place);
      return { workload, spec, annotations, path: place, containers, running: { pods } };
    }),
  ];
}

/** A field that exists for containers alone. */
export function own({ container, path }: ContainerAt, field: string): Piece {
  return {
    path: `${path}.securityContext.${field}`,
    value: container.securityContext?.[field] ?? null,
  };
}

/** A field of the security context that counts: the container's own, or else its pod's. */
export function effective({ spec, path }: PodAt, at: ContainerAt, field: string): Piece {
  const mine = own(at, field);
  const pods: unknown = spec.securityContext?.[field];
  if (mine.value !== null || pods === undefined || pods === null) return mine;
  return { path: `${path}.securityContext.${field}`, value: pods };
}

export function isPrivileged(at: ContainerAt): boolean {
  return own(at, 'privileged').value === true;
}

/** `CAP_SYS_ADMIN`, `sys_admin` and `SYS_ADMIN` are one. */
function capabilities(at: ContainerAt, list: 'add' | 'drop'): Piece & { names: string[] } {
  const value: unknown = at.container.securityContext?.capabilities?.[list] ?? null;
  const names = Array.isArray(value)
    ? value.map((name) => String(name).trim().toUpperCase().replace(/^CAP_/, ''))
    : [];
  return { path: `${at.path}.securityContext.capabilities.${list}`, value, names };
}

export function added(at: ContainerAt) {
  return capabilities(at, 'add');
}

export function dropped(at: ContainerAt) {
  return capabilities(at, 'drop');
}

const osLabels = ['kubernetes.io/os', 'beta.kubernetes.io/os'];

interface NodeTerm {
  matchExpressions?: { key?: string; operator?: string; values?: string[] }[];
}

function isBoundToWindows(spec: PodSpec): boolean | undefined {
  const named: unknown = [spec.os?.name, ...osLabels.map((key) => spec.nodeSelector?.[key])].find(
    (name) => typeof name === 'string',
  );
  if (typeof named === 'string') return named.toLowerCase() === 'windows';
  const terms: NodeTerm[] =
    spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
      ?.nodeSelectorTerms ?? [];
  const isForWindows = ({ matchExpressions = [] }: NodeTerm) =>
    matchExpressions.some(
      ({ key = '', operator, values = [] }) =>
        osLabels.includes(key) && operator === 'In' && values.every((value) => value === 'windows'),
    );
  // One term is enough for a node to fit.
  return terms.length > 0 && terms.every(isForWindows) ? true : undefined;
}

/** Of its pods, where nothing in the template says it: the node decides then. */
function windowsByPods(look: Look): ReadonlySet<string> {
  if (!look.wasRead('pods')) return new Set();
  const windows = new Set<string>();
  const linux = new Set<string>();
  for (const { namespace, workload, os } of look.objects('pods').items)
    (os === 'windows' ? windows : linux).add(`${namespace}/${workload}`);
  return windows.difference(linux);
}

/** Tells Windows workloads; where nothing says what they run on, they are for Linux. */
export function windowsTeller(look: Look): (workload: Workload) => boolean {
  const known = windowsByPods(look);
  return ({ kind, metadata, spec }) =>
    isBoundToWindows(spec) ?? known.has(`${metadata.namespace}/${kind}/${metadata.name}`);
}
