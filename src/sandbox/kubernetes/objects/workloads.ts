/** Workloads with what their controllers make of them: replica sets, jobs, and pods on nodes. */
import type { Json, KubeObject } from '../wire.ts';
import { kinds, type Meta, make } from './make.ts';
import { filledIn, ownedBy, podsOf, short } from './pods-of.ts';
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
