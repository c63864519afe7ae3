import { expect, onTestFinished, test } from 'vitest';
import { missingRights } from '../../src/kubernetes/missing-rights.ts';
import { kubernetesPlaneNames } from '../../src/kubernetes/objects.ts';
import { type KubernetesResults, readKubernetes } from '../../src/kubernetes/read.ts';
import { startKubernetesStandIn } from '../../src/sandbox/kubernetes/start.ts';
import { connectionTo } from './support/api-server.ts';

const now = () => new Date();
const roomy = 'aks-staging-weu';

async function pretend() {
  const standIn = await startKubernetesStandIn();
  onTestFinished(() => standIn.close());
  const connect = (name: string) =>
    connectionTo(`${standIn.url}/${standIn.cluster(name).hosts[0]}`);
  return { standIn, connect };
}

const unread = (results: KubernetesResults) =>
  kubernetesPlaneNames.filter((name) => !results[name].ok);

test.each([roomy, 'aks-prod-weu', 'aks-dev-weu', 'aks-pay-dev-weu'])(
  'with the role that is handed out, all of %s is read',
  async (name) => {
    const { connect } = await pretend();
    const connection = await connect(name);
    const results = await readKubernetes({ connection, now });
    expect(unread(results)).toEqual(['servingCertificate']);
    expect(await missingRights(connection)).toEqual([]);
    const { workloads, pods } = results;
    if (!workloads.ok || !pods.ok) throw new Error('no workloads');
    expect(workloads.value.length).toBeGreaterThan(5);
    expect(pods.value.length).toBeGreaterThan(workloads.value.length);
  },
);

test('five thousand pods come page by page, as they were at one moment', async () => {
  const { standIn, connect } = await pretend();
  const name = 'aks-data-prod-neu';
  const connection = await connect(name);
  const { objects } = standIn.cluster(name);
  const expected = objects.list('pods').length;
  expect(expected).toBeGreaterThan(5_000);
  const { pods } = await readKubernetes({ connection, now });
  expect(pods.ok && pods.value.length).toBe(expected);
  const pages = standIn.cluster(name).journal.find({ path: '/api/v1/pods' });
  expect(pages).toHaveLength(Math.ceil(expected / 500));
  expect(pods.ok && new Set(pods.value.map((pod) => `${pod.namespace}/${pod.name}`)).size).toBe(
    expected,
  );
});

test.each(['expired', 'cut-short', 'dropped', 'throttled', 'server-error'] as const)(
  'a page that is %s once does not lose or double a pod',
  async (kind) => {
    const { standIn, connect } = await pretend();
    const name = 'aks-data-prod-neu';
    const { objects, faults } = standIn.cluster(name);
    const match = { resource: 'pods', page: 4 };
    faults.add({ kind, match, retryAfterSeconds: 0 });
    const { pods } = await readKubernetes({ connection: await connect(name), now });
    expect(pods.ok && pods.value.length).toBe(objects.list('pods').length);
    expect(faults.list()).toEqual([]);
  },
);

test('a right that is taken away is named, and the rest is read', async () => {
  const { standIn, connect } = await pretend();
  standIn.cluster(roomy).rights.withhold('reader', { resource: 'secrets' });
  const connection = await connect(roomy);
  const results = await readKubernetes({ connection, now });
  expect(unread(results)).toEqual(['servingCertificate', 'secrets']);
  expect(await missingRights(connection)).toEqual(['secrets']);
});

test('nothing but lists, discovery and the version is asked for', async () => {
  const { standIn, connect } = await pretend();
  await readKubernetes({ connection: await connect(roomy), now });
  const { journal } = standIn.cluster(roomy);
  const asked = journal.entries;
  expect(asked.length).toBeGreaterThan(20);
  expect(new Set(asked.map(({ method }) => method))).toEqual(new Set(['GET']));
});
