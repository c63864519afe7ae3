import { expect, test } from 'vitest';
import { lookingFor } from '../../src/forbidden/looking-for.ts';
import { lookingAt } from './support/looking-at.ts';

test('who was refused what, in order of suspicion, the platform last', async () => {
  const { look } = await lookingAt(['aks-prod-weu']);
  const [found] = await look();
  expect(found).toMatchObject({ problem: null, partial: null, source: { table: 'AKSAudit' } });
  const weber = found?.sightings.find(
    ({ actor, resourceClass }) =>
      actor === 'jonas.weber@contoso.example' && resourceClass === 'secrets',
  );
  expect(weber).toMatchObject({
    kind: 'authorization',
    resourceClass: 'secrets',
    calls: 9,
    namespaces: ['payments'],
    addresses: ['203.0.113.52'],
    actorClass: 'person',
    noise: false,
  });
  expect(weber?.bins.reduce((sum, { calls }) => sum + calls, 0)).toBe(9);
  expect(weber?.suspicion.reasons).toContain('asked for secrets');
  const noise = found?.sightings.map((each) => Number(each.noise)) ?? [];
  expect(noise).toEqual(noise.toSorted());
});

test('clusters that share a workspace and a table share their queries', async () => {
  const { look, asked } = await lookingAt(['aks-prod-weu', 'aks-prod-neu']);
  const [weu, neu] = await look();
  const tables = new Set([weu?.source, neu?.source].map((source) => JSON.stringify(source)));
  expect(asked).toHaveLength(2 * tables.size);
  const clusterIds = (found: typeof weu) =>
    new Set(found?.sightings.map(({ clusterId }) => clusterId));
  expect(clusterIds(weu)).toEqual(new Set([weu?.clusterId]));
  expect(clusterIds(neu)).toEqual(new Set([neu?.clusterId]));
});

test('no diagnostic setting: not a single refusal is claimed, and the fix is named', async () => {
  const { look, azure } = await lookingAt(['aks-prod-weu']);
  const cluster = azure.state.clusters.find(({ name }) => name === 'aks-prod-weu');
  cluster?.diagnosticSettings.splice(0);
  const [found] = await look();
  expect(found?.problem).toMatchObject({
    code: 'no-audit-log',
    hint: expect.stringContaining('audit-logs'),
  });
  expect(found?.source).toBeNull();
});

test('writes alone: what is therefore not seen is said', async () => {
  const { look, azure } = await lookingAt(['aks-prod-weu']);
  const cluster = azure.state.clusters.find(({ name }) => name === 'aks-prod-weu');
  for (const { properties } of cluster?.diagnosticSettings ?? [])
    properties.logs = [{ category: 'kube-audit-admin', enabled: true }];
  const [found] = await look();
  expect(found?.source?.table).toBe('AKSAuditAdmin');
  expect(found?.source?.blind.join(' ')).toContain('forbidden reads cannot be seen');
});

test.each([
  ['denied', { problem: { code: 'denied', hint: expect.stringContaining('Data Reader') } }],
  ['invalid', { problem: { code: 'invalid' } }],
  ['timeout', { problem: { code: 'server' } }],
] as const)('a workspace that answers %s', async (kind, expected) => {
  const { look, azure } = await lookingAt(['aks-prod-weu']);
  azure.logs.faults.add({ kind });
  const [found] = await look();
  expect(found).toMatchObject({ ...expected, sightings: [] });
});

test('a workspace without any data is another answer than no refusals', async () => {
  const { look, azure } = await lookingAt(['aks-prod-weu']);
  azure.logs.faults.add({ kind: 'empty', times: 3 });
  const [found] = await look();
  expect(found?.problem).toMatchObject({
    code: 'no-data',
    message: expect.stringContaining('never received'),
  });
});

test('an answer that is cut off is called partial', async () => {
  const { look, azure, asked } = await lookingAt(['aks-prod-weu']);
  azure.logs.faults.add({ kind: 'slow', milliseconds: 1 });
  azure.logs.faults.add({ kind: 'partial' });
  const [found] = await look();
  expect(asked).toHaveLength(2);
  expect(found?.partial).toContain('exceed the set limit');
});

test('throttling is waited out', async () => {
  const { look, azure } = await lookingAt(['aks-prod-weu']);
  azure.logs.faults.add({ kind: 'throttled', retryAfterSeconds: 1 });
  const [found] = await look();
  expect(found?.problem).toBeNull();
  expect(found?.sightings.length).toBeGreaterThan(0);
});

