import {
  testWorkloads as check,
  container,
  inContainer,
  node,
  object,
  podSpec,
  variant,
  web,
  workload,
} from './support/good-workloads.ts';

check('AKS-POD-021', [
  { when: 'only the API server’s Service is there', is: 'pass' },
  {
    when: 'a workload is there',
    is: 'fail',
    planes: { workloads: [workload('Deployment default/web', podSpec())] },
    says: '1 workload and 0 Services in the namespace default: Deployment default/web.',
  },
  {
    when: 'a Service is there',
    is: 'fail',
    planes: { services: [object('Service', { name: 'web', namespace: 'default' })] },
    says: 'Service default/web',
  },
  {
    when: 'a workload is there and Services could not be read',
    is: 'fail',
    planes: { workloads: [workload('Deployment default/web', podSpec())] },
    hidden: ['services'],
  },
  { when: 'Services could not be read', is: 'unknown', hidden: ['services'] },
]);

const without = (...names: string[]) =>
  inContainer({
    resources: {
      requests: { cpu: '1', memory: '1Gi' },
      limits: { cpu: '1', memory: '1Gi' },
      ...Object.fromEntries(names.map((name) => [name, {}])),
    },
  });

function range(given: object) {
  return object(
    'LimitRange',
    { name: 'usual', namespace: 'shop' },
    { spec: { limits: [{ type: 'Container', ...given }] } },
  );
}

check('AKS-POD-022', [
  { when: 'all is named', is: 'pass' },
  { when: 'nothing is', is: 'fail', planes: inContainer({ resources: undefined }) },
  { when: 'only limits are, which stand for requests', is: 'pass', planes: without('requests') },
  { when: 'only requests are', is: 'fail', planes: without('limits') },
  {
    when: 'only limits of CPU are missing',
    is: 'fail',
    planes: inContainer({
      resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } },
    }),
    says: 'disputed',
  },
  {
    when: 'nobody asks for those',
    is: 'pass',
    planes: inContainer({
      resources: { requests: { cpu: '1', memory: '1Gi' }, limits: { memory: '1Gi' } },
    }),
    config: { demandedResources: ['requests.cpu', 'requests.memory', 'limits.memory'] },
  },
  {
    when: 'the pod names them for all its containers',
    is: 'pass',
    planes: web({
      resources: { limits: { cpu: '1', memory: '1Gi' } },
      containers: [container('web', { resources: {} })],
    }),
  },
  {
    when: 'the namespace gives them',
    is: 'pass',
    planes: {
      ...inContainer({ resources: {} }),
      limitRanges: [range({ default: { cpu: '1', memory: '1Gi' } })],
    },
  },
  {
    when: 'the namespace gives requests alone',
    is: 'fail',
    planes: {
      ...inContainer({ resources: {} }),
      limitRanges: [range({ defaultRequest: { cpu: '1', memory: '1Gi' } })],
    },
  },
  {
    when: 'what the namespace gives could not be read',
    is: 'unknown',
    planes: inContainer({ resources: {} }),
    hidden: ['limitRanges'],
  },
  {
    when: 'all is named, and what the namespace gives could not be read',
    is: 'pass',
    hidden: ['limitRanges'],
  },
  {
    when: 'a container for debugging names none, which it cannot',
    is: 'pass',
    change: (_, { workloads }) => {
      const debug = container('debug', { resources: undefined });
      workloads[0]?.variants.push(variant(podSpec({ ephemeralContainers: [debug] })));
    },
  },
]);

const shared = web({ hostUsers: undefined });

check('AKS-POD-023', [
  { when: 'pods have users of their own', is: 'pass' },
  { when: 'they have not', is: 'fail', planes: shared, fix: /hostUsers.*false/ },
  {
    when: 'Kubernetes has none yet',
    is: 'not-applicable',
    planes: { ...shared, serverVersion: { gitVersion: 'v1.32.9' } },
  },
  {
    when: 'only Azure says the version',
    is: 'fail',
    planes: shared,
    hidden: ['serverVersion'],
  },
  {
    when: 'nobody says it',
    is: 'unknown',
    planes: shared,
    hidden: ['serverVersion', 'managedCluster'],
  },
  {
    when: 'all kernels are too old',
    is: 'not-applicable',
    planes: { ...shared, nodes: [node('n1', { kernelVersion: '5.15.0-1090-azure' })] },
    says: '6.3',
  },
  {
    when: 'one kernel is new enough',
    is: 'fail',
    planes: {
      ...shared,
      nodes: [
        node('n1', { kernelVersion: '5.15.0' }),
        node('n2', { kernelVersion: '6.6.96.2-1.azl3' }),
      ],
    },
  },
  {
    when: 'it shares the node’s network and can have none',
    is: 'not-applicable',
    planes: web({ hostUsers: undefined, hostNetwork: true }),
  },
]);

function service(port: number, targetPort: unknown, namespaceOf = 'shop') {
  const spec = { selector: { app: 'web' }, ports: [{ port, targetPort }] };
  return [object('Service', { name: 'shell', namespace: namespaceOf }, { spec })];
}

check('AKS-POD-024', [
  { when: 'none is called', is: 'pass' },
  { when: 'sudo is', is: 'fail', planes: inContainer({ command: ['sudo', 'nginx'] }) },
  {
    when: 'a server is, in a shell’s line',
    is: 'fail',
    planes: inContainer({ args: ['-c', 'setup && /usr/sbin/sshd -D'] }),
  },
  { when: 'a word only holds it', is: 'pass', planes: inContainer({ args: ['--sudoers=no'] }) },
  { when: 'a Service leads to port 22', is: 'fail', planes: { services: service(2200, 22) } },
  {
    when: 'a Service leads there by name',
    is: 'fail',
    planes: {
      ...inContainer({ ports: [{ name: 'shell', containerPort: 2222 }] }),
      services: service(80, 'shell'),
    },
  },
  {
    when: 'such a Service leads to nothing here',
    is: 'pass',
    planes: { services: service(22, 22, 'other') },
  },
  { when: 'Services could not be read', is: 'unknown', hidden: ['services'] },
  {
    when: 'sudo is called and Services could not be read',
    is: 'fail',
    planes: inContainer({ command: ['/usr/bin/sudo'] }),
    hidden: ['services'],
  },
]);
