/** The ClusterRole of the identity that reads, made from what is declared to be read. */
import { stringify } from 'yaml';
import { type PolicyRule, roleRules } from '../../src/kubernetes/role.ts';
import { remediations } from '../../src/remediation/actions/index.generated.ts';

const head = `# What the reading identity of Drawbridge needs in a cluster: only lists, only of what its checks look at.
#
#   kubectl apply -f kubernetes-cluster-role.yaml
#   kubectl create clusterrolebinding drawbridge-reader --clusterrole drawbridge-reader --user OBJECT-ID
#
# OBJECT-ID is the object id of the identity of AZURE_CLIENT_ID. Where the cluster uses Azure RBAC for Kubernetes,
# this role and its binding count as well. Groups that a cluster does not serve do no harm.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: drawbridge-reader
rules:
`;

const aboutSecrets = `  # Kubernetes has no right to metadata alone: whoever may list Secrets may read them. Drawbridge asks for metadata
  # only, and throws an answer away that holds more. Take this rule out if the right itself is too much: the checks
  # that look at Secrets are then unknown, and all others are as they were.
`;

export function kubernetesRole(): string {
  const isSecrets = (name: string) => name === 'secrets';
  const rules = roleRules().map((rule) => ({
    ...rule,
    resources: rule.apiGroups.includes('')
      ? rule.resources.filter((name) => !isSecrets(name))
      : rule.resources,
  }));
  const secrets = { apiGroups: [''], resources: ['secrets'], verbs: ['list'] };
  return `${head}${rules.map(text).join('')}${aboutSecrets}${text(secrets)}`;
}

function text(rule: PolicyRule): string {
  const [first = '', ...rest] = stringify(rule, { flowCollectionPadding: false })
    .trimEnd()
    .split('\n');
  return [`  - ${first}`, ...rest.map((line) => `    ${line}`), ''].join('\n');
}

const writerHead = `# What the changing identity of Drawbridge needs in a cluster for fixes in the cluster itself.
#
#   kubectl apply -f kubernetes-writer-role.yaml
#   kubectl create rolebinding drawbridge-writer --namespace NAMESPACE --clusterrole drawbridge-writer --user OBJECT-ID
#
# OBJECT-ID is the object id of the identity of WRITER_AZURE_CLIENT_ID. Bind it in each namespace that it may change, and
# not in the whole cluster. A changer that runs by itself reads as this identity too: bind drawbridge-reader to it.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: drawbridge-writer
rules:
`;

/** From `create networkpolicies.networking.k8s.io` and the like, as remediations declare them. */
export function kubernetesWriterRole(): string {
  const declared = new Set(remediations.flatMap(({ permissions }) => permissions.kubernetes));
  const verbs = new Map<string, string[]>();
  for (const each of [...declared].sort()) {
    const [verb = '', object = ''] = each.split(' ');
    verbs.set(object, [...(verbs.get(object) ?? []), verb]);
  }
  const rules = [...verbs].map(([object, allowed]) => {
    const [resource = '', ...group] = object.split('.');
    return text({ apiGroups: [group.join('.')], resources: [resource], verbs: allowed });
  });
  return `${writerHead}${rules.join('')}`;
}
