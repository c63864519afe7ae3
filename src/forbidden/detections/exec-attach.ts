import { defineDetection } from '../define-detection.ts';

export const detection = defineDetection({
  id: 'exec-attach',
  title: 'Somebody got into a container',
  severity: 'medium',
  explanation:
    "A command ran in a running container, a terminal was attached to it, a debug container was added, or the kubelet was reached through the node's proxy, which needs no right to exec. Debugging looks the same.",
  whatToDo:
    'Ask the caller. Where nobody should, take pods/exec, pods/attach, pods/ephemeralcontainers and nodes/proxy out of the roles.',
  // As others map it: https://github.com/SigmaHQ/sigma/blob/master/rules/application/kubernetes/audit/kubernetes_audit_exec_into_container.yml
  attack: {
    id: 'T1609',
    name: 'Container Administration Command',
    url: 'https://attack.mitre.org/techniques/T1609/',
  },
  marks: ['exec', 'attach', 'ephemeralcontainers', 'proxy'],
  needsReads: true,
});
