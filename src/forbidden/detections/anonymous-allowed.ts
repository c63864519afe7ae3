import { defineDetection } from '../define-detection.ts';

export const detection = defineDetection({
  id: 'anonymous-allowed',
  title: 'An anonymous caller was let in',
  severity: 'high',
  explanation:
    'Somebody without any login was answered: a role is bound to system:anonymous or system:unauthenticated. What every cluster shows to everybody (health, version) is left out.',
  whatToDo:
    "Find the binding that the decision's reason names, and take system:anonymous and system:unauthenticated out of it.",
  // It names a Kubernetes API server that asks for no login.
  attack: {
    id: 'T1133',
    name: 'External Remote Services',
    url: 'https://attack.mitre.org/techniques/T1133/',
  },
  marks: ['system:anonymous'],
  needsReads: true,
});
