import { defineDetection } from '../define-detection.ts';

export const detection = defineDetection({
  id: 'cluster-admin-binding',
  title: 'Somebody was made cluster-admin',
  severity: 'critical',
  explanation:
    'A binding to the role cluster-admin was made or changed. In a workspace that does not keep request bodies it cannot be seen.',
  whatToDo: 'Check who asked for it; bind a smaller role, in a namespace.',
  attack: {
    id: 'T1098.006',
    name: 'Account Manipulation: Additional Container Cluster Roles',
    url: 'https://attack.mitre.org/techniques/T1098/006/',
  },
  marks: ['cluster-admin'],
  needsReads: false,
});
