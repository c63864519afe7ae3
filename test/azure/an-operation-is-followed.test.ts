import { expect, test } from 'vitest';
import { azureWith, clusterId } from './helpers.ts';

const url = 'https://management.azure.com/subscriptions/x/providers/y/locations/weu/operations/1';

test('a write that goes on says where to ask', async () => {
  const { writer } = await azureWith({
    status: 201,
    headers: { 'azure-asyncoperation': url, 'retry-after': '10' },
    json: { properties: { provisioningState: 'Updating' } },
  });
  expect(await writer.put(clusterId, '1', {})).toMatchObject({
    status: 201,
    operationUrl: url,
    retryAfterSeconds: 10,
  });
});

test('a POST without a body that answers 202 is followed by its Location', async () => {
  const { writer, requests } = await azureWith({ status: 202, headers: { location: url } });
  expect(await writer.post(`${clusterId}/abort`, '1')).toMatchObject({ operationUrl: url });
  expect(requests[0]).toMatchObject({ method: 'POST', body: '' });
});

test('a write that is done names no operation', async () => {
  const { writer } = await azureWith({ json: {} });
  expect((await writer.put(clusterId, '1', {})).operationUrl).toBeUndefined();
});

test.each([
  [
    { json: { status: 'InProgress' }, headers: { 'retry-after': '5' } },
    { status: 'InProgress', retryAfterSeconds: 5 },
  ],
  [{ json: { status: 'Updating' } }, { status: 'InProgress' }],
  [{ status: 202 }, { status: 'InProgress' }],
  [{ json: { status: 'Succeeded' } }, { status: 'Succeeded' }],
  [{ status: 204 }, { status: 'Succeeded' }],
  [{ json: { properties: { provisioningState: 'Creating' } } }, { status: 'InProgress' }],
  [{ json: { status: 'Canceled' } }, { status: 'Canceled', error: { code: 'Canceled' } }],
  [
    { json: { status: 'Failed', error: { code: 'QuotaExceeded', message: 'No room.' } } },
    { status: 'Failed', error: { code: 'QuotaExceeded', message: 'No room.' } },
  ],
])('the answer %j means %j', async (answer, state) => {
  const { writer } = await azureWith(answer);
  expect(await writer.operation(url)).toMatchObject(state);
});
