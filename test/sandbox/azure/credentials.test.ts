import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { defaultPrincipals } from '../../../src/sandbox/azure/principals.ts';
import { pathOf, sandbox, version } from './support.ts';

const user = (path: string, query = '&format=exec') =>
  `${path}/listClusterUserCredential?${version}${query}`;

// biome-ignore lint/suspicious/noExplicitAny: Azure's JSON
function kubeconfigOf({ json }: { json: any }) {
  const [{ name, value }] = json.kubeconfigs;
  return { name, ...parse(Buffer.from(value, 'base64').toString()) };
}

test('the SDK fetches a kubeconfig that logs in by Entra and holds no certificate', async () => {
  const { azure, clusters } = await sandbox();
  const { kubeconfigs } = await clusters.managedClusters.listClusterUserCredentials(
    'rg-aks-prod-weu',
    'aks-prod-weu',
    { format: 'exec' },
  );
  const text = Buffer.from(kubeconfigs?.[0]?.value ?? '').toString();
  const config = parse(text);
  const cluster = azure.state.clusters.find(({ name }) => name === 'aks-prod-weu');
  expect(config.clusters[0].cluster.server).toBe(
    `https://${cluster?.managedCluster.properties.fqdn}:443`,
  );
  const { exec } = config.users[0].user;
  expect(exec.command).toBe('kubelogin');
  expect(exec.args).toContain('6dae42f8-4368-4678-94ff-3960e28e3630');
  expect(text).not.toContain('client-key-data');
  const authority = Buffer.from(
    config.clusters[0].cluster['certificate-authority-data'],
    'base64',
  ).toString();
  expect(authority).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
});

test('without Entra it is the certificate of the administrator', async () => {
  const all = await sandbox();
  const config = kubeconfigOf(
    await all.raw('POST', user(pathOf(all, 'aks-dev-eus')), { as: 'reader' }),
  );
  const key = Buffer.from(config.users[0].user['client-key-data'], 'base64').toString();
  expect(key).toBe('canary-do-not-leak-administrator-key-of-aks-dev-eus');
});

test('a private cluster is named by its private name unless the public one is asked for', async () => {
  const all = await sandbox();
  const path = pathOf(all, 'aks-data-prod-weu');
  const server = async (query?: string) =>
    kubeconfigOf(await all.raw('POST', user(path, query), { as: 'reader' })).clusters[0].cluster
      .server;
  expect(await server()).toContain('.privatelink.');
  expect(await server('&format=exec&server-fqdn=public')).not.toContain('.privatelink.');
});

test('the credential of the administrator needs a right of its own, and local accounts', async () => {
  const [reader] = defaultPrincipals();
  if (!reader) throw new Error('there is no reader');
  const action = 'Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action';
  const admin = { ...reader, name: 'admin', token: 'sandbox-admin', actions: [action] };
  const all = await sandbox({ principals: [reader, admin] });
  const ask = (name: string, as: string) =>
    all.raw('POST', `${pathOf(all, name)}/listClusterAdminCredential?${version}`, { as });
  expect((await ask('aks-staging-weu', 'reader')).status).toBe(403);
  const refused = await ask('aks-prod-neu', 'admin');
  expect([refused.status, refused.json.message]).toEqual([
    400,
    expect.stringContaining('disable local accounts'),
  ]);
  expect(kubeconfigOf(await ask('aks-staging-weu', 'admin')).name).toBe('clusterAdmin');
});

test('an unknown format and a stopped cluster are refused', async () => {
  const all = await sandbox();
  const wrong = await all.raw('POST', user(pathOf(all, 'aks-prod-weu'), '&format=toml'), {
    as: 'reader',
  });
  expect([wrong.status, wrong.json.message]).toEqual([400, expect.stringContaining("'toml'")]);
  expect((await all.raw('POST', user(pathOf(all, 'aks-dev-neu')), { as: 'reader' })).status).toBe(
    409,
  );
});
