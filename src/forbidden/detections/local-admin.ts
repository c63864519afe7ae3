import { defineDetection } from '../define-detection.ts';

export const detection = defineDetection({
  id: 'local-admin',
  title: 'The local admin certificate was used',
  severity: 'high',
  explanation:
    'Somebody called as masterclient: the certificate that az aks get-credentials --admin hands out, which passes Entra ID by and belongs to nobody.',
  whatToDo: 'Turn local accounts off (check AKS-IAM-003), and rotate the cluster’s certificates.',
  attack: {
    id: 'T1078.001',
    name: 'Valid Accounts: Default Accounts',
    url: 'https://attack.mitre.org/techniques/T1078/001/',
  },
  marks: ['masterclient'],
  needsReads: false,
});
