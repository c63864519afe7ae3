/** Workloads with what their controllers make of them: replica sets, jobs, and pods on nodes. */
import type { Json, KubeObject } from '../wire.ts';
import { kinds, type Meta, make } from './make.ts';
import type { Setting } from './setting.ts';

export interface WorkloadOptions {
  replicas?: number;
  /** The template's pod spec. */
  spec: Json;
  podLabels?: Record<string, string>;
  podAnnotations?: Record<string, string>;
  /** What admission makes of the template's pod: sidecars and the like. */
  admitted?(pod: KubeObject): void;
  /** Pods that are ready; all of them unless said. */
  ready?: number;
  /** Only on nodes for which this holds. */
  where?(pool: Json): boolean;
}

export function deployment(setting: Setting, meta: Meta, options: WorkloadOptions): KubeObject[] {
  const { replicas = 2, ready = replicas } = options;
  const { template, selector, labels } = templateOf(meta, options);
  const hash = short(setting.id('template', meta.namespace ?? '', meta.name), 10);
  const owner = make(
    setting,
    kinds.apps,
    'Deployment',
    { ...meta, labels },
    {
      spec: {
        replicas,
        selector,
        template,
        strategy: {
          type: 'RollingUpdate',
          rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
        },
        revisionHistoryLimit: 10,
      },
      status: {
        replicas,
        readyReplicas: ready,
        availableReplicas: ready,
        updatedReplicas: replicas,
      },
    },
  );
  const podLabels = { ...template.metadata.labels, 'pod-template-hash': hash };
  const set = make(
    setting,
    kinds.apps,
    'ReplicaSet',
    {
      ...meta,
      name: `${meta.name}-${hash}`,
      labels: podLabels,
      annotations: { 'deployment.kubernetes.io/revision': '3' },
      ownerReferences: [ownedBy(owner)],
    },
    {
      spec: {
        replicas,
        selector: { matchLabels: { ...selector.matchLabels, 'pod-template-hash': hash } },
        template: { ...template, metadata: { ...template.metadata, labels: podLabels } },
      },
      status: { replicas, readyReplicas: ready },
    },
  );
  const names = Array.from(
    { length: replicas },
    (_, index) => `${set.metadata.name}-${short(setting.id(set.metadata.name, `${index}`), 5)}`,
  );
  return [
    owner,
    set,
    ...podsOf(setting, { owner: set, names, template, labels: podLabels, options }),
  ];
}

export function daemonSet(setting: Setting, meta: Meta, options: WorkloadOptions): KubeObject[] {
  const { template, selector, labels } = templateOf(meta, options);
  const { where = (pool) => pool.osType === 'Linux' } = options;
  const nodes = setting.nodes.filter(({ pool }) => where(pool));
  const { ready = nodes.length } = options;
  const owner = make(
    setting,
    kinds.apps,
    'DaemonSet',
    { ...meta, labels },
    {
      spec: { selector, template, updateStrategy: { type: 'RollingUpdate' } },
      status: {
        desiredNumberScheduled: nodes.length,
        currentNumberScheduled: nodes.length,
        numberReady: ready,
        numberAvailable: ready,
        updatedNumberScheduled: nodes.length,
        numberMisscheduled: 0,
      },
    },
  );
  const names = nodes.map(({ name }) => `${meta.name}-${short(setting.id(meta.name, name), 5)}`);
  const podLabels = { ...template.metadata.labels, 'pod-template-generation': '4' };
  return [owner, ...podsOf(setting, { owner, names, template, labels: podLabels, options, nodes })];
}

export function statefulSet(setting: Setting, meta: Meta, options: WorkloadOptions): KubeObject[] {
  const { replicas = 1 } = options;
  const { template, selector, labels } = templateOf(meta, options);
  const owner = make(
    setting,
    kinds.apps,
    'StatefulSet',
    { ...meta, labels },
    {
      spec: {
        replicas,
        selector,
        template,
        serviceName: meta.name,
        podManagementPolicy: 'OrderedReady',
      },
      status: { replicas, readyReplicas: replicas, currentReplicas: replicas },
    },
  );
  const names = Array.from({ length: replicas }, (_, index) => `${meta.name}-${index}`);
  return [
    owner,
    ...podsOf(setting, { owner, names, template, labels: template.metadata.labels, options }),
  ];
}

/** A cron job with its last run, which has ended. */
export function cronJob(
  setting: Setting,
  meta: Meta,
  { schedule, ...options }: WorkloadOptions & { schedule: string },
): KubeObject[] {
  const { template, labels } = templateOf(meta, options);
  template.spec.restartPolicy ??= 'Never';
  const owner = make(
    setting,
    'batch/v1',
    'CronJob',
    { ...meta, labels },
    {
      spec: {
        schedule,
        concurrencyPolicy: 'Forbid',
        suspend: false,
        jobTemplate: { metadata: {}, spec: { template } },
      },
      status: { lastScheduleTime: setting.ago(0, 5) },
    },
  );
  const name = `${meta.name}-${Math.floor(setting.now.getTime() / 60_000) - 300}`;
  const podLabels = { ...template.metadata.labels, 'batch.kubernetes.io/job-name': name };
  const job = make(
    setting,
    'batch/v1',
    'Job',
    { ...meta, name, labels: podLabels, days: 0.2, ownerReferences: [ownedBy(owner)] },
    {
      spec: { parallelism: 1, completions: 1, backoffLimit: 6, template },
      status: { succeeded: 1, conditions: [{ type: 'Complete', status: 'True' }] },
    },
  );
  const names = [`${name}-${short(setting.id(name), 5)}`];
  const pods = podsOf(setting, { owner: job, names, template, labels: podLabels, options });
  for (const pod of pods) pod.status.phase = 'Succeeded';
  return [owner, job, ...pods];
}

