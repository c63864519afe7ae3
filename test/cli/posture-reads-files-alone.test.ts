import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checks } from '../../src/posture/checks/index.generated.ts';
import { goodPlanes } from '../posture/support/planes.ts';

const program = join(import.meta.dirname, '../../src/main.ts');
/** Writes down every attempt to open a connection or to look up a name. */
const recorder = `data:text/javascript,${encodeURIComponent(`
import { appendFileSync } from 'node:fs';
import { Socket } from 'node:net';
import dns from 'node:dns';
const note = (what) => appendFileSync(process.env.OPENED, what + '\\n');
const { connect } = Socket.prototype;
Socket.prototype.connect = function (...args) { note('connect'); return connect.apply(this, args); };
const { lookup } = dns;
dns.lookup = (...args) => { note('lookup ' + args[0]); return lookup(...args); };
`)}`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posture-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

function drawbridge(
  args: string[],
  env: Record<string, string> = {},
  node: string[] = [],
): Promise<Run> {
  const { PATH = '' } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...node, program, ...args],
      { cwd: folder, env: { PATH, ...env } },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
      },
    );
  });
}

/** What REST answers for one cluster of an old make: nothing about what came later. */
const oldCluster = {
  id: '/subscriptions/5a1e0000-0000-4000-8000-000000000001/resourceGroups/rg-old/providers/Microsoft.ContainerService/managedClusters/aks-old',
  name: 'aks-old',
  type: 'Microsoft.ContainerService/ManagedClusters',
  location: 'westeurope',
  eTag: 'b0a7',
  properties: {
    provisioningState: 'Succeeded',
    currentKubernetesVersion: '1.18.4',
    kubernetesVersion: '1.18.4',
    dnsPrefix: 'aks-old',
    enableRBAC: false,
    servicePrincipalProfile: { clientId: '99999999-0000-4000-8000-000000000001' },
    networkProfile: { networkPlugin: 'kubenet', loadBalancerSku: 'standard' },
    agentPoolProfiles: [
      {
        name: 'pool1',
        count: 3,
        currentOrchestratorVersion: '1.18.4',
        upgradeSettings: { maxSurge: '33%' },
      },
    ],
  },
};

/** What `az aks show` prints: no `properties`, and names of its own. */
const azCluster = {
  id: oldCluster.id.replaceAll('old', 'az'),
  name: 'aks-az',
  type: 'Microsoft.ContainerService/ManagedClusters',
  location: 'westeurope',
  resourceGroup: 'rg-az',
  enableRbac: true,
  kubernetesVersion: '1.35.6',
  currentKubernetesVersion: '1.35.6',
  apiServerAccessProfile: { authorizedIpRanges: ['203.0.113.0/28'], enablePrivateCluster: false },
  agentPoolProfiles: [{ name: 'pool1', count: 3 }],
};

interface Shown {
  check: string;
  outcome: string;
  evidence: unknown[];
}

function outcomes(stdout: string, cluster = 0): Record<string, string> {
  const results: Shown[] = JSON.parse(stdout).clusters[cluster].results;
  return Object.fromEntries(results.map(({ check, outcome }) => [check, outcome]));
}

