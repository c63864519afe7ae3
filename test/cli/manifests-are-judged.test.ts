import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goodPlanes } from '../posture/support/planes.ts';

const program = join(import.meta.dirname, '../../src/main.ts');
const password = 'hT6!kkw02pZ';

const web = `# what the shop runs
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  template:
    spec:
      hostNetwork: yes
      containers:
        - name: app
          image: nginx
          env: [{ name: DB_PASSWORD, value: "${password}" }]
---
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: ConfigMap
    metadata: { name: settings }
    data: { token: ghp_${'Zq3Kx8Lm2Vb7Nc5Rt1Yw'.repeat(2)} }
  - apiVersion: example.org/v1
    kind: Widget
    metadata: { name: w }
`;

const files: Record<string, string> = {
  'deploy/web.yaml': web,
  'deploy/more/secret.json': JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's' },
    data: { a: btoa(password) },
  }),
  'deploy/values.yaml': 'replicas: 2\n',
  'deploy/.hidden/broken.yaml': 'a: [',
  'cluster.json': JSON.stringify(goodPlanes().managedCluster),
  'chart/Chart.yaml': 'name: shop\n',
  'chart/templates/web.yaml': 'kind: Pod\nname: {{ .Release.Name }}\n',
  'quoted.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: rules }\ndata:\n  a: |\n    summary: {{ $labels.instance }}\n',
  'kustomize/kustomization.yaml': 'resources: [web.yaml]\n',
  'broken.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: [\n',
  'values.yaml': 'replicas: 2\n',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manifests-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, dirname(name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
});
afterAll(() => rm(folder, { recursive: true }));

interface Run {
  code: number | null;
  stdout: string;
  stderr: string;
}

function posture(args: string[], input = ''): Promise<Run> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, [program, 'posture', ...args], {
    cwd: folder,
    env: { PATH },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => {
    stdout += text;
  });
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  child.stdin.on('error', () => {}).end(input);
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

interface Result {
  check: string;
  outcome: string;
  evidence: { object?: string; place?: string }[];
}

function resultsOf({ stdout }: Run): Map<string, Result> {
  const [cluster] = JSON.parse(stdout).clusters;
  return new Map(cluster.results.map((result: Result) => [result.check, result]));
}

describe('a folder', () => {
  test('is judged by what manifests can answer, each finding with its file and line', async () => {
    const run = await posture(['--manifests', 'deploy', '--format', 'json']);
    expect(run.code).toBe(0);
    const results = resultsOf(run);
    expect(results.get('AKS-IMG-002')).toMatchObject({ outcome: 'fail' });
    expect(results.get('AKS-IMG-002')?.evidence).toContainEqual(
      expect.objectContaining({ object: 'Deployment shop/web', place: 'deploy/web.yaml:2' }),
    );
    expect(results.get('AKS-SEC-007')?.evidence).toContainEqual(
      expect.objectContaining({ place: 'deploy/web.yaml:19' }),
    );
    expect([...results.keys()].filter((id) => /-(API|EOL|LOG)-/.test(id))).toEqual([]);
    expect(JSON.parse(run.stdout).clusters[0].name).toBe('deploy');
    expect(run.stderr).toContain('1 object is of kinds that no check reads: Widget');
    expect(run.stderr).toContain('1 of 3 files hold no Kubernetes object');
  });

  test.each(['table', 'json', 'markdown', 'sarif', 'junit', 'html'])(
    '%s shows no value of a secret',
    async (format) => {
      const { code, stdout, stderr } = await posture(['--manifests', 'deploy', '--format', format]);
      expect(code).toBe(0);
      expect(stdout).toContain('AKS-SEC-006');
      for (const secret of [password, btoa(password), 'ghp_'])
        expect(stdout + stderr).not.toContain(secret);
    },
  );

  test('SARIF points at the lines', async () => {
    const { stdout } = await posture(['--manifests', 'deploy', '--format', 'sarif']);
    const [{ results }] = JSON.parse(stdout).runs;
    const found = results.find(({ ruleId }: { ruleId: string }) => ruleId === 'AKS-SEC-006');
    expect(found.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'deploy/web.yaml', uriBaseId: 'SRCROOT' },
      region: { startLine: 2 },
    });
    const prints = results.map((one: { fingerprints: object }) => JSON.stringify(one.fingerprints));
    expect(new Set(prints).size).toBe(prints.length);
  });

  test.each([
    [['--fail-on', 'high'], 1],
    [[], 0],
  ])('%s gives %i', async (more, code) => {
    expect((await posture(['--manifests', 'deploy', ...more])).code).toBe(code);
  });
});

test('standard input is read as a file is', async () => {
  const run = await posture(['--manifests', '-', '--format', 'json'], web);
  expect(resultsOf(run).get('AKS-IMG-002')?.evidence).toContainEqual(
    expect.objectContaining({ place: 'stdin:2' }),
  );
});

test('with a cluster from a file everything is asked', async () => {
  const run = await posture([
    ...['--from', 'cluster.json', '--manifests', 'deploy', '--format', 'json'],
  ]);
  const results = resultsOf(run);
  expect(results.get('AKS-IMG-002')?.outcome).toBe('fail');
  expect(results.get('AKS-API-001')?.outcome).toBe('pass');
});

test('braces that are only quoted are no template', async () => {
  expect((await posture(['--manifests', 'quoted.yaml'])).code).toBe(0);
});

test.each([
  ['chart', 'helm template chart | drawbridge posture --manifests -'],
  ['chart/templates', 'render it first: helm template'],
  ['kustomize', 'kubectl kustomize kustomize | drawbridge posture --manifests -'],
  ['broken.yaml', 'broken.yaml:4:1: not YAML'],
  ['values.yaml', 'holds no Kubernetes object'],
  ['nowhere', 'nowhere: there is no such file or folder'],
])('%s is refused by a sentence that helps', async (path, says) => {
  const { code, stderr, stdout } = await posture(['--manifests', path]);
  expect(code).toBe(2);
  expect(stderr).toContain(says);
  expect(stdout).toBe('');
});

test('names of clusters in Azure do not go with it', async () => {
  const { code, stderr } = await posture(['aks-prod-weu', '--manifests', 'deploy']);
  expect(code).toBe(2);
  expect(stderr).toContain('--manifests');
});
