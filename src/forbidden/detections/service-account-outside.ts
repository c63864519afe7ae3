import { defineDetection } from '../define-detection.ts';

export const detection = defineDetection({
  id: 'service-account-outside',
  title: "A service account's token came from outside",
  severity: 'high',
  explanation:
    "A token that belongs to a workload was used from a public address. Pods that reach the API server by its public name show the cluster's own outbound address, and pipelines their runner's.",
  whatToDo:
    "Compare the address with the cluster's outbound addresses and your runners'; if it is neither, delete the token's secret or the pod that it is bound to.",
  attack: {
    id: 'T1550.001',
    name: 'Use Alternate Authentication Material: Application Access Token',
    url: 'https://attack.mitre.org/techniques/T1550/001/',
  },
  marks: ['system:serviceaccount'],
  needsReads: true,
});
