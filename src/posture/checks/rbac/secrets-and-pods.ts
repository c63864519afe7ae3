import { checkov, cis, kubescape, prowler, trivy } from '../../references.ts';
import { powerCheck } from './_powers.ts';

export const checks = [
  powerCheck({
    id: 'AKS-RBAC-006',
    title: 'Secrets read only by those who are meant to',
    severity: 'high',
    why: 'Secrets hold passwords, keys and the tokens of service accounts; `list` and `watch` show their content as `get` does. Who reads them acts as everyone whose secret it is.',
    references: [
      cis('4.1.2'),
      kubescape('C-0015'),
      kubescape('C-0186'),
      trivy('KSV-0041'),
      trivy('KSV-0113'),
      checkov('CKV2_K8S_5'),
      prowler('rbac_minimize_secret_access'),
    ],
    powers: ['read secrets'],
    steps:
      'Let each read the few secrets that it needs, by name and in its own namespace, then take it out of the wider binding. Those who have to read all of them go into the configuration (posture.allowedSubjects).',
    instead: { verbs: 'get', resource: 'secrets', named: true },
  }),
  powerCheck({
    id: 'AKS-RBAC-007',
    title: 'Pods created only by those who are meant to',
    severity: 'medium',
    why: 'Who creates a pod chooses its service account, and mounts any secret of the namespace; without a pod security standard he mounts the node’s disk as well.',
    references: [
      cis('4.1.4'),
      kubescape('C-0188'),
      trivy('KSV-0048'),
      prowler('rbac_minimize_pod_creation_access'),
    ],
    powers: ['create pods'],
    steps:
      'Deploy through one pipeline or GitOps tool with rights in the namespaces that it serves, and take the others out of their bindings.',
    instead: { verbs: 'create,update,patch', resource: 'deployments.apps' },
  }),
  powerCheck({
    id: 'AKS-RBAC-008',
    title: 'Containers entered only by those who are meant to',
    severity: 'medium',
    why: 'Who opens a shell in a pod, or attaches a container to it, has its token, its secrets and its network; `get` is enough, for a WebSocket begins with it.',
    references: [
      kubescape('C-0002'),
      kubescape('C-0063'),
      trivy('KSV-0053'),
      trivy('KSV-0054'),
      checkov('CKV2_K8S_2'),
    ],
    powers: ['enter pods'],
    steps:
      'Give the right for the time of an incident and in one namespace (Azure PIM does so for Entra groups), and take it out of standing roles.',
    instead: { verbs: 'create', resource: 'pods/exec', named: true },
  }),
  powerCheck({
    id: 'AKS-RBAC-014',
    title: 'Persistent volumes created only by those who are meant to',
    severity: 'low',
    why: 'A persistent volume of the type hostPath is a folder of the node: whoever creates and mounts it reads and writes there, past the rules for pods.',
    references: [cis('4.1.8'), kubescape('C-0278'), prowler('rbac_minimize_pv_creation_access')],
    powers: ['create persistent volumes'],
    steps:
      'Let storage classes make volumes: a claim is enough for workloads. Take the right out of the role, or the subject out of the binding.',
    instead: { verbs: 'create', resource: 'persistentvolumeclaims' },
  }),
  powerCheck({
    id: 'AKS-RBAC-019',
    title: 'Traces and cluster settings changed only by those who are meant to',
    severity: 'low',
    why: 'Who deletes events hides what was done; who changes the ConfigMaps of kube-system turns the cluster’s DNS to a server of his own.',
    references: [kubescape('C-0031'), kubescape('C-0037'), kubescape('C-0007'), trivy('KSV-0049')],
    powers: ['delete events', 'change ConfigMaps'],
    // Events of one's own namespace, and ConfigMaps of any but the system's, are ordinary work.
    except: ({ grant: { namespace } }, { config }) =>
      namespace !== undefined && !config.systemNamespaces.includes(namespace),
    steps:
      'Take `delete` on events out of the role, and give rights on ConfigMaps in the namespaces of the workload alone.',
    instead: { verbs: 'get,list,watch,create,update,patch', resource: 'configmaps' },
  }),
];
