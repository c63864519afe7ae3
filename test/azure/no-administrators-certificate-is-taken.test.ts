import { expect, test } from 'vitest';
import { apiServerTokens, readApiServerAddress } from '../../src/azure/cluster-user-credential.ts';
import { azureErrorOf, azureWith, clusterId } from './helpers.ts';

const managedCluster = { id: clusterId, properties: { aadProfile: { managed: true } } };
const cluster = {
  name: 'aks-weu',
  cluster: {
    server: 'https://aks-weu-1.hcp.westeurope.azmk8s.io:443',
    'certificate-authority-data': 'Q0E=',
  },
};

function answer(user: unknown, clusters: unknown[] = [cluster]) {
  // JSON is YAML.
  const text = JSON.stringify({ kind: 'Config', clusters, users: [{ name: 'user', user }] });
  return { json: { kubeconfigs: [{ name: 'clusterUser', value: btoa(text) }] } };
}

const exec = { exec: { command: 'kubelogin', args: ['get-token'] } };

test('address and certificate authority come from the kubeconfig for Entra', async () => {
  const { reader, requests } = await azureWith(answer(exec));
  expect(await readApiServerAddress(reader, managedCluster)).toEqual({
    server: 'https://aks-weu-1.hcp.westeurope.azmk8s.io:443',
    caData: 'Q0E=',
  });
  const [{ method, url } = { method: '', url: '' }] = requests;
  expect(method).toBe('POST');
  expect(url).toBe(`${clusterId}/listClusterUserCredential?api-version=2026-06-01&format=exec`);
});

test.each([
  ['no Entra profile', {}],
  ['an old Entra profile', { aadProfile: { managed: false, clientAppID: 'x' } }],
])('a cluster with %s is refused before anything is asked for', async (_what, properties) => {
  const { reader, requests } = await azureWith(answer(exec));
  const error = await azureErrorOf(readApiServerAddress(reader, { id: clusterId, properties }));
  expect(error).toMatchObject({ code: 'NoEntra' });
  expect(error.message).toContain('aks-weu does not use Microsoft Entra ID');
  expect(requests).toEqual([]);
});

test.each(['client-certificate-data', 'client-key-data', 'token', 'password'])(
  'a kubeconfig with %s is thrown away, and its content is told to nobody',
  async (name) => {
    const { reader } = await azureWith(answer({ ...exec, [name]: 'c2VjcmV0' }));
    const error = await azureErrorOf(readApiServerAddress(reader, managedCluster));
    expect(error).toMatchObject({ code: 'HoldsCredential' });
    expect(`${error.stack}${error.cause}`).not.toContain('c2VjcmV0');
  },
);

test.each([
  ['nothing', { json: {} }],
  ['no YAML', { json: { kubeconfigs: [{ value: btoa('{{{ secret') }] } }],
  ['no cluster', answer(exec, [])],
  ['plain http', answer(exec, [{ cluster: { ...cluster.cluster, server: 'http://10.0.0.1' } }])],
  [
    'no certificate authority',
    answer(exec, [{ name: 'aks', cluster: { server: 'https://10.0.0.1' } }]),
  ],
])('an answer with %s is no address', async (_what, given) => {
  const { reader } = await azureWith(given);
  const error = await azureErrorOf(readApiServerAddress(reader, managedCluster));
  expect(error.kind).toBe('server');
  expect(error.message).not.toContain('secret');
});

test('a token is asked for once, for AKS’s API servers, and again before it ends', async () => {
  const asked: unknown[] = [];
  let minutes = 60;
  const token = apiServerTokens({
    async getToken(scope) {
      asked.push(scope);
      return { token: `t${asked.length}`, expiresOnTimestamp: Date.now() + minutes * 60_000 };
    },
  });
  expect([await token(), await token()]).toEqual(['t1', 't1']);
  expect(asked).toEqual(['6dae42f8-4368-4678-94ff-3960e28e3630/.default']);

  minutes = 4;
  const short = apiServerTokens({
    getToken: async () => ({
      token: `s${asked.push('')}`,
      expiresOnTimestamp: Date.now() + minutes * 60_000,
    }),
  });
  expect(await short()).not.toBe(await short());
});
