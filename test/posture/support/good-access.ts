/** A cluster whose roles, bindings, workloads and admission are in order, with what Kubernetes and AKS bring. */
import type { Planes } from '../../../src/fleet/snapshot.ts';
import type { KubernetesObject, Workload } from '../../../src/kubernetes/objects.ts';
import { checks } from '../../../src/posture/checks/index.generated.ts';
import { postureConfigSchema } from '../../../src/posture/config.ts';
import { evaluate } from '../../../src/posture/evaluate.ts';
import type { CheckResult } from '../../../src/posture/types.ts';
import { testerOn } from './judge.ts';
import { type CorePlanes, goodPlanes, snapshotOf } from './planes.ts';

const rbac = 'rbac.authorization.k8s.io/v1';
const isDefault = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
const all = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };

type Rules = Record<string, unknown>[];

export function clusterRole(name: string, rules: Rules, more: object = {}): KubernetesObject {
  return { apiVersion: rbac, kind: 'ClusterRole', metadata: { name }, rules, ...more };
}

export function role(namespace: string, name: string, rules: Rules): KubernetesObject {
  return { apiVersion: rbac, kind: 'Role', metadata: { name, namespace }, rules };
}

/** `Group ops`, `User ana`, `ServiceAccount shop/web` */
function subject(text: string): Record<string, string> {
  const [kind = '', word = ''] = text.split(/ (.*)/);
  const [namespace = '', name = ''] = word.split('/');
  return kind === 'ServiceAccount' ? { kind, name, namespace } : { kind, name: word };
}

/** @param roleRef `ClusterRole edit`. */
export function bindCluster(name: string, roleRef: string, ...who: string[]): KubernetesObject {
  const [kind, roleName] = roleRef.split(/ (.*)/);
  return {
    apiVersion: rbac,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { kind, name: roleName },
    subjects: who.map(subject),
  };
}

export function bind(
  namespace: string,
  name: string,
  roleRef: string,
  ...who: string[]
): KubernetesObject {
  const { roleRef: ref, subjects } = bindCluster(name, roleRef, ...who);
  return {
    apiVersion: rbac,
    kind: 'RoleBinding',
    metadata: { name, namespace },
    roleRef: ref,
    subjects,
  };
}

export function built(object: KubernetesObject): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, labels: isDefault } };
}

export function rule(verbs: string, resources: string, apiGroup = '', names?: string[]) {
  return {
    apiGroups: [apiGroup],
    resources: resources.split(','),
    verbs: verbs.split(','),
    ...(names && { resourceNames: names }),
  };
}

export function workload(name: string, spec: object = {}, more: Partial<Workload> = {}): Workload {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop' },
    podLabels: { app: name },
    podAnnotations: {},
    spec: { containers: [{ name: 'main', image: 'acrshop.azurecr.io/web:1' }], ...spec },
    variants: [],
    pods: 2,
    examples: [],
    desired: 2,
    ready: 2,
    ...more,
  };
}

export function account(name: string, more: object = {}, namespace = 'shop'): KubernetesObject {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace }, ...more };
}

export function object(
  kind: string,
  name: string,
  more: object = {},
  namespace?: string,
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind,
    metadata: { name, ...(namespace && { namespace }) },
    ...more,
  };
}

export function webhook(kind: string, name: string, more: object = {}): KubernetesObject {
  return object(`${kind}WebhookConfiguration`, name, {
    webhooks: [
      {
        name: `${name}.example.com`,
        failurePolicy: 'Fail',
        clientConfig: { service: { name: 'guard', namespace: 'guard' }, caBundle: '(set)' },
        ...more,
      },
    ],
  });
}

export type AccessPlanes = CorePlanes &
  Pick<
    Planes,
    | 'roles'
    | 'roleBindings'
    | 'serviceAccounts'
    | 'workloads'
    | 'namespaces'
    | 'services'
    | 'resourceQuotas'
    | 'limitRanges'
    | 'constraints'
    | 'webhookConfigurations'
  >;