describe('a REST answer', () => {
  test('gives an outcome for every check, with evidence, and unknown for what no file tells', async () => {
    const path = await file('rest.json', oldCluster);
    const { code, stdout, stderr } = await drawbridge([
      'posture',
      '--from',
      path,
      '--format',
      'json',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { results } = JSON.parse(stdout).clusters[0];
    expect(results).toHaveLength(checks.filter(({ profile }) => !profile).length);
    for (const { evidence } of results as Shown[]) expect(evidence.length).toBeGreaterThan(0);
    expect(outcomes(stdout)).toMatchObject({
      'AKS-IAM-001': 'fail',
      'AKS-API-001': 'fail',
      'AKS-UPG-001': 'fail',
      'AKS-UPG-010': 'pass',
      'AKS-IAM-004': 'not-applicable',
      'AKS-LOG-001': 'unknown',
      'AKS-LOG-010': 'unknown',
      'AKS-UPG-002': 'unknown',
      'AKS-UPG-006': 'unknown',
      'AKS-UPG-013': 'unknown',
      'AKS-IAM-019': 'unknown',
    });
  });

  test('is judged as what az prints is', async () => {
    const paths = [await file('rest.json', oldCluster), await file('az.json', azCluster)];
    const { stdout } = await drawbridge(['posture', '--from', ...paths, '--format', 'json']);
    expect(outcomes(stdout, 1)).toMatchObject({
      'AKS-IAM-001': 'pass',
      'AKS-API-001': 'pass',
      'AKS-API-002': 'pass',
      'AKS-LOG-001': 'unknown',
    });
  });

  test('opens neither database nor network; Azure itself does', async () => {
    const path = await file('rest.json', oldCluster);
    const opened = (name: string) => readFile(join(folder, name), 'utf8').catch(() => '');
    const database = 'postgres://nobody@127.0.0.1:9/none';
    const run = (args: string[], name: string, env: Record<string, string> = {}) =>
      drawbridge(
        ['posture', ...args],
        { OPENED: join(folder, name), DATABASE_URL: database, ...env },
        ['--import', recorder],
      );
    expect((await run(['--from', path], 'from.txt')).code).toBe(0);
    expect(await opened('from.txt')).toBe('');
    const sandbox = { DRAWBRIDGE_SANDBOX: 'on', SANDBOX_AZURE_URL: 'http://127.0.0.1:9' };
    expect((await run(['aks-old'], 'live.txt', sandbox)).code).toBe(3);
    expect(await opened('live.txt')).toContain('connect');
  });
});

describe('exit codes', () => {
  test.each([
    { args: ['--fail-on', 'critical'], code: 1 },
    { args: ['--fail-on', 'info'], code: 1 },
    { args: [], code: 0 },
  ])('findings with $args give $code', async ({ args, code }) => {
    const path = await file('rest.json', oldCluster);
    expect((await drawbridge(['posture', '--from', path, ...args])).code).toBe(code);
  });

  test('no critical finding, with --fail-on critical, gives 0 and tells of what could not be judged', async () => {
    const { managedCluster } = goodPlanes();
    managedCluster.properties.enableRBAC = "[parameters('rbac')]";
    const template = {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      parameters: { rbac: { type: 'bool' } },
      resources: [{ ...managedCluster, apiVersion: '2026-06-01' }],
    };
    const path = await file('template.json', template);
    const { code, stderr } = await drawbridge(['posture', '--from', path, '--fail-on', 'critical']);
    expect(code).toBe(0);
    expect(stderr).toMatch(/\d could not be judged/);
  });

  test.each([
    { args: [], says: /say which clusters/ },
    { args: ['--all', 'aks-old'], says: /--all goes without names/ },
    { args: ['--from', 'missing.json'], says: /missing\.json: there is no such file/ },
    { args: ['--from', 'rest.json', '--format', 'yaml'], says: /yaml/ },
    { args: ['--from', 'rest.json', '--fail-on', 'grave'], says: /grave/ },
    {
      args: ['aks-odl', '--from', 'rest.json'],
      says: /no cluster "aks-odl"; did you mean aks-old\?/,
    },
  ])('wrong usage $args gives 2 and one line', async ({ args, says }) => {
    await file('rest.json', oldCluster);
    const { code, stdout, stderr } = await drawbridge(['posture', ...args]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(says);
  });

  test('a configuration that does not fit gives 2', async () => {
    const path = await file('rest.json', oldCluster);
    const config = await file('config.yaml', 'posture: { widestPrefx: 24 }');
    const { code, stderr } = await drawbridge(['posture', '--from', path], { CONFIG_FILE: config });
    expect(code).toBe(2);
    expect(stderr).toContain('widestPrefx');
  });

  test('Azure out of reach gives 3', async () => {
    const env = { DRAWBRIDGE_SANDBOX: 'on', SANDBOX_AZURE_URL: 'http://127.0.0.1:9' };
    const { code, stderr } = await drawbridge(['posture', 'aks-old'], env);
    expect(code).toBe(3);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

test('a name picks one cluster of a file', async () => {
  const paths = [await file('rest.json', oldCluster), await file('az.json', azCluster)];
  const args = ['posture', 'AKS-AZ', '--format', 'json', '--from', ...paths];
  const { stdout } = await drawbridge(args);
  expect(JSON.parse(stdout).clusters).toMatchObject([{ name: 'aks-az' }]);
});

test('the checks are listed for a program', async () => {
  const { code, stdout } = await drawbridge(['checks', '--format', 'json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toHaveLength(checks.length);
});

test('the checks of a profile are asked where somebody names it, or the configuration does', async () => {
  const path = await file('rest.json', oldCluster);
  const config = await file('config.yaml', 'posture: { profiles: [reliability] }');
  const args = ['posture', '--format', 'json', '--from', path];
  const tiers = await Promise.all([
    drawbridge(args),
    drawbridge([...args, '--profile', 'reliability']),
    drawbridge(args, { CONFIG_FILE: config }),
  ]);
  expect(tiers.map(({ stdout }) => stdout.includes('"AKS-REL-002"'))).toEqual([false, true, true]);
});
