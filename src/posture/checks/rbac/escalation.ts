import { checkov, cis, kubescape, prowler, trivy } from '../../references.ts';
import { powerCheck } from './_powers.ts';

export const checks = [
  powerCheck({
    id: 'AKS-RBAC-009',
    title: 'No rights that lead to all others (bind, escalate, impersonate)',
    severity: 'high',
    why: 'With any of these verbs its holder gives himself what he does not have, or acts as somebody who has it: in effect he is administrator.',
    references: [
      cis('4.1.7'),
      kubescape('C-0065'),
      kubescape('C-0191'),
      checkov('CKV_K8S_157'),
      checkov('CKV_K8S_158'),
      checkov('CKV2_K8S_1'),
      checkov('CKV2_K8S_3'),
      trivy('KSV-0043'),
      trivy('KSV-0050'),
    ],
    powers: ['escalate roles', 'bind roles', 'impersonate', 'impersonate for some actions'],
    // Who holds every verb may impersonate without that limit.
    except: ({ power, grant }) =>
      power === 'impersonate for some actions' && grant.placed.rule.verbs.includes('*'),
    steps:
      'Take the verb out of the role. A controller that has to bind roles or act as others gets the right for named ones (`resourceNames`), and none that is strong.',
    instead: { verbs: 'bind', resource: 'roles.rbac.authorization.k8s.io', named: true },
  }),
  powerCheck({
    id: 'AKS-RBAC-010',
    title: 'The kubelet reached through nodes/proxy only by those who are meant to',
    severity: 'high',
    why: 'By nodes/proxy one talks to the kubelet’s own API, which runs commands in every pod of the node; neither admission nor the audit log sees what is done there.',
    references: [
      cis('4.1.9'),
      kubescape('C-0279'),
      checkov('CKV2_K8S_2'),
      trivy('KSV-0047'),
      prowler('rbac_minimize_node_proxy_subresource_access'),
    ],
    powers: ['reach the kubelet through nodes/proxy'],
    steps:
      'Monitoring needs nodes/metrics and nodes/stats alone: put these into the ClusterRole instead of nodes/proxy, or take the subject out of the binding.',
  }),
  powerCheck({
    id: 'AKS-RBAC-011',
    title: 'Certificate requests approved only by those who are meant to',
    severity: 'medium',
    why: 'Who approves certificate requests has the cluster sign a certificate for any name: a login that outlives every role, and cannot be taken back.',
    references: [
      cis('4.1.10'),
      kubescape('C-0280'),
      checkov('CKV_K8S_156'),
      prowler('rbac_minimize_csr_approval_access'),
    ],
    powers: ['approve certificate requests'],
    steps:
      'AKS approves the requests of its nodes itself. Take certificatesigningrequests/approval out of the role; an approver of your own is limited to its signer (`approve` on signers by name).',
  }),
  powerCheck({
    id: 'AKS-RBAC-012',
    title: 'Admission changed only by those who are meant to',
    severity: 'medium',
    why: 'A webhook sees every object that is written, secrets included, and may change it; who deletes one, or a policy, takes the guard away.',
    references: [
      cis('4.1.11'),
      kubescape('C-0281'),
      checkov('CKV_K8S_155'),
      trivy('KSV-0114'),
      prowler('rbac_minimize_webhook_config_access'),
    ],
    powers: ['change admission webhooks and policies'],
    steps:
      'A controller that keeps the certificate of its own webhook needs `get` and `patch` on that one configuration by name (`resourceNames`). Take the rest out of the role, or the subject out of the binding.',
  }),
  powerCheck({
    id: 'AKS-RBAC-013',
    title: 'Tokens of service accounts issued only to those who are meant to',
    severity: 'medium',
    why: 'Who may create serviceaccounts/token signs in as any service account there, with all that it may do, and for as long as he asks for.',
    references: [
      cis('4.1.12'),
      kubescape('C-0282'),
      prowler('rbac_minimize_service_account_token_creation'),
    ],
    powers: ['issue tokens of service accounts'],
    steps:
      'Limit the rule to the service account that is meant (`resourceNames`), in its own namespace, and take the wider binding away.',
    instead: { verbs: 'create', resource: 'serviceaccounts/token', named: true },
  }),
];
