/** Workloads, and the secrets and ConfigMaps that they use, that every check of images and secrets passes. */
import type { Planes } from '../../../src/fleet/snapshot.ts';
import type { KubernetesObject, Workload } from '../../../src/kubernetes/objects.ts';
import { governedPlanes } from './governed.ts';
import { testerOn } from './judge.ts';

export const digest = `sha256:${'0a'.repeat(32)}`;
const goodImage = `acrshop.azurecr.io/shop/cart:1.4.2@${digest}`;

export function workload(
  image: string = goodImage,
  {
    container = {},
    spec = {},
    ...more
  }: Partial<Omit<Workload, 'spec'>> & {
    container?: object;
    spec?: object;
  } = {},
): Workload {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop' },
    podLabels: { app: 'web' },
    podAnnotations: {},
    spec: {
      containers: [{ name: 'app', image, ...container }],
      serviceAccountName: 'web',
      ...spec,
    },
    variants: [],
    pods: 2,
    examples: ['web-1'],
    ...more,
  };
}

export function object(
  apiVersion: string,
  kind: string,
  name: string,
  more: object = {},
): KubernetesObject {
  return { apiVersion, kind, metadata: { name, namespace: 'shop' }, ...more };
}

export const vaultClass = (parameters: object) =>
  object('secrets-store.csi.x-k8s.io/v1', 'SecretProviderClass', 'vault', {
    spec: { provider: 'azure', parameters: { keyvaultName: 'kv-shop', ...parameters } },
  });

function goodObjects() {
  return {
    workloads: [workload()],
    pods: [],
    serviceAccounts: [object('v1', 'ServiceAccount', 'web')],
    configMaps: [
      { metadata: { name: 'settings', namespace: 'shop' }, keys: ['a'], plainSecrets: [] },
    ],
    secrets: [{ metadata: { name: 'db', namespace: 'shop' }, type: 'Opaque' as const }],
    secretProviderClasses: [vaultClass({ clientID: 'c1' })],
    services: [],
    ingresses: [],
    gateways: [],
    httpRoutes: [],
    constraints: [],
    webhookConfigurations: [],
  } satisfies Partial<Planes>;
}

/** A cluster in good order with what stands around it and what its images are judged by. */
export function imagePlanes() {
  return { ...governedPlanes(), ...goodObjects() };
}

export const testImages = testerOn<ReturnType<typeof governedPlanes> & Partial<Planes>>(
  imagePlanes,
);
