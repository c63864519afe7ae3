import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createCollector } from '../../../src/kubernetes/reduce/index.ts';

/** Long enough that it stands nowhere by chance. */
const value = fc
  .string({ unit: 'grapheme-ascii', minLength: 12, maxLength: 60 })
  .map((text) => `v@lue-${text}`);

function kept(kind: string, apiVersion: string, item: object): string {
  const collector = createCollector();
  collector.add(kind, apiVersion, item);
  return JSON.stringify(collector.planes());
}

const escaped = (text: string) => JSON.stringify(text).slice(1, -1);

test('no value of the environment, of a ConfigMap or of a Secret is kept, whatever it is', () => {
  fc.assert(
    fc.property(value, fc.constantFrom('PASSWORD', 'HOST'), (text, name) => {
      const metadata = {
        name: 'web',
        namespace: 'shop',
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': text },
      };
      const containers = [
        {
          name: 'app',
          image: 'a',
          env: [{ name, value: text }],
          livenessProbe: { exec: { command: ['check', text] } },
          readinessProbe: {
            httpGet: { port: 80, httpHeaders: [{ name: 'Authorization', value: text }] },
          },
          lifecycle: { preStop: { exec: { command: [text] } } },
        },
      ];
      const spec = { containers, initContainers: containers, ephemeralContainers: containers };
      for (const given of [
        kept('Pod', 'v1', { metadata, spec }),
        kept('Deployment', 'apps/v1', { metadata, spec: { template: { spec } } }),
        kept('CronJob', 'batch/v1', {
          metadata,
          spec: { jobTemplate: { spec: { template: { spec } } } },
        }),
        kept('ConfigMap', 'v1', {
          metadata,
          data: { [name]: text },
          binaryData: { b: Buffer.from(text).toString('base64') },
        }),
        kept('Secret', 'v1', {
          metadata,
          data: { [name]: btoa('x') + text },
          stringData: { a: text },
        }),
      ])
        expect(given).not.toContain(escaped(text));
    }),
  );
});

const token = `ghp_${'Zq3Kx8Lm2Vb7Nc5Rt1Yw'.repeat(2)}`;

test.each([
  ['an argument', { args: [`--token=${token}`] }],
  ['the argument after an option', { args: ['--password', 'hT6!kkw02pZ'] }],
  ['a command', { command: ['sh', '-c', `curl -H "Authorization: Bearer ${token}" example.org`] }],
  ['a script', { args: ['-c', 'export DB_PASSWORD="hT6!kkw02pZ" && exec /usr/sbin/sshd -D'] }],
  ['an option of a script', { args: ['-c', 'mysql --password hT6!kkw02pZ < dump.sql'] }],
])('a credential in %s is left out and told of', (_where, more) => {
  const text = kept('Pod', 'v1', {
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'app', image: 'a', ...more }] },
  });
  expect(text).not.toContain(token);
  expect(text).not.toContain('hT6!kkw02pZ');
  expect(text).toContain('plainSecrets');
});

test('a key of several lines is left out whole, and a script keeps the programs that it calls', () => {
  const lines = ['MIIEvQIBADANBgkqhkiG9w0BAQEFAASC', 'aBcDeFgHiJkLmNoPqRsTuVwXyZ012345'];
  const key = ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----'].join('\n');
  const script = 'export DB_PASSWORD="hT6!kkw02pZ" && exec /usr/sbin/sshd -D';
  const text = kept('Pod', 'v1', {
    metadata: { name: 'web' },
    spec: { containers: [{ name: 'app', image: 'a', args: [`echo '${key}'`, script] }] },
  });
  for (const line of lines) expect(text).not.toContain(line);
  expect(text).toContain('/usr/sbin/sshd');
});

test.each([
  ['an annotation', { annotations: { note: token } }, {}],
  [
    'a volume',
    {},
    { volumes: [{ name: 'v', csi: { volumeAttributes: { accountKey: 'hT6!kkw02pZ9x' } } }] },
  ],
])('a credential in %s is left out', (_where, meta, spec) => {
  const text = kept('Pod', 'v1', {
    metadata: { name: 'web', ...meta },
    spec: { containers: [], ...spec },
  });
  expect(text).not.toContain(token);
  expect(text).not.toContain('hT6!kkw02pZ9x');
});

test('settings of a ConfigMap that checks read are kept, but for credentials', () => {
  const collector = createCollector();
  collector.add('ConfigMap', 'v1', {
    metadata: { name: 'ingress-nginx-controller', namespace: 'ingress' },
    data: { 'allow-snippet-annotations': 'true', token },
  });
  expect(collector.planes().configMaps[0]).toMatchObject({
    keys: ['allow-snippet-annotations', 'token'],
    settings: { 'allow-snippet-annotations': 'true' },
    plainSecrets: [{ name: 'token', looksLike: 'a GitHub token' }],
  });
  expect(JSON.stringify(collector.planes())).not.toContain(token);
});

const kinds = [
  ['Pod', 'v1'],
  ['Deployment', 'apps/v1'],
  ['ReplicaSet', 'apps/v1'],
  ['CronJob', 'batch/v1'],
  ['Job', 'batch/v1'],
  ['ConfigMap', 'v1'],
  ['Secret', 'v1'],
  ['Service', 'v1'],
  ['Node', 'v1'],
  ['CustomResourceDefinition', 'apiextensions.k8s.io/v1'],
  ['ValidatingWebhookConfiguration', 'admissionregistration.k8s.io/v1'],
  ['K8sAllowedRepos', 'constraints.gatekeeper.sh/v1beta1'],
] as const;

const fields = fc.constantFrom(
  ...[
    'metadata',
    'name',
    'namespace',
    'labels',
    'annotations',
    'ownerReferences',
    'controller',
    'kind',
  ],
  ...['spec', 'status', 'template', 'jobTemplate', 'containers', 'env', 'value', 'args', 'volumes'],
  ...['data', 'binaryData', 'webhooks', 'versions', 'replicas', 'ports', 'os', '__proto__'],
);

const strange = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, undefined, true, 7, '', 'web', Number.NaN),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fields, tie('any'), { maxKeys: 6 }),
  ),
})).any;

test('nothing strange is thrown at', () => {
  fc.assert(
    fc.property(fc.constantFrom(...kinds), strange, strange, ([kind, apiVersion], spec, more) => {
      const collector = createCollector({ podsOfTemplates: true });
      collector.add(kind, apiVersion, spec);
      collector.add(kind, apiVersion, {
        metadata: { name: 'web' },
        spec,
        data: more,
        status: more,
      });
      collector.add(kind, apiVersion, {
        metadata: { name: 'web', labels: more },
        spec: { template: { spec } },
      });
      collector.planes();
    }),
    { numRuns: 2_000 },
  );
});

test('what is strange is counted, and so is what no check reads', () => {
  const collector = createCollector();
  collector.add('Pod', 'v1', { spec: {} });
  collector.add('Pod', 'v1', {
    metadata: { name: 'web' },
    spec: { containers: 'none', hostNetwork: 'yes', volumes: {} },
  });
  collector.add('Lease', 'coordination.k8s.io/v1', { metadata: { name: 'a' } });
  collector.add('toString', 'constructor/v1', { metadata: { name: 'a' } });
  expect(collector.strange()).toEqual({ Pod: 2 });
  expect(collector.ignored()).toEqual({ Lease: 1, toString: 1 });
  expect(collector.planes().workloads).toMatchObject([{ spec: { containers: [] } }]);
});