/** A pod that no controller looks after. */
export function nakedPod(setting: Setting, meta: Meta, spec: Json): KubeObject {
  const owner = undefined;
  const template = { metadata: { labels: meta.labels ?? {} }, spec };
  const options = { spec };
  const [pod] = podsOf(setting, {
    owner,
    names: [meta.name],
    template,
    labels: meta.labels ?? {},
    options,
    meta,
  });
  return pod as KubeObject;
}

function templateOf(meta: Meta, { spec, podLabels = {}, podAnnotations }: WorkloadOptions) {
  const app = { 'app.kubernetes.io/name': meta.name };
  const own = meta.labels ?? app;
  const template = {
    metadata: {
      labels: { ...own, ...podLabels },
      ...(podAnnotations && { annotations: podAnnotations }),
    },
    spec: filledIn(spec),
  };
  return { template, selector: { matchLabels: own }, labels: own };
}

interface Pods {
  owner: KubeObject | undefined;
  names: string[];
  template: Json;
  labels: Record<string, string>;
  options: WorkloadOptions;
  nodes?: Setting['nodes'];
  meta?: Meta;
}

function podsOf(setting: Setting, given: Pods): KubeObject[] {
  const { owner, names, template, labels, options, meta } = given;
  const namespace = owner?.metadata.namespace ?? meta?.namespace;
  const { where = (pool: Json) => pool.osType !== 'Windows' } = options;
  const nodes = given.nodes ?? setting.nodes.filter(({ pool }) => where(pool));
  return names.map((name, index) => {
    const node = nodes[(index + name.length) % Math.max(1, nodes.length)];
    const spec = structuredClone(filledIn(template.spec));
    mountToken(spec, setting.id(name));
    const isReady = options.ready === undefined || index < options.ready;
    const pod = make(
      setting,
      'v1',
      'Pod',
      {
        name,
        namespace,
        labels,
        days: meta?.days ?? 12,
        ...(template.metadata.annotations && { annotations: template.metadata.annotations }),
        ...(owner && { ownerReferences: [ownedBy(owner)] }),
      },
      {
        spec: { ...spec, ...(node && { nodeName: (given.nodes?.[index] ?? node).name }) },
        status: runningStatus(setting, { spec, isReady, node: given.nodes?.[index] ?? node, name }),
      },
    );
    options.admitted?.(pod);
    return pod;
  });
}

function runningStatus(setting: Setting, { spec, isReady, node, name }: Json): Json {
  const number = Number.parseInt(setting.id(name).slice(0, 4), 16);
  const podIP = spec.hostNetwork ? node?.address : `10.244.${number >> 8}.${number & 255 || 1}`;
  return {
    phase: node ? 'Running' : 'Pending',
    conditions: [{ type: 'Ready', status: isReady && node ? 'True' : 'False' }],
    ...(node && { hostIP: node.address, podIP, podIPs: [{ ip: podIP }] }),
    startTime: setting.ago(12),
    containerStatuses: spec.containers.map(({ name: each, image }: Json) => ({
      name: each,
      image,
      imageID: `${image.split('@')[0].replace(/:[^/:]*$/, '')}@sha256:${setting.id(image).replaceAll('-', '').repeat(2)}`,
      ready: isReady,
      restartCount: 0,
      state: { running: { startedAt: setting.ago(12) } },
    })),
  };
}

/** What the API server writes where nothing was said. */
function filledIn(spec: Json): Json {
  const container = (each: Json) => ({
    imagePullPolicy: /:latest$|^[^:@]+$/.test(each.image) ? 'Always' : 'IfNotPresent',
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    ...each,
  });
  return {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    schedulerName: 'default-scheduler',
    terminationGracePeriodSeconds: 30,
    securityContext: {},
    ...spec,
    containers: spec.containers.map(container),
    ...(spec.initContainers && { initContainers: spec.initContainers.map(container) }),
  };
}

/** The volume with the service account's token that admission adds. */
function mountToken(spec: Json, id: string): void {
  spec.serviceAccountName ??= 'default';
  spec.serviceAccount = spec.serviceAccountName;
  if (spec.automountServiceAccountToken === false) return;
  const name = `kube-api-access-${short(id, 5)}`;
  const mountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
  const sources = [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  ];
  spec.volumes = [...(spec.volumes ?? []), { name, projected: { defaultMode: 420, sources } }];
  for (const each of [...(spec.initContainers ?? []), ...spec.containers])
    each.volumeMounts = [...(each.volumeMounts ?? []), { name, readOnly: true, mountPath }];
}

export function ownedBy({ apiVersion, kind, metadata: { name, uid } }: KubeObject): Json {
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** A suffix in the letters that Kubernetes makes names of. */
function short(id: string, length: number): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  const hex = id.replaceAll('-', '').slice(8);
  return Array.from({ length }, (_, index) => {
    const number = Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16);
    return letters[number % letters.length];
  }).join('');
}
