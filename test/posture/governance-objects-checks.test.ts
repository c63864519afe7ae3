import { expect, test } from 'vitest';
import { judgeAccess, object, testAccess, webhook, workload } from './support/good-access.ts';

const gatekeeper = {
  name: 'validation.gatekeeper.sh',
  failurePolicy: 'Ignore',
  clientConfig: { service: { name: 'gatekeeper-webhook-service', namespace: 'gatekeeper-system' } },
};

function constraint(name: string, spec: object = {}, violations = 0) {
  return object('K8sAzureV2NoPrivilege', name, { spec, status: { totalViolations: violations } });
}

/** Gatekeeper with these constraints. */
function withConstraints(...constraints: ReturnType<typeof constraint>[]) {
  const name = 'gatekeeper-validating-webhook-configuration';
  return { constraints, webhookConfigurations: [webhook('Validating', name, gatekeeper)] };
}

const controller = { name: 'gatekeeper-controller', namespace: 'gatekeeper-system' };

testAccess('AKS-GOV-004', [
  { when: 'Gatekeeper is not there', is: 'not-applicable' },
  {
    when: 'what it demands is enforced',
    is: 'pass',
    planes: withConstraints(constraint('no-privilege', { enforcementAction: 'deny' })),
    says: 'its failurePolicy is Ignore',
  },
  { when: 'nothing is said, which is deny', is: 'pass', planes: withConstraints(constraint('a')) },
  {
    when: 'one only watches',
    is: 'fail',
    planes: withConstraints(constraint('a'), constraint('b', { enforcementAction: 'dryrun' })),
    says: '1 of 2 constraints only watch',
    fix: `patch k8sazurev2noprivilege.constraints.gatekeeper.sh b --type merge`,
  },
  {
    when: 'the one that watches is meant to',
    is: 'pass',
    planes: withConstraints(constraint('a'), constraint('watch-b', { enforcementAction: 'warn' })),
    config: { watchingConstraints: ['watch-*'] },
  },
  {
    when: 'its scope denies at the webhook',
    is: 'pass',
    planes: withConstraints(
      constraint('a', {
        enforcementAction: 'scoped',
        scopedEnforcementActions: [
          { action: 'deny', enforcementPoints: [{ name: 'validation.gatekeeper.sh' }] },
        ],
      }),
    ),
  },
  {
    when: 'its scope denies elsewhere',
    is: 'fail',
    planes: withConstraints(
      constraint('a', {
        enforcementAction: 'scoped',
        scopedEnforcementActions: [
          { action: 'deny', enforcementPoints: [{ name: 'gator.gatekeeper.sh' }] },
        ],
      }),
    ),
  },
  {
    when: 'older objects break what is enforced',
    is: 'fail',
    planes: withConstraints(constraint('a', {}, 7)),
    says: '7 objects break constraints',
  },
  {
    when: 'there is no constraint',
    is: 'fail',
    planes: withConstraints(),
    says: 'it refuses nothing',
  },
  {
    when: 'there is no webhook',
    is: 'fail',
    planes: { constraints: [constraint('a')] },
    says: 'nothing enforces them',
  },
  {
    when: 'its controller is down',
    is: 'fail',
    planes: {
      ...withConstraints(constraint('a')),
      workloads: [workload('x', {}, { metadata: controller, ready: 0 })],
    },
    says: 'no pod of its controller is ready',
  },
  { when: 'constraints cannot be read', is: 'unknown', hidden: ['constraints'] },
]);

/** One webhook beside those of AKS. */
function hook(more: object = {}, kind = 'Validating') {
  return { webhookConfigurations: [webhook(kind, 'guard', more)] };
}

const serving = workload('guard', {}, { metadata: { name: 'guard', namespace: 'guard' } });
const notLabelled = { matchExpressions: [{ key: 'skip', operator: 'DoesNotExist' }] };