export function accessPlanes(): AccessPlanes {
  return {
    ...goodPlanes(),
    roles: [
      built(clusterRole('cluster-admin', [all, { nonResourceURLs: ['*'], verbs: ['*'] }])),
      built(
        clusterRole('system:public-info-viewer', [
          {
            nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'],
            verbs: ['get'],
          },
        ]),
      ),
      built(
        clusterRole('system:basic-user', [
          rule(
            'create',
            'selfsubjectaccessreviews,selfsubjectrulesreviews',
            'authorization.k8s.io',
          ),
          rule('create', 'selfsubjectreviews', 'authentication.k8s.io'),
        ]),
      ),
      built(
        clusterRole('system:discovery', [
          { nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/healthz'], verbs: ['get'] },
        ]),
      ),
      built(
        clusterRole('system:controller:generic-garbage-collector', [
          rule('get,list,patch,delete', '*', '*'),
        ]),
      ),
      clusterRole('csi-azurefile-node-secret-role', [rule('get', 'secrets')]),
      role('shop', 'reader', [rule('get', 'configmaps')]),
    ],
    roleBindings: [
      built(bindCluster('cluster-admin', 'ClusterRole cluster-admin', 'Group system:masters')),
      bindCluster('aks-cluster-admin-binding', 'ClusterRole cluster-admin', 'User clusterAdmin'),
      bindCluster(
        'aks-cluster-admin-binding-aad',
        'ClusterRole cluster-admin',
        'Group aaaaaaaa-0000-4000-8000-000000000001',
      ),
      built(
        bindCluster(
          'system:public-info-viewer',
          'ClusterRole system:public-info-viewer',
          'Group system:authenticated',
          'Group system:unauthenticated',
        ),
      ),
      built(
        bindCluster(
          'system:basic-user',
          'ClusterRole system:basic-user',
          'Group system:authenticated',
        ),
      ),
      built(
        bindCluster(
          'system:discovery',
          'ClusterRole system:discovery',
          'Group system:authenticated',
        ),
      ),
      built(
        bindCluster(
          'system:controller:generic-garbage-collector',
          'ClusterRole system:controller:generic-garbage-collector',
          'ServiceAccount kube-system/generic-garbage-collector',
        ),
      ),
      bindCluster(
        'csi-azurefile-node-secret-binding',
        'ClusterRole csi-azurefile-node-secret-role',
        'ServiceAccount kube-system/csi-azurefile-node-sa',
      ),
      bind('shop', 'web', 'Role reader', 'ServiceAccount shop/web'),
      bind('shop', 'team', 'ClusterRole edit', 'Group shop-developers'),
    ],
    serviceAccounts: [account('default', { automountServiceAccountToken: false }), account('web')],
    workloads: [
      workload('web', { serviceAccountName: 'web' }),
      workload('guard', {}, { metadata: { name: 'guard', namespace: 'kube-system' } }),
      workload('static'),
    ],
    namespaces: ['kube-system', 'default', 'shop'].map((name) => object('Namespace', name)),
    services: [
      object(
        'Service',
        'guard',
        { spec: { type: 'ClusterIP', selector: { app: 'guard' } } },
        'guard',
      ),
    ],
    resourceQuotas: [object('ResourceQuota', 'bounds', { spec: { hard: { pods: '50' } } }, 'shop')],
    limitRanges: [
      object('LimitRange', 'bounds', { spec: { limits: [{ type: 'Container' }] } }, 'shop'),
    ],
    constraints: [],
    webhookConfigurations: [
      webhook('Mutating', 'aks-node-mutating-webhook', {
        clientConfig: { url: 'https://aks.example' },
      }),
    ],
  };
}

export const testAccess = testerOn(accessPlanes);

/** What one check says of the good cluster with other planes. */
export function judgeAccess(check: string, planes: Partial<AccessPlanes>): CheckResult {
  const snapshot = snapshotOf({ ...accessPlanes(), ...planes });
  const { results } = evaluate(snapshot, checks, postureConfigSchema.parse({}));
  const result = results.find((one) => one.check === check);
  if (!result) throw new Error(`There is no check ${check}.`);
  return result;
}

/** What is bound and the roles for it, besides those of the good cluster. */
export function besides(
  roleBindings: KubernetesObject[],
  roles: KubernetesObject[] = [],
): Partial<AccessPlanes> {
  const good = accessPlanes();
  return {
    roles: [...good.roles, ...roles],
    roleBindings: [...good.roleBindings, ...roleBindings],
  };
}

/** Somebody who holds one rule everywhere. */
export function everywhere(rules: object, who = 'ServiceAccount shop/tool') {
  return besides(
    [bindCluster('tool', 'ClusterRole tool', who)],
    [clusterRole('tool', [rules as Record<string, unknown>])],
  );
}

/** The same within `shop`. */
export function inShop(rules: object, who = 'ServiceAccount shop/tool') {
  return besides(
    [bind('shop', 'tool', 'Role tool', who)],
    [role('shop', 'tool', [rules as Record<string, unknown>])],
  );
}
