import { expect, test } from 'vitest';
import { lookingFor } from '../../src/forbidden/looking-for.ts';
import { readOwnAddresses } from '../../src/forbidden/own-addresses.ts';
import { now } from '../sandbox/logs/support.ts';
import { lookingAt } from './support/looking-at.ts';

const outside = lookingFor(['service-account-outside']);
const actor = 'system:serviceaccount:shop:web';

/** A cluster whose pods come by its own way out, and one more address. */
async function withPods(name: string, from: (own: string) => string[]) {
  const sandbox = await lookingAt([name]);
  const id = sandbox.clusters[0]?.id ?? '';
  const own = await readOwnAddresses(sandbox.arm, id);
  const ips = from(own.list[0] ?? '');
  sandbox.azure.logs.ingest(
    'log-platform-weu',
    'AKSAudit',
    ips.map((ip, index) => ({
      _ResourceId: id.toLowerCase(),
      TimeGenerated: new Date(now.getTime() - 60_000 * (index + 1)).toISOString(),
      AuditId: `pod-${index}`,
      Stage: 'ResponseComplete',
      Verb: 'list',
      User: { username: actor, groups: [] },
      SourceIps: [ip],
      UserAgent: 'client-go',
      ObjectRef: { resource: 'services', namespace: 'shop', apiVersion: 'v1' },
      RequestUri: '/api/v1/namespaces/shop/services',
      ResponseStatus: { code: 403 },
      Annotations: { 'authorization.k8s.io/decision': 'forbid' },
    })),
  );
  return { ...sandbox, own };
}

test("pods that come by the cluster's own way out are not outside", async () => {
  const { look, own } = await withPods('aks-prod-weu', (ip) => [ip, ip]);
  expect(own).toMatchObject({ list: [expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/)], unknown: [] });
  const [alone] = await look(outside);
  expect(alone?.problem).toBeNull();
  expect(alone?.sightings.filter((each) => each.actor === actor)).toEqual([]);
  const [refused] = await look();
  const mine = refused?.sightings.find((each) => each.actor === actor);
  expect(mine?.calls).toBe(2);
  expect(mine?.suspicion.reasons).toEqual([]);
});

test('the same token from elsewhere is, and only those calls count', async () => {
  const { look } = await withPods('aks-prod-weu', (ip) => [ip, '198.51.100.9', ip]);
  const [found] = await look(outside);
  expect(found?.sightings.find((each) => each.actor === actor)).toMatchObject({
    calls: 1,
    addresses: ['198.51.100.9'],
  });
  const [refused] = await look();
  expect(refused?.sightings.find((each) => each.actor === actor)?.suspicion.reasons).toEqual([
    "a service account's token came from a public address, 198.51.100.9",
  ]);
});

test('where the own addresses are not known, that is said with the finding', async () => {
  const { look, azure } = await withPods('aks-prod-weu', (ip) => [ip]);
  const properties = azure.state.clusters.find(({ name }) => name === 'aks-prod-weu')
    ?.managedCluster.properties;
  properties.networkProfile.outboundType = 'userDefinedRouting';
  properties.networkProfile.loadBalancerProfile = undefined;
  const [found] = await look(outside);
  const facts = found?.sightings.find((each) => each.actor === actor)?.facts as {
    unread: string[];
  };
  expect(facts.unread.join()).toContain('user-defined routing');
  const [refused] = await look();
  expect(
    refused?.sightings.find((each) => each.actor === actor)?.suspicion.reasons.join(),
  ).toContain('which may be the cluster’s own');
});

test('calls without a valid login are counted by address', async () => {
  const { look } = await lookingAt(['aks-prod-eus']);
  const [found] = await look();
  expect(found?.unauthenticated).toBe(25);
  expect(found?.unauthenticatedFrom).toEqual([
    { address: '198.51.100.21', calls: 25, last: expect.stringContaining('T') },
  ]);
});

test('scanners on the Internet are told as such, whatever they ask for', async () => {
  const { look } = await lookingAt(['aks-data-dev-weu']);
  const [found] = await look();
  const scans = found?.sightings.filter(({ kind }) => kind === 'anonymous') ?? [];
  expect(scans.map(({ resourceClass }) => resourceClass).sort()).toEqual([
    'other',
    'secrets',
    'workloads',
  ]);
  for (const { suspicion } of scans) {
    expect(suspicion.reasons).toContain('looks like a scanner on the Internet');
    expect(suspicion.level).toBe('low');
  }
});
