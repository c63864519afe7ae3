import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { examine } from '../../src/cli/serve/examine.ts';
import { startKubernetesStandIn } from '../../src/sandbox/kubernetes/start.ts';
import { pretendAzure } from '../fleet/pretend-azure.ts';

async function setUp() {
  const { azure } = await pretendAzure();
  const kubernetes = await startKubernetesStandIn({ live: (id) => documentOf(id) });
  onTestFinished(() => kubernetes.close());
  function documentOf(id: string) {
    return azure.state.clusters.find(
      ({ managedCluster }) => managedCluster.id.toLowerCase() === id.toLowerCase(),
    )?.managedCluster;
  }
  async function findings(env: Record<string, string> = {}) {
    const all = await examine(
      {
        env: {
          DRAWBRIDGE_SANDBOX: 'on',
          SANDBOX_AZURE_URL: azure.url,
          SANDBOX_KUBERNETES_URL: kubernetes.url,
          ...env,
        },
      },
      ['worker'],
    );
    return all.filter(({ topic }) => topic === 'Kubernetes, reading');
  }
  return { kubernetes, azure, findings };
}

/** The cluster that is tried first, by its id. */
const first = 'aks-data-dev-weu';

test('a cluster in which everything may be listed is named', async () => {
  const { findings } = await setUp();
  expect(await findings()).toEqual([
    {
      topic: 'Kubernetes, reading',
      outcome: 'ok',
      says: expect.stringMatching(/^In aks-\S+ it may list all that checks look at$/),
    },
  ]);
});

test('lists that are refused are named, with the file that grants them', async () => {
  const { kubernetes, findings } = await setUp();
  const [{ says } = { says: '' }] = await findings();
  const tried = /aks-\S+/.exec(says)?.[0] ?? first;
  const { rights } = kubernetes.cluster(tried);
  rights.withhold('reader', { resource: 'secrets' });
  expect(await findings()).toMatchObject([
    { outcome: 'ok', says: expect.stringContaining('but secrets') },
  ]);
  rights.withhold('reader', { resource: 'clusterroles' });
  expect(await findings()).toEqual([
    {
      topic: 'Kubernetes, reading',
      outcome: 'problem',
      says: `In ${tried} it may not list clusterroles.rbac.authorization.k8s.io, secrets`,
      todo: expect.stringContaining('deploy/kubernetes-cluster-role.yaml'),
    },
  ]);
});

test('a server that does not know the identity is a problem', async () => {
  const { kubernetes, findings } = await setUp();
  const [{ says } = { says: '' }] = await findings();
  const { faults } = kubernetes.cluster(/aks-\S+/.exec(says)?.[0] ?? first);
  faults.add({ kind: 'unauthorized', times: 99 });
  expect(await findings()).toMatchObject([
    { outcome: 'problem', todo: expect.stringContaining('tenant') },
  ]);
});

test('where the configuration turns it off, or keeps all behind a reach, nothing is tried', async () => {
  const { findings } = await setUp();
  const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'config.yaml');
  await writeFile(file, 'kubernetes: { read: false }');
  expect(await findings({ CONFIG_FILE: file })).toMatchObject([
    { outcome: 'ok', says: expect.stringContaining('is not read') },
  ]);
  await writeFile(file, 'kubernetes: { reach: { clusters: { all: vnet-a } } }');
  expect(await findings({ CONFIG_FILE: file })).toMatchObject([
    { outcome: 'unknown', says: expect.stringContaining('all are behind a reach') },
  ]);
  await writeFile(file, 'kubernetes: { read: maybe }');
  expect(await findings({ CONFIG_FILE: file })).toMatchObject([
    {
      outcome: 'problem',
      says: expect.stringContaining('kubernetes.read should be true or false'),
    },
  ]);
});
