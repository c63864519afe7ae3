import { expect, test } from 'vitest';
import { createPrometheusReader } from '../../src/azure/prometheus.ts';
import { rerouting, sandboxCredential } from '../../src/azure/rerouting.ts';
import { askPrometheus, rebootQuery } from '../../src/nodes/ask-prometheus.ts';
import { loadNodesConfig } from '../../src/nodes/config.ts';
import { metricEvidence } from '../../src/nodes/evidence/metric.ts';
import { targetOf } from '../../src/nodes/prometheus-config.ts';
import { startPrometheusStandIn } from './support/prometheus-stand-in.ts';

const now = new Date('2026-11-24T12:00:00Z');
const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const credential = sandboxCredential('reader');
const prometheus = createPrometheusReader({ credential, retries: { attempts: 1 } });

const clusterOf = (name: string, resourceGroup = 'rg') => ({
  id: `/subscriptions/s/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`,
  ...{ name, subscriptionId: 's', resourceGroup, location: 'westeurope', tags: {} },
});
const prod = clusterOf('aks-prod');

const configOf = (yaml: string) => loadNodesConfig(`nodes:\n  prometheus:\n${yaml}`).prometheus;

async function ask(yaml: string, { fleet = [prod], reader = prometheus } = {}) {
  const said = await askPrometheus({
    ...{ prometheus: reader, config: configOf(yaml), clusters: [prod], fleet, now: () => now },
  });
  return said.get(prod.id.toLowerCase());
}

test('a node waits since its last 0, and one that has never been 1 does not', async () => {
  const standIn = await startPrometheusStandIn();
  const cluster = 'aks-prod';
  standIn.samples.push(
    { cluster, node: 'a', at: ago(300), value: 0 },
    { cluster, node: 'a', at: ago(290), value: 1 },
    { cluster, node: 'a', at: ago(1), value: 1 },
    { cluster, node: 'b', at: ago(1), value: 0 },
    { cluster: 'another', node: 'c', at: ago(1), value: 1 },
    { cluster, node: 'agent', exported: 'd', at: ago(1), value: 1 },
  );
  const said = await ask(`    url: ${standIn.url}/`);
  expect(said?.problem).toBeNull();
  expect(said?.rows.map((row) => [row.Node, metricEvidence(row)?.says])).toEqual([
    ['a', 'required'],
    ['b', 'not-required'],
    ['d', 'required'],
  ]);
  expect(said?.rows[0] && metricEvidence(said.rows[0])).toMatchObject({
    ...{ at: ago(1).toISOString(), since: ago(300).toISOString() },
  });
  expect(standIn.asked).toMatchObject([
    { url: '/api/v1/query', method: 'POST', authorization: undefined },
  ]);
});

test('what the label says is chosen by the configuration, and never read as a query', async () => {
  const standIn = await startPrometheusStandIn();
  const name = 'we"} or vector(1) or x{a="\\';
  standIn.samples.push({ cluster: name, node: 'a', at: ago(1), value: 1 });
  const said = await ask(
    `    url: ${standIn.url}\n    clusters:\n      - cluster: AKS-PROD\n        name: ${JSON.stringify(name)}`,
  );
  expect(said?.rows).toMatchObject([{ Node: 'a' }]);
  expect(rebootQuery({ label: 'cluster', name: 'a"b\\c\nd' })).toContain(
    'kured_reboot_required{cluster="a\\"b\\\\c\\nd"}',
  );
});

test('an Azure Monitor workspace gets a token, and nobody else does', async () => {
  const standIn = await startPrometheusStandIn();
  const scopes: unknown[] = [];
  const reader = createPrometheusReader({
    credential: {
      getToken(scope) {
        scopes.push(scope);
        return credential.getToken(scope);
      },
    },
    httpClient: rerouting(standIn.url),
  });
  await ask('    url: https://fleet-ab12.westeurope.prometheus.monitor.azure.com', { reader });
  await ask('    url: https://prometheus.monitor.azure.com.example.org', { reader });
  expect(standIn.asked.map(({ authorization }) => authorization)).toEqual([
    'Bearer sandbox-reader',
    undefined,
  ]);
  expect(scopes.flat()).toEqual(['https://prometheus.monitor.azure.com/.default']);
});