/** Leaves of what a cluster ships the writes alone. */
function shipWritesOnly(azure: Awaited<ReturnType<typeof lookingAt>>['azure'], mode: string) {
  const cluster = azure.state.clusters.find(({ name }) => name === 'aks-prod-weu');
  for (const { properties } of cluster?.diagnosticSettings ?? []) {
    properties.logs = [{ category: 'kube-audit-admin', enabled: true }];
    properties.logAnalyticsDestinationType = mode;
  }
}

test.each(['Dedicated', 'AzureDiagnostics'])(
  'writes alone in %s: what was not looked for is not told as absent',
  async (mode) => {
    const { look, azure } = await lookingAt(['aks-prod-weu']);
    shipWritesOnly(azure, mode);
    const { detections } = lookingFor(['exec-attach', 'token-created']);
    const [alone] = await look({ refusals: false, detections: detections.slice(0, 1) });
    expect(alone?.problem?.code).toBe('not-visible');
    const [both] = await look({ refusals: false, detections });
    expect(both?.problem?.code).not.toBe('not-visible');
    expect(both?.source?.blind.join(' ')).toContain(
      'not looked for: Somebody got into a container.',
    );
  },
);

test('writes alone: that nothing else was done is not said of reads', async () => {
  const { look } = await lookingAt(['aks-staging-weu'], 12);
  const [found] = await look({ around: true });
  expect(found?.source?.table).toBe('AKSAuditAdmin');
  const loud = found?.sightings.filter(({ noise }) => !noise) ?? [];
  expect(loud.length).toBeGreaterThan(0);
  for (const { facts } of loud)
    expect(facts?.unread).toContainEqual(expect.stringContaining('was let read'));
});

test('the whole day is only read of clusters that have no record in the time looked at', async () => {
  const { look, asked, azure } = await lookingAt(['aks-prod-weu'], 4);
  await look();
  expect(asked).toHaveLength(2);
  azure.logs.faults.add({ kind: 'empty' });
  const [found] = await look();
  // The second question about the newest record is about the rest of the day alone.
  expect(asked).toHaveLength(5);
  expect(Date.parse(found?.newest ?? '')).toBeLessThan(Date.parse(found?.window.from ?? ''));
});

test('that nothing has come is not said where the question was cut off', async () => {
  const { look, azure } = await lookingAt(['aks-prod-weu'], 500);
  azure.logs.faults.add({ kind: 'partial' });
  const [found] = await look();
  expect(found).toMatchObject({ problem: null, partial: expect.stringContaining('set limit') });
});

test('a detection that takes too long does not hide what others and refusals show', async () => {
  const { look, azure } = await lookingAt(['aks-prod-weu'], 12);
  const { detections } = lookingFor(['exec-attach', 'local-admin']);
  for (const milliseconds of [1, 1]) azure.logs.faults.add({ kind: 'slow', milliseconds });
  azure.logs.faults.add({ kind: 'timeout' });
  const [found] = await look({ detections });
  expect(found).toMatchObject({
    problem: null,
    partial: expect.stringContaining('Could not be looked for: Somebody got into a container.'),
  });
  const seen = new Set(found?.sightings.map(({ detection }) => detection));
  expect(seen).toEqual(new Set(['forbidden', 'local-admin']));
  azure.logs.faults.add({ kind: 'slow', milliseconds: 1 });
  azure.logs.faults.add({ kind: 'timeout', times: 2 });
  const [alone] = await look({ refusals: false, detections });
  expect(alone?.problem?.code).toBe('server');
});

test('of clusters that share the legacy table, each is told what it does not ship', async () => {
  const { look, azure } = await lookingAt(['aks-prod-weu', 'aks-prod-neu']);
  const shipping = azure.state.clusters.flatMap(({ name, diagnosticSettings }) =>
    ['aks-prod-weu', 'aks-prod-neu'].includes(name)
      ? diagnosticSettings.map(({ properties }) => ({ name, properties }))
      : [],
  );
  for (const { name, properties } of shipping) {
    properties.workspaceId = shipping[0]?.properties.workspaceId;
    properties.logAnalyticsDestinationType = 'AzureDiagnostics';
    const category = name === 'aks-prod-weu' ? 'kube-audit' : 'kube-audit-admin';
    properties.logs = [{ category, enabled: true }];
  }
  const looks = await look(lookingFor(['token-created', 'exec-attach']));
  const [whole, writes] = looks.map(({ source }) => source?.blind.join(' ') ?? '');
  expect(whole).not.toContain('not looked for');
  expect(writes).toContain('Only kube-audit-admin');
  expect(writes).toContain('not looked for: Somebody got into a container.');
});
