import { defineDetection } from '../define-detection.ts';

export const detection = defineDetection({
  id: 'privileged-pod',
  title: 'A pod that owns its node',
  severity: 'high',
  explanation:
    "A pod was made, or tried and stopped by a policy, that is privileged, shares the node's processes, network or memory, or mounts its files. Agents of security and monitoring do so by design.",
  whatToDo:
    'Check what it is; enforce Pod Security or the Azure policies for pods in its namespace.',
  attack: {
    id: 'T1611',
    name: 'Escape to Host',
    url: 'https://attack.mitre.org/techniques/T1611/',
  },
  marks: ['privileged', 'hostPID', 'hostNetwork', 'hostIPC', 'hostPath'],
  needsReads: false,
});
