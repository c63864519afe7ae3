import { defineDetection } from '../define-detection.ts';

export const detection = defineDetection({
  id: 'service-account-outside',
  title: "A service account's token came from outside",
  severity: 'high',
  explanation:
    "A token that belongs to a workload was used from a public address that is not the cluster's own way out, by which its pods reach the API server's public name. Pipelines show their runner's address.",
  whatToDo:
    "Compare the address with your runners', and with the firewall or gateway in front of the cluster where it has one; if it is neither, delete the token's secret or the pod that it is bound to.",
  // The token's use; its theft is T1528, as which others count it:
  // https://github.com/panther-labs/panther-analysis/blob/main/rules/kubernetes_rules/k8s_system_principal_public_ip.yml
  attack: {
    id: 'T1550.001',
    name: 'Use Alternate Authentication Material: Application Access Token',
    url: 'https://attack.mitre.org/techniques/T1550/001/',
  },
  marks: ['system:serviceaccount'],
  exceptOwnAddresses: true,
  needsReads: false,
});
