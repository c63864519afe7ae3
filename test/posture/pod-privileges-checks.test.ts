import { describe } from 'vitest';
import {
  testWorkloads as check,
  container,
  inContainer,
  inSecurityContext,
  onWindows,
  pod,
  podSpec,
  variant,
  web,
  workload,
} from './support/good-workloads.ts';

const privileged = container('web', { securityContext: { privileged: true } });
const inSystem = workload('DaemonSet calico-system/node', podSpec({ containers: [privileged] }));

check('AKS-POD-001', [
  { when: 'nothing is privileged', is: 'pass', says: 'in all of 2 workloads outside system' },
  {
    when: 'a container is',
    is: 'fail',
    planes: inSecurityContext({ privileged: true }),
    says: 'Privileged containers in 1 of 1 workload outside system namespaces: Deployment shop/web.',
    fix: /patch deployment web --namespace shop --patch .*privileged/,
  },
  {
    when: 'an init container is',
    is: 'fail',
    planes: web({ initContainers: [privileged] }),
    fix: 'initContainers',
  },
  {
    when: 'a container for debugging is, in pods that run',
    is: 'fail',
    change: (_, { workloads }) => {
      workloads[0]?.variants.push(variant(podSpec({ ephemeralContainers: [privileged] })));
    },
    says: /Not in the template but in running pods.*Deployment shop\/web \(2 pods\)/,
    fix: /"commands":\[\]/,
  },
  {
    when: 'a template is, and its pods with it',
    is: 'fail',
    planes: {
      workloads: [
        workload('StatefulSet shop/db', podSpec({ containers: [privileged] }), {
          variants: [variant(podSpec({ containers: [privileged] }))],
        }),
      ],
    },
    says: /StatefulSet shop\/db\.$/,
  },
  {
    when: 'forty pods of one Deployment are',
    is: 'fail',
    planes: {
      workloads: [
        workload('Deployment shop/web', podSpec({ containers: [privileged] }), { pods: 40 }),
      ],
    },
    says: 'in 1 of 1 workload',
  },
  { when: 'it is in a system namespace', is: 'not-applicable', planes: { workloads: [inSystem] } },
  {
    when: 'that namespace is no system namespace here',
    is: 'fail',
    planes: { workloads: [inSystem] },
    config: { systemNamespaces: ['kube-system'] },
  },
  {
    when: 'it is for Windows',
    is: 'not-applicable',
    planes: onWindows({ containers: [privileged] }),
    says: 'no Linux workloads',
  },
  {
    when: 'it is bound to Windows by a node selector',
    is: 'not-applicable',
    planes: web({
      containers: [privileged],
      nodeSelector: { 'kubernetes.io/os': 'windows' },
    }),
  },
  {
    when: 'it is bound to Windows by its affinity',
    is: 'not-applicable',
    planes: web({
      containers: [privileged],
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              {
                matchExpressions: [
                  { key: 'kubernetes.io/os', operator: 'In', values: ['windows'] },
                ],
              },
            ],
          },
        },
      },
    }),
  },
  {
    when: 'its pods run on Windows, though its template does not say so',
    is: 'not-applicable',
    planes: {
      ...web({ containers: [privileged] }),
      pods: [pod('shop/web-1', 'Deployment/web', { os: 'windows' })],
    },
  },
  {
    when: 'nothing says what it runs on',
    is: 'fail',
    planes: web({ containers: [privileged] }),
    hidden: ['pods'],
  },
  {
    when: 'an operator of an unknown kind owns it',
    is: 'fail',
    planes: {
      workloads: [workload('Rollout shop/web', podSpec({ containers: [privileged] }))],
    },
    says: 'Rollout shop/web',
    fix: /"commands":\[\]/,
  },
  {
    when: 'four workloads are',
    is: 'fail',
    planes: {
      workloads: ['a', 'b', 'c', 'd'].map((name) =>
        workload(`Deployment shop/${name}`, podSpec({ containers: [privileged] })),
      ),
    },
    says: 'Deployment shop/a, Deployment shop/b, Deployment shop/c and 1 more.',
  },
  { when: 'workloads could not be read', is: 'unknown', hidden: ['workloads'] },
]);

check('AKS-POD-002', [
  { when: 'no container may', is: 'pass' },
  {
    when: 'it is not said',
    is: 'fail',
    planes: inSecurityContext({ allowPrivilegeEscalation: undefined }),
    fix: 'allowPrivilegeEscalation',
  },
  { when: 'it may', is: 'fail', planes: inSecurityContext({ allowPrivilegeEscalation: true }) },
  {
    when: 'it says no and is privileged',
    is: 'fail',
    planes: inSecurityContext({ privileged: true }),
  },
  {
    when: 'it says no and adds SYS_ADMIN, by its kernel name',
    is: 'fail',
    planes: inSecurityContext({ capabilities: { add: ['CAP_SYS_ADMIN'], drop: ['ALL'] } }),
  },
  { when: 'it is for Windows', is: 'not-applicable', planes: onWindows() },
]);

