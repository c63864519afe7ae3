import { expect, test } from 'vitest';
import { aksApiVersion } from '../../src/azure/api-versions.ts';
import { azureErrorOf, azureWith, clusterId } from './helpers.ts';

const fault = { status: 500, json: { error: { code: 'InternalServerError', message: 'Oops.' } } };
const cluster = { json: { name: 'aks-weu', eTag: 'abc', properties: { newerThanAnySdk: 1 } } };

test('a read survives a server error and a dropped connection', async () => {
  const { reader, requests } = await azureWith(fault, { drop: true }, cluster);
  const { json, etag } = await reader.get(clusterId, aksApiVersion);
  expect(json.properties.newerThanAnySdk).toBe(1);
  expect(etag).toBe('abc');
  expect(requests).toHaveLength(3);
  expect(requests[0]?.url).toBe(`${clusterId}?api-version=2026-06-01`);
  expect(requests[0]?.headers.authorization).toBe('Bearer sandbox-reader');
});

test('a read gives up after four attempts and says what Azure said', async () => {
  const { reader, requests } = await azureWith(fault);
  const error = await azureErrorOf(reader.get(clusterId, aksApiVersion));
  expect(requests).toHaveLength(4);
  expect(error).toMatchObject({ kind: 'server', status: 500, code: 'InternalServerError' });
  expect(error.message).toBe('reading aks-weu: Azure answered 500, InternalServerError: Oops.');
});

test.each([
  ['a server error', fault, 'server'],
  ['throttling', { status: 429, headers: { 'retry-after': '1' } }, 'throttled'],
  ['a dropped connection', { drop: true as const }, 'unreachable'],
])('a write is sent once, whatever happens: %s', async (_name, answer, kind) => {
  const { writer, requests } = await azureWith(answer);
  const error = await azureErrorOf(writer.put(clusterId, aksApiVersion, {}, { ifMatch: 'abc' }));
  expect(error.kind).toBe(kind);
  expect(requests).toHaveLength(1);
});

test('a write carries the etag as AKS wrote it, and the body as it was given', async () => {
  const { writer, requests } = await azureWith({ json: { name: 'aks-weu' } });
  const body = { properties: { newerThanAnySdk: { deep: [1, null] } } };
  await writer.put(clusterId, aksApiVersion, body, { ifMatch: 'abc-1' });
  expect(requests[0]).toMatchObject({ method: 'PUT', headers: { 'if-match': 'abc-1' } });
  expect(JSON.parse(requests[0]?.body ?? '')).toEqual(body);
  expect(requests[0]?.headers.authorization).toBe('Bearer sandbox-writer');
});

test('no answer in time ends as unreachable, and a write says that it may have arrived', async () => {
  const { writer, reader } = await azureWith({ silent: true });
  const write = await azureErrorOf(writer.put(clusterId, aksApiVersion, {}));
  expect(write).toMatchObject({ kind: 'unreachable', code: 'TIMEOUT', mayHaveArrived: true });
  expect((await azureErrorOf(reader.get(clusterId, aksApiVersion))).kind).toBe('unreachable');
});

test('an abort by the caller stays an abort', async () => {
  const { reader } = await azureWith({ silent: true });
  const signal = AbortSignal.timeout(50);
  const thrown = await reader.get(clusterId, aksApiVersion, { signal }).catch((error) => error);
  expect(thrown.name).toBe('AbortError');
});

test('a refused connection cannot have arrived', async () => {
  const { createAzureWriter } = await import('../../src/azure/writer.ts');
  const { rerouting, sandboxCredential } = await import('../../src/azure/rerouting.ts');
  const writer = createAzureWriter({
    credential: sandboxCredential('writer'),
    httpClient: rerouting('http://127.0.0.1:1'),
  });
  const error = await azureErrorOf(writer.put(clusterId, aksApiVersion, {}));
  expect(error).toMatchObject({ kind: 'unreachable', code: 'ECONNREFUSED', mayHaveArrived: false });
});

test('a success that is not JSON is an error, not an empty answer', async () => {
  const { reader } = await azureWith({ text: '<html>proxy</html>' });
  expect((await azureErrorOf(reader.get(clusterId, aksApiVersion))).kind).toBe('server');
});
