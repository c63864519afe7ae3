/** Allowed by the roles, and refused after all. */
import { jonas, lena, masterClient, serviceAccount } from '../people.ts';
import { minute, repeated, type Story } from '../story.ts';

const privileged = { securityContext: { privileged: true } };

function pod(namespace: string, name: string, container: object, rest: object = {}) {
  return {
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name, namespace },
    spec: { containers: [{ name: 'shell', image: 'alpine', ...container }], ...rest },
  };
}

export const podSecurity: Story = {
  title: 'PodSecurity refuses a privileged pod',
  tell: (at) => ({
    calls: [
      {
        at,
        actor: jonas,
        verb: 'create',
        resource: 'pods',
        namespace: 'payments',
        name: 'shell',
        code: 403,
        reason: 'RBAC: allowed by RoleBinding "developers-edit/payments"',
        message:
          'pods "shell" is forbidden: violates PodSecurity "restricted:latest": privileged (container "shell" must not set securityContext.privileged=true), allowPrivilegeEscalation != false (container "shell" must set securityContext.allowPrivilegeEscalation=false)',
        annotations: { 'pod-security.kubernetes.io/enforce-policy': 'restricted:latest' },
        requestObject: pod('payments', 'shell', privileged),
      },
    ],
  }),
};

export const gatekeeper: Story = {
  title: 'Azure Policy (Gatekeeper) refuses a privileged pod',
  tell: (at) => ({
    calls: repeated({ from: at, every: minute, times: 2 }, (when) => ({
      at: when,
      actor: lena,
      verb: 'create',
      resource: 'pods',
      namespace: 'web',
      name: 'shell',
      code: 403,
      reason: 'RBAC: allowed by RoleBinding "developers-edit/web"',
      message:
        'admission webhook "validation.gatekeeper.sh" denied the request: [azurepolicy-k8sazurev2noprivilege-1a2b3c] Privileged container is not allowed: shell, securityContext: {"privileged": true}',
      requestObject: pod('web', 'shell', privileged),
    })),
  }),
};

export const quota: Story = {
  title: 'a quota refuses pods, again and again',
  tell: (at) => ({
    calls: repeated({ from: at, every: 4 * minute, times: 12 }, (when, index) => ({
      at: when,
      actor: serviceAccount('kube-system', 'replicaset-controller', {
        ip: '172.31.30.22',
        agent: 'kube-controller-manager/v1.35.8',
      }),
      verb: 'create',
      resource: 'pods',
      namespace: 'web',
      code: 403,
      message: `pods "web-7d9c-${index}" is forbidden: exceeded quota: compute, requested: limits.cpu=1, used: limits.cpu=8, limited: limits.cpu=8`,
    })),
  }),
};

/** Nothing stands in the way where no policy is set. */
export const privilegedPod: Story = {
  title: "a pod with the node's own rights is started with the local admin account",
  tell: (at) => ({
    calls: [
      {
        at,
        actor: masterClient,
        verb: 'create',
        resource: 'pods',
        namespace: 'default',
        name: 'node-shell',
        code: 201,
        requestObject: pod('default', 'node-shell', privileged, {
          hostPID: true,
          hostNetwork: true,
          volumes: [{ name: 'host', hostPath: { path: '/' } }],
        }),
      },
      {
        at: at + minute,
        actor: masterClient,
        verb: 'get',
        resource: 'pods/exec',
        namespace: 'default',
        name: 'node-shell',
        path: '?command=sh&container=shell&stdin=true&stdout=true&tty=true',
        code: 101,
        stages: ['ResponseStarted'],
      },
    ],
  }),
};
