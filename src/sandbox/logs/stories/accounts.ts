/** What programs do. */
import { deployer, lena, serviceAccount } from '../people.ts';
import { hour, minute, refused, repeated, type Story, second } from '../story.ts';

const rbac = 'rbac.authorization.k8s.io/v1';

/** Somebody tidies up role bindings, and the pipeline cannot deploy any more. */
export const pipelineBroken: Story = {
  title: 'a role binding is deleted, and the pipeline is refused from then on',
  tell: (at) => ({
    calls: [
      ...repeated({ from: at - 6 * hour, every: 15 * minute, times: 24 }, (when, index) => ({
        at: when,
        actor: deployer,
        verb: index % 2 ? 'get' : 'patch',
        resource: 'deployments.apps/v1',
        namespace: 'shop',
        name: 'storefront',
        reason: 'RBAC: allowed by RoleBinding "ci-deployer/shop"',
      })),
      {
        at,
        actor: lena,
        verb: 'delete',
        resource: `rolebindings.${rbac}`,
        namespace: 'shop',
        name: 'ci-deployer',
        reason: 'RBAC: allowed by ClusterRoleBinding "platform-admins"',
        requestObject: {
          kind: 'DeleteOptions',
          apiVersion: 'meta.k8s.io/__internal',
          propagationPolicy: 'Background',
        },
      },
      ...repeated({ from: at + 4 * minute, every: 5 * minute, times: 100 }, (when, index) =>
        refused({
          at: when,
          actor: deployer,
          verb: index % 2 ? 'get' : 'patch',
          resource: 'deployments.apps/v1',
          namespace: 'shop',
          name: 'storefront',
        }),
      ),
    ],
  }),
};

const frontend = serviceAccount('web', 'frontend', { ip: '10.244.2.9', agent: 'curl/8.5.0' });

export const canIBurst: Story = {
  title: 'a pod asks what it may do, sixty times in a minute',
  tell: (at) => ({
    calls: [
      ...repeated({ from: at, every: second, times: 60 }, (when) => ({
        at: when,
        actor: frontend,
        verb: 'create',
        resource: 'selfsubjectaccessreviews.authorization.k8s.io/v1',
        code: 201,
      })),
      refused({
        at: at + 70 * second,
        actor: frontend,
        verb: 'list',
        resource: 'secrets',
        namespace: 'web',
      }),
      refused({ at: at + 72 * second, actor: frontend, verb: 'list', resource: 'secrets' }),
    ],
  }),
};

export const tokenOutside: Story = {
  title: "a service account's token is used from outside the cluster",
  tell: (at) => ({
    calls: repeated({ from: at, every: 50 * second, times: 7 }, (when, index) => ({
      at: when,
      actor: {
        ...serviceAccount('payments', 'api', {
          ip: '198.51.100.27',
          agent: 'python-requests/2.32',
        }),
        extra: {
          'authentication.kubernetes.io/credential-id': [
            'JTI=0f6a1c9e-7b1f-4a53-8d6e-6c1c2f7c9a10',
          ],
          'authentication.kubernetes.io/pod-name': ['api-0'],
        },
      },
      verb: index === 0 ? 'list' : 'get',
      resource: 'secrets',
      namespace: 'payments',
      ...(index > 0 && { name: `card-processor-${index}` }),
      ...(index > 4 && { code: 403, decision: 'forbid' as const }),
    })),
  }),
};

export const deprecatedApi: Story = {
  title: 'an operator uses an API that a later Kubernetes does not have',
  tell: (at) => ({
    calls: repeated({ from: at, every: 10 * minute, times: 30 }, (when) => ({
      at: when,
      actor: serviceAccount('legacy', 'operator', { ip: '10.244.3.4', agent: 'operator/0.9' }),
      verb: 'list',
      resource: 'flowschemas.flowcontrol.apiserver.k8s.io/v1beta3',
      annotations: { 'k8s.io/deprecated': 'true', 'k8s.io/removed-release': '1.32' },
    })),
  }),
};

/** Terraform runs, and everything stays as it was. */
export const clusterWritten: Story = {
  title: 'the platform pipeline writes the cluster',
  tell: (at) => ({
    calls: [],
    activity: [
      {
        at,
        caller: 'platform-pipeline@contoso.example',
        ip: '198.51.100.18',
        operation: 'Microsoft.ContainerService/managedClusters/write',
      },
    ],
    guard: [
      {
        at: at + minute,
        message: 'I authz/handler.go Checking access for user platform-pipeline: allowed',
      },
    ],
  }),
};
