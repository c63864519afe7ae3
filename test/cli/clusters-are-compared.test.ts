import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Io } from '../../src/cli/define.ts';
import { command } from '../../src/cli/drift.ts';
import { exitCodeOf, oneLine } from '../../src/cli/errors.ts';
import { createFleet } from '../../src/sandbox/fleet/fleet.ts';
import { pretendAzure } from '../fleet/pretend-azure.ts';

const now = new Date('2026-11-23T12:00:00Z');
let cwd: string;

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'drawbridge-drift-'));
  const clusters = createFleet({ now }).clusters.flatMap(
    ({ managedCluster, diagnosticSettings }) => [managedCluster, ...diagnosticSettings],
  );
  await writeFile(join(cwd, 'all.json'), JSON.stringify(clusters));
  await writeFile(
    join(cwd, 'one.json'),
    JSON.stringify(clusters.find(({ name }) => name === 'aks-dev-weu')),
  );
  await writeFile(
    join(cwd, 'config.yaml'),
    `drift:\n  allowed:\n    - setting: properties.disableLocalAccounts\n      clusters: all\n      reason: Everybody does as he likes.\n`,
  );
});

async function run(
  options: Record<string, unknown>,
  args: string[],
  env: Record<string, string> = {},
) {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    env,
    cwd,
    isTTY: false,
    signal: new AbortController().signal,
    now: () => now,
  };
  const code = await command
    .run(io, { args, options: { format: 'table', ...options } })
    .catch((error: unknown) => {
      err.push(oneLine(error));
      return exitCodeOf(error);
    });
  return { code, out: out.join(''), err: err.join('') };
}

const from = ['all.json'];

test('clusters of a file are compared by filter, as a table where it fits', async () => {
  const { code, out, err } = await run({ from }, ['aks-prod-*'], { COLUMNS: '400' });
  expect([code, err]).toEqual([0, '']);
  expect(out).toMatch(
    /^\d+ settings and \d+ checks differ over 3 clusters, \d+ weaken production\.\n/,
  );
  expect(out).toContain('Production is weaker\n');
  expect(out).toMatch(
    /Setting +Most have +aks-prod-eus \(prod\) +aks-prod-neu \(prod\) +aks-prod-weu \(prod\)/,
  );
  expect(out).toMatch(/Local accounts \(AKS-IAM-003\) +off +off +off +on \(odd one out\)/);
  expect(out).toContain('Not compared, because it is not known');
});

test('and value by value where it does not', async () => {
  const { out } = await run({ from }, ['tag:app=shop'], { COLUMNS: '100' });
  expect(out.split('\n').every((line) => line.length <= 100 || !line.includes(' '))).toBe(true);
  expect(out).toMatch(
    /Kubernetes RBAC \(AKS-IAM-001\)\n {4}on: .*\n(?: {4}.*\n)* {4}off \(odd one out\): aks-dev-eus \(dev\)/,
  );
});

test('JSON holds every row, with the values', async () => {
  const { out } = await run({ from, format: 'json' }, ['aks-prod-weu', 'aks-dev-weu']);
  const report = JSON.parse(out);
  expect(report).toMatchObject({ generatedAt: now.toISOString(), environmentTag: 'env' });
  const row = report.rows.find(({ id }: { id: string }) => id === 'AKS-API-001');
  expect(row).toMatchObject({
    kind: 'check',
    severity: 'high',
    linked: ['properties.apiServerAccessProfile.authorizedIPRanges'],
    majority: null,
    cells: [{ text: 'fails' }, { text: 'passes' }],
    callOuts: [{ kind: 'lower-weaker', cluster: 'aks-dev-weu', than: ['aks-prod-weu'] }],
  });
});

test('Markdown is a table, and nothing in a name becomes markup', async () => {
  const { out } = await run({ from, format: 'markdown' }, ['tag:app=shop']);
  expect(out).toContain('| Setting | Most have | aks-dev-eus (dev) |');
  expect(out).toContain('## Weaker than production');
  const many = await run({ from, format: 'markdown' }, ['all']);
  expect(many.out).toContain('### Local accounts\n');
  expect(many.out).not.toContain('| Setting |');
});

test('what the configuration allows is counted, with its reason', async () => {
  const { out } = await run({ from }, ['aks-prod-*'], { CONFIG_FILE: 'config.yaml' });
  expect(out).toContain('1 allowed');
  expect(out).toContain('1: Everybody does as he likes.');
});

test.each([
  ['no cluster is said', {}, [], 'say which clusters'],
  ['there is but one', { from: ['one.json'] }, [], 'there is only aks-dev-weu'],
  ['nothing fits', { from }, ['tag:app=nothing'], 'fits "tag:app=nothing"'],
  ['a name is misspelt', { from }, ['aks-dev-wue', 'all'], 'did you mean'],
])('when %s, that is wrong usage', async (_, options, args, says) => {
  const { code, err } = await run(options, args);
  expect(err).toContain(says);
  expect(code).toBe(2);
});

test('clusters of Azure are compared; one that is refused is told, and ends with 3', async () => {
  const { azure } = await pretendAzure();
  const env = { DRAWBRIDGE_SANDBOX: 'on', SANDBOX_AZURE_URL: azure.url };
  const good = await run({ format: 'json' }, ['aks-prod-weu', 'aks-prod-neu'], env);
  expect(good.code).toBe(0);
  expect(JSON.parse(good.out).rows.length).toBeGreaterThan(0);
  azure.faults.add({
    match: { pattern: '/managedClusters/aks-prod-weu$' },
    kind: 'status',
    status: 403,
    code: 'AuthorizationFailed',
  });
  const names = ['aks-prod-weu', 'aks-prod-neu', 'aks-prod-eus'];
  const { code, out, err } = await run({ format: 'json' }, names, env);
  expect(code).toBe(3);
  expect(err).toContain('aks-prod-weu: ');
  const report = JSON.parse(out);
  expect(report.unread).toMatchObject([{ name: 'aks-prod-weu' }]);
  expect(report.clusters).toHaveLength(2);
});
