/** What an API server logs when nothing is wrong. */
import type { Call } from './audit-event.ts';
import { ana, deployer, jonas, lena, node, serviceAccount, systemUser } from './people.ts';
import type { Random } from './random.ts';
import type { Scene } from './scene.ts';

type Usual = (scene: Scene, random: Random) => Omit<Call, 'at'>;

const system = 'kube-system';
const controllers = 'kube-controller-manager/v1.35.8 (linux/amd64)';
const aksService = {
  ...systemUser('aksService', 'kubectl/v1.35.8 aks-control-plane'),
  groups: ['system:masters', 'system:authenticated'],
};
const someNode = ({ nodes }: Scene, random: Random) =>
  nodes[random.below(nodes.length)] ?? 'aks-system-00000000-vmss000000';
const namespaces = ['shop', 'payments', 'web'] as const;

/** How often each happens, out of all. */
const usual: [number, Usual][] = [
  [
    18,
    (scene, random) => ({
      actor: aksService,
      verb: 'patch',
      resource: 'nodes',
      name: someNode(scene, random),
    }),
  ],
  [
    14,
    () => ({
      actor: serviceAccount(system, 'konnectivity-agent', {
        ip: '10.224.0.5',
        agent: 'proxy-agent',
      }),
      verb: 'create',
      resource: 'tokenreviews.authentication.k8s.io/v1',
      code: 201,
    }),
  ],
  [
    16,
    () => ({
      actor: systemUser('system:kube-controller-manager', controllers),
      verb: 'update',
      resource: 'leases.coordination.k8s.io/v1',
      namespace: system,
      name: 'kube-controller-manager',
    }),
  ],
  [
    12,
    (scene, random) => {
      const name = someNode(scene, random);
      return { actor: node(name), verb: 'patch', resource: 'nodes/status', name };
    },
  ],
  [
    8,
    () => ({
      actor: serviceAccount(system, 'endpoint-controller', {
        ip: '172.31.30.22',
        agent: controllers,
      }),
      verb: 'update',
      resource: 'endpoints',
      namespace: 'web',
      name: 'web',
      // Stamped since 1.33, without a release that removes it.
      annotations: { 'k8s.io/deprecated': 'true' },
    }),
  ],
  [
    8,
    (_scene, random) => ({
      actor: serviceAccount('flux-system', 'kustomize-controller', {
        ip: '10.244.0.21',
        agent: 'kustomize-controller/v1.7.0',
      }),
      verb: 'patch',
      resource: 'deployments.apps/v1',
      namespace: random.pick(namespaces),
      name: 'web',
      reason: 'RBAC: allowed by ClusterRoleBinding "cluster-reconciler"',
    }),
  ],
  [
    6,
    (_scene, random) => ({
      actor: random.pick([ana, lena, jonas]),
      verb: 'list',
      resource: random.pick(['pods', 'services', 'deployments.apps/v1']),
      namespace: random.pick(namespaces),
      reason: 'RBAC: allowed by ClusterRoleBinding "developers-view"',
    }),
  ],
  [
    5,
    () => ({
      actor: serviceAccount('external-secrets', 'external-secrets', {
        ip: '10.244.2.30',
        agent: 'external-secrets/v0.20.1',
      }),
      verb: 'update',
      resource: 'secrets',
      namespace: 'payments',
      name: 'db-credentials',
      reason: 'RBAC: allowed by ClusterRoleBinding "external-secrets-controller"',
    }),
  ],
  [
    4,
    (_scene, random) => ({
      actor: deployer,
      verb: 'get',
      resource: 'deployments.apps/v1',
      namespace: random.pick(['web', 'payments']),
      name: 'api',
      reason: 'RBAC: allowed by RoleBinding "ci-deployer"',
    }),
  ],
  [
    3,
    () => ({
      actor: serviceAccount(system, 'metrics-server', {
        ip: '10.244.0.9',
        agent: 'metrics-server/v0.8.0',
      }),
      verb: 'list',
      resource: 'nodes',
    }),
  ],
  // Refused in every cluster, day by day: a kubelet that asks too early, add-ons that ask for too much.
  [
    2,
    (scene, random) => {
      const name = someNode(scene, random);
      return {
        actor: node(name),
        verb: 'get',
        resource: 'secrets',
        namespace: 'payments',
        name: 'db-credentials',
        code: 403,
        decision: 'forbid',
        reason: `no relationship found between node '${name}' and this object`,
      };
    },
  ],
  [
    2,
    () => ({
      actor: serviceAccount(system, 'azure-policy', {
        ip: '10.224.0.5',
        agent: 'azure-policy-addon/1.14',
      }),
      verb: 'list',
      resource: 'secrets',
      namespace: 'payments',
      code: 403,
      decision: 'forbid',
    }),
  ],
];

const total = usual.reduce((sum, [weight]) => sum + weight, 0);

/** One request of everyday life. */
export function everyday(scene: Scene, at: number, random: Random): Call {
  let left = random.next() * total;
  for (const [weight, make] of usual) {
    left -= weight;
    if (left < 0) return { at, ...make(scene, random) };
  }
  throw new Error('the weights of everyday life do not add up');
}
