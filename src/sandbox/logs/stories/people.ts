/** What people do who should not, or cannot. */
import type { Call } from '../audit-event.ts';
import { eve, jonas, jonasElsewhere, lena, masterClient, tom } from '../people.ts';
import { hour, minute, refused, refusedExec, repeated, type Story, second } from '../story.ts';

const edit = 'RBAC: allowed by RoleBinding "developers-edit/payments"';

/** Refused at secrets that were never his business, from an address and with a program that nobody knows. */
export const colleagueDenied: Story = {
  title: 'a colleague is refused secrets in payments, from a new address',
  tell: (at) => ({
    calls: [
      {
        at: at - 2 * minute,
        actor: jonasElsewhere,
        verb: 'list',
        resource: 'pods',
        namespace: 'payments',
      },
      ...repeated({ from: at, every: 25 * second, times: 9 }, (when, index) =>
        refused({
          at: when,
          actor: jonasElsewhere,
          verb: index === 0 ? 'list' : 'get',
          resource: 'secrets',
          namespace: 'payments',
          ...(index > 0 && { name: `card-processor-${index}` }),
        }),
      ),
      // What he does get is worth as much as what he does not.
      {
        at: at + 5 * minute,
        actor: jonasElsewhere,
        verb: 'list',
        resource: 'configmaps',
        namespace: 'payments',
        reason: edit,
      },
      {
        at: at + 6 * minute,
        actor: jonasElsewhere,
        verb: 'get',
        resource: 'configmaps',
        namespace: 'payments',
        name: 'card-gateway',
        reason: edit,
      },
    ],
  }),
};

export const execDenied: Story = {
  title: 'exec into a pod is refused twice, as get and as create each time',
  tell: (at) => ({
    calls: [0, 40 * second].flatMap((later) =>
      refusedExec(jonas, at + later, { namespace: 'payments', pod: 'api-0' }),
    ),
  }),
};

export const rbacEscalation: Story = {
  title: 'somebody tries to grant more than they hold',
  tell: (at) => ({
    calls: [
      {
        at,
        actor: tom,
        verb: 'create',
        resource: 'clusterroles.rbac.authorization.k8s.io/v1',
        name: 'helper',
        code: 403,
        reason: 'RBAC: allowed by ClusterRoleBinding "role-authors"',
        message: `clusterroles.rbac.authorization.k8s.io "helper" is forbidden: user "${tom.username}" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:["*"], Resources:["*"], Verbs:["*"]}`,
        requestObject: {
          kind: 'ClusterRole',
          apiVersion: 'rbac.authorization.k8s.io/v1',
          metadata: { name: 'helper' },
          rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
        },
      },
    ],
  }),
};

/** Refused, the log names the real caller alone; done, it names both, in AzureDiagnostics only. */
export const impersonation: Story = {
  title: 'impersonation: refused for one, done with the local admin account by another',
  tell: (at) => ({
    calls: [
      ...['/version', undefined].map(
        (path, index): Call => ({
          at: at + index * second,
          actor: tom,
          verb: path ? 'get' : 'list',
          ...(path ? { path } : { resource: 'nodes' }),
          code: 403,
          decision: 'none',
          message: `users "admin" is forbidden: User "${tom.username}" cannot impersonate resource "users" in API group "" at the cluster scope`,
        }),
      ),
      {
        at: at + 10 * minute,
        actor: masterClient,
        impersonated: 'system:serviceaccount:kube-system:generic-garbage-collector',
        verb: 'list',
        resource: 'secrets',
        namespace: 'kube-system',
      },
    ],
  }),
};

export const localAdmin: Story = {
  title: 'the local admin certificate is used',
  tell: (at) => ({
    calls: [
      { at, actor: masterClient, verb: 'list', resource: 'nodes' },
      {
        at: at + 20 * second,
        actor: masterClient,
        verb: 'get',
        resource: 'secrets',
        namespace: 'kube-system',
        name: 'bootstrap-token-9q7v2x',
      },
      {
        at: at + 2 * minute,
        actor: masterClient,
        verb: 'patch',
        resource: 'validatingwebhookconfigurations.admissionregistration.k8s.io/v1',
        name: 'gatekeeper-validating-webhook-configuration',
      },
    ],
  }),
};

export const secretEnumeration: Story = {
  title: 'somebody goes through secrets by name, namespace after namespace',
  tell: (at) => ({
    calls: repeated({ from: at, every: 9 * second, times: 42 }, (when, index) => {
      const common = {
        at: when,
        actor: eve,
        verb: 'get',
        resource: 'secrets',
        namespace: ['shop', 'payments', 'web', 'ci', 'monitoring', 'data'][index % 6] ?? 'shop',
        name: `credentials-${index}`,
      };
      if (index % 3 === 0) return refused(common);
      const isThere = index % 7 === 2;
      return isThere
        ? { ...common, reason: 'RBAC: allowed by RoleBinding "legacy-readers"' }
        : { ...common, code: 404, message: `secrets "credentials-${index}" not found` };
    }),
  }),
};

