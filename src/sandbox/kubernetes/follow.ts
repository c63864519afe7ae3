/** Nodes follow what Azure does to them: their image and version, and that one is being replaced right now. */
import type { LiveNode } from '../fleet/live-nodes.ts';
import type { ApiServer } from './cluster.ts';
import type { Json, KubeObject } from './wire.ts';

/** What was told of each node the last time; what somebody changes at a node meanwhile stays. */
const told = new WeakMap<ApiServer, Map<string, string>>();

/** Brings the Node objects of a cluster to where its machines are now. */
export function followNodes(server: ApiServer, nodes: readonly LiveNode[], now: Date): void {
  const before = told.get(server) ?? new Map<string, string>();
  told.set(server, before);
  for (const node of nodes) {
    const { image, version, replacing, replacedAt = 0 } = node;
    const news = JSON.stringify([image, version, replacing, replacedAt]);
    const known = before.get(node.name);
    if (known === news) continue;
    before.set(node.name, news);
    const object = server.objects.get('nodes', node.name);
    const isNew = known === undefined && !replacing && replacedAt === 0;
    if (object && !(isNew && runs(object, node)))
      server.objects.add(changed(structuredClone(object), node, now));
  }
}

function runs({ metadata, status }: KubeObject, { image, version }: LiveNode): boolean {
  return (
    metadata.labels['kubernetes.azure.com/node-image-version'] === image &&
    status.nodeInfo.kubeletVersion === `v${version}`
  );
}

const cordon = 'node.kubernetes.io/unschedulable';

function changed(object: KubeObject, node: LiveNode, now: Date): KubeObject {
  const { metadata, spec, status } = object;
  const taints = (spec.taints ?? []).filter(({ key }: Json) => key !== cordon);
  delete spec.taints;
  delete spec.unschedulable;
  if (node.replacing) {
    spec.unschedulable = true;
    taints.push({ key: cordon, effect: 'NoSchedule', timeAdded: wire(now) });
  } else if (node.replacedAt !== undefined) comeUp(object, node);
  if (taints.length > 0) spec.taints = taints;
  metadata.labels['kubernetes.azure.com/node-image-version'] = node.image;
  status.nodeInfo.kubeletVersion = `v${node.version}`;
  status.nodeInfo.kubeProxyVersion = `v${node.version}`;
  return object;
}

/** A node that has just come up is Ready, and waits for no restart. */
function comeUp({ metadata, status }: KubeObject, { replacedAt = 0 }: LiveNode): void {
  for (const key of Object.keys(metadata.annotations))
    if (key.includes('/kured-')) delete metadata.annotations[key];
  for (const condition of status.conditions) {
    const wanted = condition.type === 'Ready' ? 'True' : 'False';
    if (condition.status === wanted) continue;
    condition.status = wanted;
    condition.lastTransitionTime = wire(new Date(replacedAt));
    if (condition.type === 'Ready') {
      condition.reason = 'KubeletReady';
      condition.message = 'kubelet is posting ready status';
    }
  }
}

/** A time as the API server writes it. */
function wire(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
