import { defineCheck } from '../../define-check.ts';
import { azurePolicy, checkov, cis, kubescape, trivy } from '../../references.ts';
import type { ContainerAt, Piece, PodAt } from './_containers.ts';
import { workloadFix } from './_fix.ts';
import { eachContainer, everyWorkload, type Question } from './_question.ts';

function flags({ spec, path }: PodAt, fields: readonly string[]): Piece[] {
  return fields
    .filter((field) => spec[field] === true)
    .map((field) => ({ path: `${path}.${field}`, value: true }));
}

const hostProcesses: Question = { os: 'linux', ask: (pod) => flags(pod, ['hostPID', 'hostIPC']) };

const hostNetwork: Question = { os: 'any', ask: (pod) => flags(pod, ['hostNetwork']) };

interface Port {
  hostPort?: unknown;
  containerPort?: unknown;
}

function hostPortsOf({ container, path }: ContainerAt, { spec }: PodAt): Piece[] {
  const ports: Port[] = container.ports ?? [];
  return ports.flatMap(({ hostPort, containerPort }) => {
    // In the node's network the API server sets them by itself; AKS-POD-013 speaks of that.
    const isGiven = spec.hostNetwork === true && hostPort === containerPort;
    return typeof hostPort === 'number' && hostPort > 0 && !isGiven
      ? [{ path: `${path}.ports[${String(containerPort)}].hostPort`, value: hostPort }]
      : [];
  });
}

const hostPorts: Question = { os: 'any', ask: eachContainer(hostPortsOf) };

export const checks = [
  defineCheck({
    id: 'AKS-POD-012',
    title: 'No pod shares the node’s processes',
    group: 'POD',
    severity: 'high',
    why: 'With hostPID a container sees every process of the node with its environment, passwords included; with hostIPC it reads the memory that they share.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [
      cis('4.2.2'),
      cis('4.2.3'),
      azurePolicy('47a1ee2f'),
      kubescape('C-0038'),
      trivy('KSV-0008'),
      trivy('KSV-0010'),
      checkov('CKV_K8S_17'),
      checkov('CKV_K8S_18'),
    ],
    evaluate: (look) =>
      everyWorkload(look, {
        ...hostProcesses,
        wrong: 'Pods that share the node’s processes',
        right: 'No pod shares the node’s processes or memory',
      }),
    fix: workloadFix(
      hostProcesses,
      'Take `hostPID` and `hostIPC` out of the pod’s spec. Containers of one pod see each other by `shareProcessNamespace: true`.',
      () => ({ hostPID: false, hostIPC: false }),
    ),
  }),
  defineCheck({
    id: 'AKS-POD-013',
    title: 'No pod uses the node’s network',
    group: 'POD',
    severity: 'high',
    why: 'No network policy holds for a pod in the node’s network: it reaches the metadata endpoint, the kubelet and whatever listens on the node alone.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [
      cis('4.2.4'),
      azurePolicy('82985f06'),
      kubescape('C-0041'),
      trivy('KSV-0009'),
      checkov('CKV_K8S_19'),
    ],
    evaluate: (look) =>
      everyWorkload(look, {
        ...hostNetwork,
        wrong: 'Pods in the node’s network',
        right: 'No pod uses the node’s network',
      }),
    fix: workloadFix(
      hostNetwork,
      'Take `hostNetwork` out of the pod’s spec and reach it by a Service. What truly has to see the node’s network belongs into a namespace of its own, without secrets.',
      () => ({ hostNetwork: false }),
    ),
  }),
  defineCheck({
    id: 'AKS-POD-014',
    title: 'No pod takes a port of its node',
    group: 'POD',
    severity: 'medium',
    why: 'A port of the node answers whoever reaches the node, past Services and ingress and what they ask for.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [
      azurePolicy('82985f06'),
      kubescape('C-0044'),
      trivy('KSV-0024'),
      checkov('CKV_K8S_26'),
    ],
    evaluate: (look) =>
      everyWorkload(look, {
        ...hostPorts,
        wrong: 'Ports of the node',
        right: 'No pod takes a port of its node',
      }),
    fix: workloadFix(
      hostPorts,
      'Take `hostPort` out of the ports of each container and make a Service instead.',
    ),
  }),
];
