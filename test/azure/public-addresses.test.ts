import { expect, test } from 'vitest';
import { effectiveOutboundIds, readPublicAddresses } from '../../src/azure/network.ts';
import { azureWith } from './helpers.ts';

const inGroup =
  '/subscriptions/00000000-0000-0000-0000-00000000000a/resourceGroups/MC_rg_aks_weu/providers/Microsoft.Network';
const address = `${inGroup}/publicIPAddresses/out-1`;
const prefix = `${inGroup}/publicIPPrefixes/out-2`;

test('addresses and prefixes become ranges', async () => {
  const { reader } = await azureWith({ json: { properties: { ipAddress: '203.0.113.7' } } });
  expect(await readPublicAddresses(reader, [address])).toEqual({
    known: ['203.0.113.7/32'],
    unknown: [],
  });
  const other = await azureWith({ json: { properties: { ipPrefix: '198.51.100.0/28' } } });
  expect((await readPublicAddresses(other.reader, [prefix])).known).toEqual(['198.51.100.0/28']);
});

test.each([
  ['denied', { status: 403 }],
  ['gone', { status: 404 }],
  ['without an address yet', { json: { properties: {} } }],
])('one that is %s is unknown, never none', async (_name, answer) => {
  const { reader } = await azureWith(answer);
  expect(await readPublicAddresses(reader, [address])).toEqual({ known: [], unknown: [address] });
});

test('an id that is no address is not asked for', async () => {
  const { reader, requests } = await azureWith({ json: { properties: { ipAddress: '1.2.3.4' } } });
  const strange = `${address}/../../x`;
  expect((await readPublicAddresses(reader, [strange])).unknown).toEqual([strange]);
  expect(requests).toHaveLength(0);
});

test('the way out is a load balancer or a NAT gateway', () => {
  const networkProfile = {
    loadBalancerProfile: { effectiveOutboundIPs: [{ id: address }] },
    natGatewayProfile: { effectiveOutboundIPs: [{ id: prefix }, {}] },
  };
  expect(effectiveOutboundIds({ properties: { networkProfile } })).toEqual([address, prefix]);
  expect(effectiveOutboundIds({ properties: {} })).toEqual([]);
});
