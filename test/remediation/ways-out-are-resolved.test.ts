import { describe, expect, it } from 'vitest';
import { resolveOutbound } from '../../src/fleet/outbound.ts';
import { aHouse } from './house.ts';

async function outboundOf(
  name: string,
  edit: (properties: Record<string, unknown>) => void = () => {},
) {
  const house = await aHouse();
  const found = house.azure.state.clusters.find((cluster) => cluster.name === name);
  const document = structuredClone(found?.managedCluster);
  edit(document.properties);
  return { house, document, outbound: await resolveOutbound(house.reader, document) };
}

describe('from where the nodes of a cluster come', () => {
  it.each([
    ['aks-prod-weu', ['192.0.2.10/32']],
    ['aks-data-prod-neu', ['192.0.2.120/32', '192.0.2.121/32']],
  ])('is read for %s', async (name, known) => {
    expect((await outboundOf(name)).outbound).toEqual({ known, unknown: [] });
  });

  it('cannot be told with user-defined routing', async () => {
    const { outbound } = await outboundOf('aks-prod-eus');
    expect(outbound.unknown).toEqual([expect.stringContaining('user-defined routing')]);
  });

  it('is nowhere in a network that is cut off', async () => {
    const { outbound } = await outboundOf('aks-prod-eus', (p) => {
      p.networkProfile = { outboundType: 'none' };
    });
    expect(outbound).toEqual({ known: [], unknown: [] });
  });

  it('is not known where Azure names no address', async () => {
    const { outbound } = await outboundOf('aks-prod-weu', (p) => {
      p.networkProfile = { outboundType: 'loadBalancer' };
    });
    expect(outbound.unknown).toEqual([expect.stringContaining('names no outbound address')]);
  });

  it('is not known where nodes have public addresses of their own', async () => {
    const { outbound } = await outboundOf('aks-prod-weu', (p) => {
      p.agentPoolProfiles = [{ name: 'edge', enableNodePublicIP: true }];
    });
    expect(outbound).toEqual({
      known: ['192.0.2.10/32'],
      unknown: ['the nodes of pool edge have public addresses of their own'],
    });
  });

  it('is not known, rather than nowhere, where an address cannot be read', async () => {
    const { house, document } = await outboundOf('aks-prod-weu');
    house.azure.faults.add({
      match: { path: 'publicIPAddresses' },
      kind: 'status',
      status: 403,
      times: 5,
    });
    const outbound = await resolveOutbound(house.reader, document);
    expect(outbound.known).toEqual([]);
    expect(outbound.unknown).toEqual([
      expect.stringMatching(/the address behind .* could not be read/),
    ]);
  });

  it('is confirmed by whoever approves a removal where it is not known', async () => {
    const house = await aHouse();
    const id = await house.ask(
      { operation: 'remove', ranges: ['192.0.2.96/30'] },
      { cluster: 'aks-prod-eus' },
    );
    expect(await house.decide(id)).toMatchObject({ kind: 'unconfirmed', warnings: [0] });
    expect((await house.decide(id, { confirmations: [0] })).kind).toBe('approved');
    await house.pass(1);
    expect(await house.state(id)).toBe('done');
  });
});