describe('who runs', () => {
  const nobody = { runAsNonRoot: undefined, runAsUser: undefined };
  check('AKS-POD-003', [
    { when: 'the pod says so', is: 'pass' },
    { when: 'nobody says', is: 'fail', planes: web({ securityContext: nobody }) },
    {
      when: 'a user is named and nothing else',
      is: 'pass',
      planes: web({ securityContext: { ...nobody, runAsUser: 1000 } }),
    },
    {
      when: 'the container is root though its pod is not',
      is: 'fail',
      planes: inSecurityContext({ runAsUser: 0 }),
      fix: 'runAsNonRoot',
    },
    {
      when: 'the container is nobody though its pod says root',
      is: 'pass',
      planes: web({
        securityContext: { runAsUser: 0, runAsNonRoot: false },
        containers: [container('web', { securityContext: { runAsUser: 1000 } })],
      }),
    },
    {
      when: 'it may not be root, and is user 0',
      is: 'fail',
      planes: web({ securityContext: { runAsUser: 0 } }),
    },
    {
      when: 'the container takes it back',
      is: 'fail',
      planes: web({
        securityContext: { runAsUser: undefined },
        containers: [container('web', { securityContext: { runAsNonRoot: false } })],
      }),
    },
    {
      when: 'a container for debugging is root in a pod that runs',
      is: 'fail',
      change: (_, { workloads }) => {
        const debug = container('debug', { securityContext: { runAsUser: 0 } });
        workloads[0]?.variants.push(variant(podSpec({ ephemeralContainers: [debug] })));
      },
    },
  ]);

  check('AKS-POD-018', [
    { when: 'numbers are high', is: 'pass' },
    { when: 'a user is low', is: 'fail', planes: web({ securityContext: { runAsUser: 1000 } }) },
    {
      when: 'a group is not named',
      is: 'fail',
      planes: web({ securityContext: { runAsGroup: undefined } }),
    },
    {
      when: 'group 0 is among the others',
      is: 'fail',
      planes: web({ securityContext: { supplementalGroups: [3000, 0] } }),
    },
    { when: 'files are of group 0', is: 'fail', planes: web({ securityContext: { fsGroup: 0 } }) },
    {
      when: 'low ones are high enough here',
      is: 'pass',
      planes: web({ securityContext: { runAsUser: 1000, runAsGroup: 1000 } }),
      config: { lowestUserId: 999 },
    },
  ]);
});

check('AKS-POD-005', [
  { when: 'all are dropped', is: 'pass' },
  {
    when: 'all are dropped in small letters',
    is: 'pass',
    planes: inSecurityContext({ capabilities: { drop: ['all'] } }),
  },
  { when: 'none is', is: 'fail', planes: inSecurityContext({ capabilities: undefined }) },
  {
    when: 'only one is',
    is: 'fail',
    planes: inSecurityContext({ capabilities: { drop: ['NET_RAW'] } }),
    fix: 'ALL',
  },
  {
    when: 'the port below 1024 comes back',
    is: 'pass',
    planes: inSecurityContext({ capabilities: { drop: ['ALL'], add: ['net_bind_service'] } }),
  },
  {
    when: 'another comes back',
    is: 'fail',
    planes: inSecurityContext({ capabilities: { drop: ['ALL'], add: ['CHOWN'] } }),
  },
  {
    when: 'another may here',
    is: 'pass',
    planes: inSecurityContext({ capabilities: { drop: ['ALL'], add: ['CHOWN'] } }),
    config: { capabilitiesAddedBack: ['CHOWN'] },
  },
  {
    when: 'a privileged container drops all',
    is: 'fail',
    planes: inSecurityContext({ privileged: true }),
  },
]);

check('AKS-POD-006', [
  { when: 'none is added', is: 'pass' },
  {
    when: 'a harmless one is',
    is: 'pass',
    planes: inSecurityContext({ capabilities: { add: ['chown', 'CAP_KILL'] } }),
  },
  ...['SYS_ADMIN', 'net_admin', 'NET_RAW', 'CAP_SYS_PTRACE', 'all', 'BPF'].map((name) => ({
    when: `${name} is`,
    is: 'fail' as const,
    planes: inSecurityContext({ capabilities: { drop: ['ALL'], add: [name] } }),
    says: 'Dangerous capabilities',
  })),
  {
    when: 'an init container adds it',
    is: 'fail',
    planes: web({
      initContainers: [
        container('setup', { securityContext: { capabilities: { add: ['NET_ADMIN'] } } }),
      ],
    }),
  },
  { when: 'there is no security context at all', is: 'pass', planes: inContainer({}) },
]);
