/** Pods as a controller and admission make them from a template, placed on nodes. */
import type { Json, KubeObject } from '../wire.ts';
import { type Meta, make } from './make.ts';
import type { Setting } from './setting.ts';
import type { WorkloadOptions } from './workloads.ts';

interface Pods {
  owner: KubeObject | undefined;
  names: string[];
  template: Json;
  labels: Record<string, string>;
  options: WorkloadOptions;
  nodes?: Setting['nodes'];
  meta?: Meta;
}

export function podsOf(setting: Setting, given: Pods): KubeObject[] {
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
export function filledIn(spec: Json): Json {
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
export function short(id: string, length: number): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  const hex = id.replaceAll('-', '').slice(8);
  return Array.from({ length }, (_, index) => {
    const number = Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16);
    return letters[number % letters.length];
  }).join('');
}
