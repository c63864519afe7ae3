import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { command } from '../../src/cli/posture.ts';
import { pretendAzure } from '../fleet/pretend-azure.ts';

async function setUp() {
  const { azure } = await pretendAzure();
  const dir = await mkdtemp(join(tmpdir(), 'drawbridge-cli-fleet-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  await writeFile(join(dir, 'config.yaml'), 'owners: { tag: team }\n');
  async function posture(args: string[], options: Record<string, unknown> = {}) {
    let stdout = '';
    let stderr = '';
    const io = {
      stdout: (text: string) => {
        stdout += text;
      },
      stderr: (text: string) => {
        stderr += text;
      },
      env: {
        DRAWBRIDGE_SANDBOX: 'on',
        SANDBOX_AZURE_URL: azure.url,
        CONFIG_FILE: 'config.yaml',
      },
      cwd: dir,
      isTTY: false,
      signal: new AbortController().signal,
      now: () => new Date('2026-11-02T10:00:00Z'),
    };
    const code = await command.run(io, { args, options: { format: 'table', ...options } });
    return { code, stdout, stderr };
  }
  return { azure, posture };
}

test('a table says on how many clusters each check fails, then each team’s, then each cluster', async () => {
  const { posture } = await setUp();
  const { stdout } = await posture([], { all: true });
  const places = ['By check', 'storefront: ', 'By cluster'].map((text) => stdout.indexOf(text));
  expect(places.every((place) => place >= 0)).toBe(true);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(stdout).toMatch(/critical {2}1 of 17 +AKS-IAM-001/);
  const severe = await posture([], { all: true, severity: 'critical' });
  expect(severe.stdout).not.toMatch(/^ {2}high /m);
});

test('a filter chooses clusters, and JSON holds the fleet beside them', async () => {
  const { azure, posture } = await setUp();
  const { stdout } = await posture(['tag:team=payments'], { format: 'json' });
  const { fleet, clusters } = JSON.parse(stdout);
  expect(clusters.map(({ name }: { name: string }) => name).sort()).toEqual([
    'aks-pay-dev-weu',
    'aks-pay-prod',
    'aks-pay-prod',
    'aks-pay-staging-weu',
  ]);
  expect(fleet.owners).toHaveLength(1);
  expect(fleet.owners[0].owner).toBe('payments');
  for (const { clusters: failing, of } of fleet.checks)
    expect(failing.length).toBeLessThanOrEqual(of);
  expect(azure.journal.find({ path: 'aks-prod-weu' })).toEqual([]);
});

test('Markdown begins with the fleet', async () => {
  const { posture } = await setUp();
  const { stdout } = await posture(['tag:env=prod'], { format: 'markdown' });
  expect(stdout).toMatch(/^# Posture\n\n.*\n\n## \d+ clusters: /);
  expect(stdout).toContain('### storefront: ');
});

test('a filter that is none, and one that fits nothing, is wrong usage', async () => {
  const { posture } = await setUp();
  await expect(posture(['colour:red'])).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining('"colour:red" is no filter'),
  });
  await expect(posture(['tag:env=nowhere'])).rejects.toMatchObject({
    exitCode: 2,
    message: 'none of the 17 clusters fits "tag:env=nowhere"',
  });
});

test('what is refused for one cluster is unknown there, and does not stop the others', async () => {
  const { azure, posture } = await setUp();
  azure.faults.add({
    match: { pattern: '/managedClusters/aks-prod-weu/' },
    kind: 'status',
    status: 403,
    code: 'AuthorizationFailed',
    times: 1_000,
  });
  const { code, stdout } = await posture(['tag:env=prod'], { format: 'json' });
  const refused = JSON.parse(stdout).clusters.find(
    ({ name }: { name: string }) => name === 'aks-prod-weu',
  );
  expect(refused.totals.unknown).toBeGreaterThan(3);
  expect(JSON.parse(stdout).fleet.unknown).toBeGreaterThanOrEqual(refused.totals.unknown);
  expect(code).toBe(0);
});