testAccess('AKS-GOV-009', [
  { when: 'there are only those of AKS', is: 'not-applicable' },
  { when: 'its pods are ready', is: 'pass', planes: { ...hook(), workloads: [serving] } },
  {
    when: 'one is only called like an add-on of AKS',
    is: 'fail',
    planes: {
      webhookConfigurations: [
        webhook('Mutating', 'azure-policy-x', { clientConfig: { url: 'https://evil.example/x' } }),
      ],
    },
    says: 'sends what is written to evil.example',
  },
  {
    when: 'it lets everything in when it is down',
    is: 'pass',
    planes: { ...hook({ failurePolicy: 'Ignore' }), workloads: [serving] },
    says: 'failurePolicy Ignore',
  },
  {
    when: 'its service is gone',
    is: 'fail',
    planes: { ...hook(), services: [] },
    says: 'ValidatingWebhookConfiguration guard asks a service that is not there (guard/guard)',
    fix: 'edit validatingwebhookconfiguration guard',
  },
  {
    when: 'no pod of it is ready',
    is: 'fail',
    planes: { ...hook(), workloads: [{ ...serving, ready: 0 }] },
    says: 'without ready pods',
  },
  {
    when: 'it names no authority',
    is: 'fail',
    planes: {
      ...hook({ clientConfig: { service: { name: 'guard', namespace: 'guard' } } }),
      workloads: [serving],
    },
    says: 'names no authority',
  },
  {
    when: 'it asks outside',
    is: 'fail',
    planes: hook({ clientConfig: { url: 'https://hooks.example.org/v1' } }, 'Mutating'),
    says: 'sends what is written to hooks.example.org',
  },
  {
    when: 'it asks outside, as is meant',
    is: 'pass',
    planes: hook({ clientConfig: { url: 'https://hooks.example.org/v1' } }),
    config: { webhookHosts: ['*.example.org'] },
  },
  {
    when: 'its service leads outside',
    is: 'fail',
    planes: {
      ...hook(),
      services: [object('Service', 'guard', { spec: { type: 'ExternalName' } }, 'guard')],
    },
    says: 'leads outside',
  },
  {
    when: 'a namespace is left out by its label',
    is: 'fail',
    planes: {
      ...hook({ namespaceSelector: notLabelled }),
      workloads: [serving],
      namespaces: [
        object('Namespace', 'shop', {
          metadata: { name: 'shop', labels: { skip: 'true' } },
        }),
      ],
    },
    says: 'leaves out shop',
  },
  {
    when: 'only kube-system is left out',
    is: 'pass',
    planes: {
      ...hook({
        namespaceSelector: {
          matchExpressions: [
            { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system'] },
          ],
        },
      }),
      workloads: [serving],
    },
  },
  { when: 'services cannot be read', is: 'unknown', hidden: ['services'] },
]);

testAccess('AKS-GOV-014', [
  { when: 'every namespace is bounded', is: 'pass' },
  {
    when: 'one has no quota',
    is: 'fail',
    planes: { resourceQuotas: [] },
    says: '1 of 1 namespaces is not bounded: shop (no ResourceQuota).',
    fix: 'create quota bounds --namespace shop',
  },
  {
    when: 'its quota names nothing',
    is: 'fail',
    planes: { resourceQuotas: [object('ResourceQuota', 'x', { spec: { hard: {} } }, 'shop')] },
  },
  {
    when: 'something runs in default',
    is: 'fail',
    planes: { workloads: [workload('x', {}, { metadata: { name: 'x', namespace: 'default' } })] },
    says: 'default (no ResourceQuota, no LimitRange)',
  },
  {
    when: 'there are only those of the system',
    is: 'not-applicable',
    planes: { namespaces: [object('Namespace', 'kube-system')] },
  },
  { when: 'limit ranges cannot be read', is: 'unknown', hidden: ['limitRanges'] },
]);

const dashboard = workload('ui', {
  containers: [{ name: 'ui', image: 'docker.io/kubernetesui/dashboard:v2.7.0' }],
});

testAccess('AKS-GOV-015', [
  { when: 'there is none', is: 'pass', says: 'nobody installed one' },
  {
    when: 'somebody installed one',
    is: 'fail',
    planes: { workloads: [dashboard] },
    says: 'Somebody installed the Kubernetes dashboard: Deployment shop/ui.',
    fix: 'delete deployment ui --namespace shop',
  },
  {
    when: 'a load balancer leads to it',
    is: 'fail',
    planes: {
      workloads: [dashboard],
      services: [
        object(
          'Service',
          'ui',
          { spec: { type: 'LoadBalancer', selector: { app: 'ui' } } },
          'shop',
        ),
      ],
    },
    says: 'a service leads to it from outside',
  },
  {
    when: 'an image only sounds like it',
    is: 'pass',
    planes: {
      workloads: [workload('g', { containers: [{ name: 'g', image: 'grafana/dashboard:1' }] })],
    },
  },
  { when: 'workloads cannot be read', is: 'pass', hidden: ['workloads'], says: 'not ruled out' },
  {
    when: 'the add-on is on',
    is: 'fail',
    set: { 'addonProfiles.kubeDashboard': { enabled: true } },
    fix: 'disable-addons',
  },
]);

test('evidence ends at a hundred, and the message tells how many there are', () => {
  const namespaces = Array.from({ length: 150 }, (_, index) => object('Namespace', `n${index}`));
  const result = judgeAccess('AKS-GOV-014', { namespaces });
  expect(result.evidence).toHaveLength(100);
  expect(result.message).toContain('150 of 150 namespaces are not bounded');
});
