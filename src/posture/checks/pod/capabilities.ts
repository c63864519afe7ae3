import { defineCheck } from '../../define-check.ts';
import { azurePolicy, checkov, kubescape, trivy } from '../../references.ts';
import { added, dropped, isPrivileged, own } from './_containers.ts';
import { containerPatch, workloadFix } from './_fix.ts';
import { eachContainer, everyWorkload, type Question } from './_question.ts';

const undropped: Question = {
  os: 'linux',
  ask: eachContainer((at, _pod, { config }) => {
    // A privileged container has them all, whatever it drops.
    if (isPrivileged(at)) return [own(at, 'privileged')];
    const drop = dropped(at);
    const add = added(at);
    const { names: _drop, ...dropSeen } = drop;
    const { names: _add, ...addSeen } = add;
    const isBack = add.names.some((name) => !config.capabilitiesAddedBack.includes(name));
    return [...(drop.names.includes('ALL') ? [] : [dropSeen]), ...(isBack ? [addSeen] : [])];
  }),
};

const dangerous: Question = {
  os: 'linux',
  ask: eachContainer((at, _pod, { config }) => {
    const { names, path, value } = added(at);
    const isFine = names.every((name) => config.allowedCapabilities.includes(name));
    return isFine ? [] : [{ path, value }];
  }),
};

export const checks = [
  defineCheck({
    id: 'AKS-POD-005',
    title: 'Containers drop all capabilities',
    group: 'POD',
    severity: 'medium',
    why: 'Without it a container keeps a dozen of root’s rights that it hardly ever needs: whoever breaks in sends forged packets, or takes over files of others.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [
      kubescape('C-0055'),
      trivy('KSV-0003'),
      trivy('KSV-0106'),
      checkov('CKV_K8S_28'),
      checkov('CKV_K8S_37'),
    ],
    evaluate: (look) =>
      everyWorkload(look, {
        ...undropped,
        wrong: 'Containers that do not drop all capabilities, or take some back,',
        right: 'Every container drops all capabilities',
      }),
    fix: workloadFix(
      undropped,
      'Set `capabilities: { drop: ["ALL"] }` below `securityContext` of each container; a program that listens on a port below 1024 takes back `NET_BIND_SERVICE` by `add`.',
      containerPatch(() => ({ securityContext: { capabilities: { drop: ['ALL'] } } })),
    ),
  }),
  defineCheck({
    id: 'AKS-POD-006',
    title: 'No dangerous capabilities are added',
    group: 'POD',
    severity: 'high',
    why: 'SYS_ADMIN is nearly root on the node; with NET_ADMIN, SYS_PTRACE or SYS_MODULE an attacker turns the node’s network, its processes or its kernel.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [
      azurePolicy('c26596ff'),
      azurePolicy('a27c700f'),
      azurePolicy('d2e7ea85'),
      kubescape('C-0046'),
      trivy('KSV-0005'),
      trivy('KSV-0022'),
      checkov('CKV_K8S_25'),
      checkov('CKV_K8S_39'),
    ],
    evaluate: (look) =>
      everyWorkload(look, {
        ...dangerous,
        wrong: 'Dangerous capabilities',
        right: 'No container adds a dangerous capability',
      }),
    fix: workloadFix(
      dangerous,
      'Take the capabilities out of `capabilities.add` below `securityContext` of each container. Ask what the program needs them for: often one smaller right will do, or a setting of the node. What must stay is named in the configuration (posture.allowedCapabilities).',
      containerPatch(() => ({ securityContext: { capabilities: { add: null } } })),
    ),
  }),
];
