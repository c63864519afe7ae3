import { defineDetection } from '../define-detection.ts';

export const detection = defineDetection({
  id: 'impersonation',
  title: 'Somebody acted as somebody else',
  severity: 'high',
  explanation:
    'A caller used the right to impersonate and was let through. Some dashboards and operators work that way.',
  whatToDo: 'Check who holds the verb impersonate, and whether he should.',
  // As others map it: https://github.com/DataDog/KubeHound/blob/main/docs/reference/attacks/IDENTITY_IMPERSONATE.md
  attack: {
    id: 'T1078',
    name: 'Valid Accounts',
    url: 'https://attack.mitre.org/techniques/T1078/',
  },
  marks: ['impersonatedUser'],
  needsReads: true,
  needsImpersonation: true,
});
