import type { KubernetesObject, Workload } from '../../../kubernetes/objects.ts';
import type { Look } from '../../look.ts';
import { isUserNamespace } from '../../system-namespaces.ts';

export const profile = 'properties.serviceMeshProfile';

/** Where an Istio control plane runs is its root namespace: the add-on’s, or one’s own. */
const istioRoots = ['aks-istio-system', 'istio-system'];

export interface Meshes {
  /** Is the Istio add-on on? */
  addOn: boolean;
  /** Revisions that the add-on names. */
  revisions: string[];
  /** Root namespaces of Istio in which a control plane runs, the add-on’s included. */
  roots: string[];
  linkerd: boolean;
  consul: boolean;
}

/** Throws `NotKnown` where workloads could not be read. */
export function meshesOf(look: Look): Meshes {
  const workloads = look.objects('workloads').items;
  const addOn = look.cluster.word(`${profile}.mode`).value === 'istio';
  const runs = (namespaces: RegExp, name: RegExp) =>
    workloads.filter(
      ({ metadata }) => namespaces.test(metadata.namespace ?? '') && name.test(metadata.name),
    );
  const own = runs(/^(aks-)?istio-system$/, /^istiod/).map(
    ({ metadata }) => metadata.namespace ?? '',
  );
  return {
    addOn,
    revisions: look.cluster.texts(`${profile}.istio.revisions`).value ?? [],
    roots: istioRoots.filter((root) => own.includes(root) || (addOn && root === istioRoots[0])),
    linkerd: runs(/linkerd/, /^linkerd-(destination|proxy-injector)$/).length > 0,
    consul: runs(/./, /consul.*connect-injector$/).length > 0,
  };
}

export function hasMesh({ roots, linkerd, consul }: Meshes): boolean {
  return roots.length > 0 || linkerd || consul;
}

/** Namespaces of teams, with their labels and annotations. */
export function userNamespaceObjects(look: Look): KubernetesObject[] {
  return look
    .objects('namespaces')
    .items.filter(({ metadata }) => isUserNamespace(look, metadata.name));
}

/** What puts a namespace into a mesh, or fails to. */
export type Joining =
  | { kind: 'joins'; mesh: 'istio' | 'linkerd' | 'consul'; by: string; waypoint?: boolean }
  | { kind: 'mistaken'; path: string; value: string; why: string }
  | { kind: 'outside' };

/**
 * With the add-on, Istio’s usual label makes injection skip the namespace.
 * https://learn.microsoft.com/azure/aks/istio-deploy-addon#enable-sidecar-injection
 */
export function joiningOf({ metadata }: KubernetesObject, meshes: Meshes): Joining {
  const { labels = {}, annotations = {} } = metadata;
  const revision = labels['istio.io/rev'];
  const injection = labels['istio-injection'];
  if (meshes.roots.length > 0) {
    if (meshes.addOn && injection === 'enabled')
      return mistake('istio-injection', injection, 'the add-on skips namespaces with this label');
    if (revision !== undefined) {
      const known = !meshes.addOn || meshes.revisions.includes(revision);
      return known
        ? { kind: 'joins', mesh: 'istio', by: `istio.io/rev=${revision}` }
        : mistake('istio.io/rev', revision, 'no such revision is installed');
    }
    if (injection === 'enabled' && !meshes.addOn)
      return { kind: 'joins', mesh: 'istio', by: 'istio-injection=enabled' };
    if (labels['istio.io/dataplane-mode'] === 'ambient' && !meshes.addOn)
      return {
        kind: 'joins',
        mesh: 'istio',
        by: 'istio.io/dataplane-mode=ambient',
        waypoint: true,
      };
  }
  if (meshes.linkerd && annotations['linkerd.io/inject'] === 'enabled')
    return { kind: 'joins', mesh: 'linkerd', by: 'linkerd.io/inject' };
  const consul = 'consul.hashicorp.com/connect-inject';
  if (meshes.consul && [labels[consul], annotations[consul]].includes('true'))
    return { kind: 'joins', mesh: 'consul', by: consul };
  return { kind: 'outside' };
}

function mistake(label: string, value: string, why: string): Joining {
  return { kind: 'mistaken', path: `metadata.labels.${label}`, value, why };
}

const sidecars = ['istio-proxy', 'linkerd-proxy', 'consul-dataplane', 'envoy-sidecar'];

/** Does any running pod of it lack the proxy that admission adds? */
export function lacksProxy({ spec, variants, pods }: Workload): boolean {
  const has = (one: Workload['spec']) =>
    [...one.containers, ...(one.initContainers ?? [])].some(({ name }) => sidecars.includes(name));
  if (pods === 0 || spec.hostNetwork === true || has(spec)) return false;
  const varied = variants.reduce((sum, variant) => sum + variant.pods, 0);
  return varied < pods || variants.some((variant) => !has(variant.spec));
}
