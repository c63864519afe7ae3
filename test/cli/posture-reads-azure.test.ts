import { expect, onTestFinished, test } from 'vitest';
import { command } from '../../src/cli/posture.ts';
import { startKubernetesStandIn } from '../../src/sandbox/kubernetes/start.ts';
import { pretendAzure } from '../fleet/pretend-azure.ts';

async function setUp() {
  const { azure } = await pretendAzure();
  const kubernetes = await startKubernetesStandIn();
  onTestFinished(() => kubernetes.close());
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
        SANDBOX_KUBERNETES_URL: kubernetes.url,
      },
      cwd: '/',
      isTTY: false,
      signal: new AbortController().signal,
      now: () => new Date('2026-11-23T12:00:00Z'),
    };
    const code = await command.run(io, { args, options: { format: 'json', ...options } });
    return { code, stdout, stderr };
  }
  return { azure, posture };
}

/** Checks that are unknown because something did not answer; over plain http no certificate can be seen. */
function unreadable({
  results,
}: {
  results: { check: string; outcome: string; message: string }[];
}) {
  return results.filter(
    ({ outcome, message }) =>
      outcome === 'unknown' && message.startsWith('Not known:') && !message.includes('plain http'),
  );
}

test('named clusters are read and judged, without a database', async () => {
  const { posture } = await setUp();
  const { code, stdout } = await posture(['aks-prod-weu', 'AKS-DEV-EUS'], { failOn: 'critical' });
  const { clusters } = JSON.parse(stdout);
  expect(clusters.map(({ name }: { name: string }) => name)).toEqual([
    'aks-prod-weu',
    'aks-dev-eus',
  ]);
  expect(unreadable(clusters[0])).toEqual([]);
  expect(code).toBe(1);
});

test('all clusters are read', async () => {
  const { azure, posture } = await setUp();
  const { code, stdout } = await posture([], { all: true });
  expect(JSON.parse(stdout).clusters).toHaveLength(azure.state.clusters.length);
  expect(code).toBe(0);
});

test('a misspelt name is answered with the nearest, and an ambiguous one with a choice', async () => {
  const { posture } = await setUp();
  await expect(posture(['aks-prod-wue'])).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/no cluster "aks-prod-wue"; did you mean .*aks-prod-weu/),
  });
  await expect(posture(['aks-pay-prod'])).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(
      /"aks-pay-prod" means several clusters; say one of \S+\/aks-pay-prod/,
    ),
  });
});

test('a cluster that Azure refuses to show is reported as unknown, and ends with 3', async () => {
  const { azure, posture } = await setUp();
  azure.faults.add({
    match: { pattern: '/managedClusters/aks-prod-weu$' },
    kind: 'status',
    status: 403,
    code: 'AuthorizationFailed',
  });
  const { code, stdout, stderr } = await posture(['aks-prod-weu', 'aks-prod-neu']);
  expect(code).toBe(3);
  expect(stderr).toContain('drawbridge: aks-prod-weu: ');
  const [refused, other] = JSON.parse(stdout).clusters;
  expect(refused.results[0]).toMatchObject({ check: 'AKS-IAM-001', outcome: 'unknown' });
  expect(refused.grade).toBe('F');
  expect(unreadable(other)).toEqual([]);
});