export const clusterAdminBinding: Story = {
  title: 'somebody is made cluster-admin',
  tell: (at) => ({
    calls: [
      {
        at,
        actor: lena,
        verb: 'create',
        resource: 'clusterrolebindings.rbac.authorization.k8s.io/v1',
        name: 'tom-temporary',
        code: 201,
        requestObject: {
          kind: 'ClusterRoleBinding',
          apiVersion: 'rbac.authorization.k8s.io/v1',
          metadata: { name: 'tom-temporary' },
          subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: tom.username }],
          roleRef: {
            apiGroup: 'rbac.authorization.k8s.io',
            kind: 'ClusterRole',
            name: 'cluster-admin',
          },
        },
      },
    ],
  }),
};

/** An identity without a name in the log: Entra gives its object id. */
const stranger = {
  username: '6f1c8a2e-0f2b-4d61-9d43-3f7d1b0c1a11',
  groups: ['system:authenticated'],
  extra: { oid: ['6f1c8a2e-0f2b-4d61-9d43-3f7d1b0c1a11'] },
  ip: '203.0.113.44',
  agent: 'Headlamp/0.36.0',
};
const azureReason =
  'User does not have access to the resource in Azure. Update role assignment to allow access.';

const assignment = '5b0c5e0e-3f63-4a55-8c5d-0a6b9d1f7c21';
/** https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const rbacReader = '7f6c6a51-bcf8-42ba-9220-52d62157d7db';
const bare = (guid: string) => guid.replaceAll('-', '');

export const azureRoleRemoved: Story = {
  title: 'a role assignment is deleted, and Azure RBAC refuses whoever held it',
  tell: (at) => ({
    activity: [
      {
        at: at - 8 * minute,
        caller: lena.username,
        ip: lena.ip,
        operation: 'Microsoft.Authorization/roleAssignments/delete',
        below: `/providers/Microsoft.Authorization/roleAssignments/${assignment}`,
        properties: {
          principalId: stranger.extra.oid[0],
          roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${rbacReader}`,
        },
      },
    ],
    calls: [
      ...repeated({ from: at - 2 * hour, every: 9 * minute, times: 12 }, (when, index) => ({
        at: when,
        actor: stranger,
        verb: 'list',
        resource: index % 2 ? 'pods' : 'deployments.apps/v1',
        namespace: 'web',
        reason: `Access allowed by Azure RBAC Role Assignment ${bare(assignment)} of Role ${bare(rbacReader)} to user ${stranger.username}`,
      })),
      ...repeated({ from: at, every: 45 * second, times: 14 }, (when, index) =>
        refused({
          at: when,
          actor: stranger,
          verb: 'list',
          resource: index % 2 ? 'pods' : 'deployments.apps/v1',
          namespace: 'web',
          reason: azureReason,
        }),
      ),
    ],
  }),
};

/** Nobody did anything wrong: the webhook that asks Azure got no answer. */
export const authorizationOutage: Story = {
  title: 'Azure RBAC cannot be asked, and everybody from Entra is refused',
  tell: (at) => ({
    calls: [jonas, lena, tom, eve].flatMap((actor, who) =>
      repeated({ from: at + who * 5 * second, every: 20 * second, times: 18 }, (when, index) =>
        refused({
          at: when,
          actor,
          verb: 'list',
          resource: ['pods', 'services', 'nodes'][index % 3] ?? 'pods',
          ...(index % 3 < 2 && { namespace: 'web' }),
          reason: azureReason,
        }),
      ),
    ),
    guard: Array.from({ length: 12 }, (_, index) => ({
      at: at + index * 30 * second,
      message:
        'E authz/providers/azure/rbac/checkaccess.go Unexpected error in CheckAccess. Error: status code: 429 Too Many Requests',
    })),
  }),
};

/** Everyday work of a day before: addresses and programs that the others' are new against. */
export const workingDay: Story = {
  title: 'people work as they always do',
  tell: (at) => ({
    calls: [jonas, lena, tom, eve].flatMap((actor, who) =>
      repeated({ from: at + who * 11 * minute, every: hour, times: 6 }, (when, index) => ({
        at: when,
        actor,
        verb: index % 2 ? 'get' : 'list',
        resource: 'pods',
        namespace: 'web',
        ...(index % 2 === 1 && { name: 'web-0' }),
      })),
    ),
  }),
};
