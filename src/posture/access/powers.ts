/** Rights from which more can be had than they seem to give. */
import type { Access, Grant, Question } from './access.ts';
import { isEverything } from './rules.ts';

const write = ['create', 'update', 'patch'];
const rbacGroup = 'rbac.authorization.k8s.io';
const admission = 'admissionregistration.k8s.io';

function each(verbs: string[], group: string, resources: string[], ofCluster = false): Question[] {
  return resources.flatMap((path) => {
    const [resource = '', subresource] = path.split('/');
    return verbs.map((verb) => ({
      verb,
      group,
      resource,
      ...(subresource && { subresource }),
      ...(ofCluster && { ofCluster }),
    }));
  });
}

/** What each power is made of: any one of these rights gives it. */
const rights = {
  'read secrets': each(['get', 'list', 'watch'], '', ['secrets']),
  // Who may change the template of a workload runs pods of his own as well.
  'create pods': [
    ...each(['create'], '', ['pods']),
    ...each(write, '', ['replicationcontrollers']),
    ...each(write, 'apps', ['deployments', 'daemonsets', 'statefulsets', 'replicasets']),
    ...each(write, 'batch', ['jobs', 'cronjobs']),
  ],
  // A WebSocket is asked for by GET: https://github.com/kubernetes-client/python/issues/2084
  'enter pods': [
    ...each(['create', 'get'], '', ['pods/exec', 'pods/attach', 'pods/portforward']),
    ...each(['update', 'patch'], '', ['pods/ephemeralcontainers']),
  ],
  'escalate roles': [
    ...each(['escalate'], rbacGroup, ['roles']),
    ...each(['escalate'], rbacGroup, ['clusterroles'], true),
  ],
  // A ClusterRole may be bound within a namespace too.
  'bind roles': each(['bind'], rbacGroup, ['roles', 'clusterroles']),
  impersonate: [
    ...each(['impersonate'], '', ['users', 'groups'], true),
    ...each(['impersonate'], '', ['serviceaccounts']),
  ],
  // https://kubernetes.io/docs/reference/access-authn-authz/user-impersonation/#constrained-impersonation
  'impersonate for some actions': [
    ...each(['impersonate:user-info'], 'authentication.k8s.io', ['users', 'groups'], true),
    ...each(['impersonate:serviceaccount'], 'authentication.k8s.io', ['serviceaccounts']),
    ...each(['impersonate:arbitrary-node'], 'authentication.k8s.io', ['nodes'], true),
  ],
  'reach the kubelet through nodes/proxy': each(
    ['get', 'create', 'update', 'patch', 'delete'],
    '',
    ['nodes/proxy'],
    true,
  ),
  'approve certificate requests': each(
    ['update', 'patch'],
    'certificates.k8s.io',
    ['certificatesigningrequests/approval'],
    true,
  ),
  'change admission webhooks and policies': each(
    [...write, 'delete', 'deletecollection'],
    admission,
    [
      'validatingwebhookconfigurations',
      'mutatingwebhookconfigurations',
      'validatingadmissionpolicies',
      'validatingadmissionpolicybindings',
      'mutatingadmissionpolicies',
      'mutatingadmissionpolicybindings',
    ],
    true,
  ),
  'issue tokens of service accounts': each(['create'], '', ['serviceaccounts/token']),
  'create persistent volumes': each(['create'], '', ['persistentvolumes'], true),
  'delete events': [
    ...each(['delete', 'deletecollection'], '', ['events']),
    ...each(['delete', 'deletecollection'], 'events.k8s.io', ['events']),
  ],
  'change ConfigMaps': each([...write, 'delete', 'deletecollection'], '', ['configmaps']),
} satisfies Record<string, Question[]>;

export type Power = keyof typeof rights;

/** Who has the power, each as often as something gives it; those who can do everything included. */
export function holdersOf(access: Access, power: Power): Grant[] {
  return access.who(...rights[power]);
}

/** Who can do everything: in the whole cluster, or in one namespace. */
export function holdersOfEverything(access: Access): Grant[] {
  return access.whose(isEverything);
}

/** Any of these, held everywhere, is as good as owning the cluster. */
export const takeOverPowers = [
  'bind roles',
  'escalate roles',
  'impersonate',
  'reach the kubelet through nodes/proxy',
  'issue tokens of service accounts',
  'change admission webhooks and policies',
  'approve certificate requests',
  'read secrets',
  'create pods',
  'enter pods',
] as const satisfies readonly Power[];

export const takeOver: readonly Question[] = takeOverPowers.flatMap((power) => rights[power]);
