import { expect, test } from 'vitest';
import { ownAddress, resourceUrl } from '../../src/azure/addresses.ts';
import { createAzureReader } from '../../src/azure/reader.ts';
import { rerouting } from '../../src/azure/rerouting.ts';
import { azureErrorOf, azureWith, clusterId } from './helpers.ts';
import { startScriptedServer } from './scripted-server.ts';

const arm = 'https://management.azure.com';

test.each([
  'https://evil.example/next',
  'http://management.azure.com/next',
  'https://management.azure.com.evil.example/next',
  'https://management.azure.com:8443/next',
  'https://user@management.azure.com/next',
  'https://management.chinacloudapi.cn/next',
  '/next',
  'not an address',
])('%s is not followed', (address) => {
  expect(() => ownAddress(arm, address)).toThrow(/not followed/);
});

test('the own address is followed', () => {
  const address = `${arm}/subscriptions/x?api-version=1&%24skiptoken=a%2Fb`;
  expect(ownAddress(arm, address)).toBe(address);
});

test('a page that points elsewhere ends the list with an error', async () => {
  const { reader, requests } = await azureWith({
    json: { value: [1], nextLink: 'https://evil.example/next' },
  });
  const error = await azureErrorOf(reader.list(`${clusterId}/agentPools`, '1'));
  expect(error).toMatchObject({ kind: 'invalid', code: 'ForeignAddress' });
  expect(requests).toHaveLength(1);
});

test('an operation address out of the database is looked at before it is asked', async () => {
  const { writer, requests } = await azureWith({ json: { status: 'Succeeded' } });
  const error = await azureErrorOf(writer.operation('https://evil.example/operations/1'));
  expect(error.message).toContain('"https://evil.example" is not https://management.azure.com');
  expect(requests).toHaveLength(0);
});

test.each(['https://evil.example/', `${arm}/elsewhere`])(
  'a redirect to %s is not followed',
  async (location) => {
    const { reader, requests } = await azureWith({ status: 307, headers: { location } });
    expect((await azureErrorOf(reader.get(clusterId, '1'))).status).toBe(307);
    expect(requests).toHaveLength(1);
  },
);

test('the sandbox never sees a real token', async () => {
  const server = await startScriptedServer({ json: {} });
  const reader = createAzureReader({
    credential: {
      getToken: async () => ({ token: 'eyJ0eXAiOi', expiresOnTimestamp: Date.now() + 3_600_000 }),
    },
    httpClient: rerouting(server.url),
  });
  await reader.get(clusterId, '1');
  expect(server.requests[0]?.headers.authorization).toBeUndefined();
  await server.stop();
});

test.each(['https://127.0.0.1:4001', 'http://10.0.0.1:4001', 'http://sandbox.example'])(
  'the sandbox is never at %s',
  (address) => {
    expect(() => rerouting(address)).toThrow(/not on this machine/);
  },
);

test.each([
  '/subscriptions/x/../../y',
  '/subscriptions//x',
  'subscriptions/x',
  '/subscriptions/x?api-version=1',
  '/subscriptions/x#y',
  '/subscriptions/%2e%2e/x',
  '/subscriptions/x\\y',
  '/',
])('%s is no path', (path) => {
  expect(() => resourceUrl(arm, path, '1')).toThrow(/is no path/);
});

test('letters of all languages are allowed in a path', () => {
  expect(resourceUrl(arm, '/subscriptions/x/resourceGroups/größe (1)', '1')).toBe(
    'https://management.azure.com/subscriptions/x/resourceGroups/gr%C3%B6%C3%9Fe%20(1)?api-version=1',
  );
});