test.each([
  [
    'refused',
    { status: 403, body: { error: { message: 'no access' } } },
    'it answered 403, no access; the role Monitoring Data Reader',
  ],
  [
    'a query that it cannot run',
    { status: 422, body: { status: 'error', error: 'query timed out in expression' } },
    'it answered 422, query timed out in expression',
  ],
  ['a page in its place', { status: 200, body: '<html>' }, 'it answered 200, without a reason'],
  [
    'a range of values',
    { status: 200, body: { status: 'success', data: { resultType: 'matrix', result: [] } } },
    'it answered with something that is no vector',
  ],
])('unknown, with the reason: %s', async (_what, fault, reason) => {
  const standIn = await startPrometheusStandIn();
  standIn.fault = fault;
  const said = await ask(`    url: ${standIn.url}`);
  expect(said).toMatchObject({ rows: [], problem: expect.stringContaining(reason) });
});

test('a redirect is not followed', async () => {
  const [standIn, elsewhere] = [await startPrometheusStandIn(), await startPrometheusStandIn()];
  standIn.fault = { status: 307, body: '', location: `${elsewhere.url}/api/v1/query` };
  const said = await ask(`    url: ${standIn.url}`);
  expect(said?.problem).toContain('it answered 307');
  expect(elsewhere.asked).toEqual([]);
});

test('nobody at the address, and an answer that is not whole, are said', async () => {
  const nobody = await ask('    url: http://127.0.0.1:1');
  expect(nobody).toMatchObject({
    ...{ rows: [], problem: expect.stringContaining('it could not be reached (ECONNREFUSED)') },
  });
  const standIn = await startPrometheusStandIn();
  standIn.samples.push({ cluster: 'aks-prod', node: 'a', at: ago(1), value: 0 });
  standIn.warnings = ['store-2 is away'];
  expect(await ask(`    url: ${standIn.url}`)).toMatchObject({
    rows: [{ Node: 'a' }],
    problem: 'Prometheus answered in part: store-2 is away',
  });
});

test('two clusters of one name are not asked for, unless the configuration tells them apart', async () => {
  const standIn = await startPrometheusStandIn();
  const twin = clusterOf('aks-prod', 'rg-other');
  const fleet = [prod, twin];
  const said = await ask(`    url: ${standIn.url}`, { fleet });
  expect(said?.problem).toContain('2 clusters have the cluster aks-prod there');
  expect(standIn.asked).toEqual([]);
  const apart = await ask(
    `    url: ${standIn.url}\n    clusters:\n      - cluster: ${twin.id}\n        name: other`,
    { fleet },
  );
  expect(apart?.problem).toBeNull();
});

test('a cluster of its own address; one without any is not asked for', async () => {
  const config = configOf(
    '    clusters:\n      - cluster: aks-prod\n        url: https://prometheus.example.org/prod',
  );
  if (!config) throw new Error('no section');
  expect(targetOf(config, prod)).toEqual({
    ...{ url: 'https://prometheus.example.org/prod', label: 'cluster', name: 'aks-prod' },
  });
  expect(targetOf(config, clusterOf('aks-dev'))).toBeNull();
});

test.each([
  ['http://prometheus.example.org', 'http:// is for localhost alone'],
  ['http://169.254.169.254/metadata', 'http:// is for localhost alone'],
  ['file:///etc/passwd', 'should begin with https://'],
  ['https://me:secret@example.org', 'no name and no password'],
  ['https://example.org/?query=x', 'should end before the ?'],
  ['prometheus', '"prometheus" is no address'],
])('%s is refused', (url, why) => {
  expect(() => configOf(`    url: ${JSON.stringify(url)}`)).toThrow(why);
});
