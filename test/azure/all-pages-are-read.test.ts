import { expect, test } from 'vitest';
import { azureErrorOf, azureWith, clusterId } from './helpers.ts';

const query = 'resources | where true | order by id asc';

test('a list follows nextLink to its end', async () => {
  const { reader, requests } = await azureWith(
    { json: { value: [1, 2], nextLink: 'https://management.azure.com/next?page=2' } },
    { json: { value: [3] } },
  );
  expect(await reader.list(`${clusterId}/agentPools`, '1')).toEqual([1, 2, 3]);
  expect(requests[1]?.url).toBe('/next?page=2');
});

test('a list that is none is an error', async () => {
  const { reader } = await azureWith({ json: { name: 'a cluster' } });
  expect((await azureErrorOf(reader.list(clusterId, '1'))).message).toContain('holds no list');
});

test('Resource Graph is paged by its token', async () => {
  const page = { totalRecords: 2, count: 1, resultTruncated: 'true', facets: [] };
  const { reader, requests } = await azureWith(
    { json: { ...page, data: [{ id: 'a' }], $skipToken: 'next' } },
    { json: { ...page, data: [{ id: 'b' }], resultTruncated: 'false' } },
  );
  const subscriptions = ['00000000-0000-0000-0000-00000000000a'];
  expect(await reader.resourceGraph(query, { subscriptions })).toEqual([{ id: 'a' }, { id: 'b' }]);
  const [first, second] = requests.map(({ body }) => JSON.parse(body));
  expect(first).toMatchObject({ query, subscriptions });
  expect(second.options.$skipToken).toBe('next');
});

test('an answer that was cut off is not taken for the whole', async () => {
  const { reader } = await azureWith({
    json: { totalRecords: 9, count: 1, resultTruncated: 'true', data: [{ id: 'a' }] },
  });
  expect((await azureErrorOf(reader.resourceGraph(query))).message).toContain('cut off');
});

test('a query without an order is refused: its pages would overlap', async () => {
  const { reader, requests } = await azureWith({ json: {} });
  await azureErrorOf(reader.resourceGraph('resources | where true'));
  expect(requests).toHaveLength(0);
});

test('a refusal of Resource Graph keeps its reason', async () => {
  const { reader } = await azureWith({
    status: 403,
    json: {
      error: { code: 'AuthorizationFailed', message: "may not perform action 'a/b/read' over" },
    },
  });
  expect(await azureErrorOf(reader.resourceGraph(query))).toMatchObject({
    kind: 'denied',
    status: 403,
    code: 'AuthorizationFailed',
    permission: 'a/b/read',
  });
});
