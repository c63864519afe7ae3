import { expect, test } from 'vitest';
import { aksApiVersion, networkApiVersion } from '../../src/azure/api-versions.ts';
import type { AzureReader } from '../../src/azure/reader.ts';
import { fleetQuery } from '../../src/fleet/fleet-query.ts';
import { graphFirst } from '../../src/fleet/graph-first.ts';
import type { Json } from '../../src/fleet/snapshot.ts';
import { pretendAzure } from './pretend-azure.ts';

async function setUp() {
  const pretend = await pretendAzure();
  const rows = await pretend.reader.resourceGraph(fleetQuery);
  const subscriptions = [...new Set(rows.map(({ subscriptionId }) => subscriptionId))];
  const wrapped = (reader: AzureReader = pretend.reader) => graphFirst(reader, { subscriptions });
  const { id } = rows.find(({ name }) => name === 'aks-prod-weu');
  pretend.azure.journal.clear();
  const gets = () => pretend.azure.journal.find({ method: 'GET' }).map(({ path }) => path);
  return { ...pretend, wrapped, id: String(id), gets };
}

const groups = (id: string) =>
  `${id.split('/').slice(0, 4).join('/')}/MC_rg-aks-prod-weu_aks-prod-weu_westeurope/providers/Microsoft.Network/networkSecurityGroups`;

/** As if Resource Graph said so. */
function saying(reader: AzureReader, change: (row: Json) => Json): AzureReader {
  return {
    ...reader,
    resourceGraph: async (query, options) =>
      (await reader.resourceGraph(query, options)).map(change),
  };
}

test('a cluster and a list of its network come from one query each, as Resource Manager writes them', async () => {
  const { reader, wrapped, id, gets } = await setUp();
  const graph = wrapped();
  const sources: string[] = [];
  const options = { onSource: (source: string) => sources.push(source) };
  const { json } = await graph.get(id, aksApiVersion, options);
  await graph.get(id.replace('aks-prod-weu', 'AKS-PROD-WEU'), aksApiVersion, options);
  const listed = await graph.list(groups(id), networkApiVersion, options);
  expect(sources).toHaveLength(3);
  expect(gets().filter((path) => !path.includes('permissions'))).toEqual([]);
  const real = await reader.get(id, aksApiVersion);
  const { eTag: _etag, systemData: _data, type: _type, ...wanted } = real.json;
  expect(json).toMatchObject(wanted);
  const names = (await reader.list(groups(id), networkApiVersion)).map(({ name }) => name);
  expect(listed.map(({ name }) => name).sort()).toEqual(names.sort());
});

test('what Resource Graph read in an older version is asked for itself', async () => {
  const { reader, wrapped, id, gets } = await setUp();
  for (const apiVersion of ['2024-01-01', null, undefined]) {
    const graph = wrapped(saying(reader, (row) => ({ ...row, apiVersion })));
    const { json } = await graph.get(id, aksApiVersion);
    expect(json.eTag).toBeDefined();
    await graph.list(groups(id), networkApiVersion);
  }
  expect(gets().filter((path) => path === id)).toHaveLength(3);
  expect(gets().filter((path) => path.endsWith('networkSecurityGroups'))).toHaveLength(3);
});

test('a list is believed only where nothing can be hidden from the identity', async () => {
  const { wrapped, id, gets, deny } = await setUp();
  deny('Microsoft.Network/networkSecurityGroups/read');
  const graph = wrapped();
  await expect(graph.list(groups(id), networkApiVersion)).rejects.toMatchObject({ kind: 'denied' });
  expect(gets().some((path) => path.endsWith('networkSecurityGroups'))).toBe(true);
});

test('a resource that Resource Graph does not show is asked for, so that gone and hidden stay apart', async () => {
  const { wrapped, id } = await setUp();
  const gone = id.replace('/aks-prod-weu', '/aks-gone');
  await expect(wrapped().get(gone, aksApiVersion)).rejects.toMatchObject({ kind: 'not-found' });
});

test('where Resource Graph cannot be asked, everything is read one by one', async () => {
  const { azure, wrapped, id } = await setUp();
  azure.faults.add({
    match: { path: 'ResourceGraph' },
    kind: 'status',
    status: 400,
    code: 'BadRequest',
    times: 50,
  });
  const graph = wrapped();
  expect((await graph.get(id, aksApiVersion)).json.name).toBe('aks-prod-weu');
  expect((await graph.list(groups(id), networkApiVersion)).length).toBeGreaterThan(0);
});
