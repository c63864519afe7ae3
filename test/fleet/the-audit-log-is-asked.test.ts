import { describe, expect, it, test } from 'vitest';
import { createLogsReader, type LogsReader } from '../../src/azure/logs.ts';
import { rerouting, sandboxCredential, sandboxPace } from '../../src/azure/rerouting.ts';
import { auditLogQuery } from '../../src/fleet/audit-log/queries.ts';
import { auditLogReading } from '../../src/fleet/audit-log/read.ts';
import { fleetReader, readFleet } from '../../src/fleet/read-fleet.ts';
import type { ClusterRef, PlaneName, Snapshot } from '../../src/fleet/snapshot.ts';
import { takeSnapshot } from '../../src/fleet/take-snapshot.ts';
import { loadKql } from '../../src/kql/index.ts';
import { logTables } from '../../src/kql/schemas.ts';
import { now, logs as standIn } from '../sandbox/logs/support.ts';

/** What audit logs of the sandbox tell about clusters; `asked` are the queries. */
async function auditLogs() {
  const sandbox = await standIn();
  const { azure, arm: reader } = sandbox;
  const asked: string[] = [];
  const client = createLogsReader({
    credential: sandboxCredential('reader'),
    httpClient: rerouting(azure.url),
    retries: { firstPauseMs: 1, longestWaitSeconds: 5 },
    pace: sandboxPace,
  });
  const logs: LogsReader = {
    query(workspace, kql, ...rest) {
      asked.push(kql);
      return client.query(workspace, kql, ...rest);
    },
  };
  const found = (name: string) => {
    const cluster = azure.state.clusters.find((each) => each.name === name);
    if (!cluster) throw new Error(`no cluster ${name}`);
    return cluster;
  };
  const refOf = (name: string): ClusterRef => {
    const { id } = found(name);
    const [, , subscriptionId = '', , resourceGroup = ''] = id.split('/');
    return { id, name, subscriptionId, resourceGroup, location: '', tags: {} };
  };
  return {
    azure,
    asked,
    settingsOf: (name: string) => found(name).diagnosticSettings,
    async look(name: string) {
      const cluster = refOf(name);
      const auditLog = auditLogReading({ logs, reader, clusters: [cluster], now: () => now });
      const taking = takeSnapshot({ reader, cluster, now: () => now, auditLog });
      return (await taking).planes.auditLog;
    },
    async lookOnlyAt(name: string, plane: PlaneName) {
      const cluster = refOf(name);
      const auditLog = auditLogReading({ logs, reader, clusters: [cluster], now: () => now });
      const taking = takeSnapshot({ reader, cluster, now: () => now, only: [plane], auditLog });
      return (await taking).planes.auditLog;
    },
    async lookAtAll(names: string[]) {
      const clusters = names.map(refOf);
      const planes = new Map<string, Snapshot['planes']['auditLog']>();
      await readFleet({
        reader: fleetReader(reader, clusters),
        clusters,
        logs,
        now: () => now,
        onSnapshot: async ({ cluster, planes: { auditLog } }) =>
          void planes.set(cluster.name, auditLog),
        onFailure: async (_cluster, error) => {
          throw error;
        },
      });
      return planes;
    },
  };
}

test('which APIs are called that an upgrade takes away, by whom, and when last', async () => {
  const { look } = await auditLogs();
  const plane = await look('aks-prod-neu');
  expect(plane).toMatchObject({
    state: 'read',
    source: expect.stringMatching(/^Log Analytics, \w+ in log-/),
    readAt: now.toISOString(),
    value: {
      window: { from: '2026-11-23T00:00:00.000Z', to: '2026-11-24T00:00:00.000Z' },
      writesOnly: false,
      partial: null,
      newest: expect.stringMatching(/^2026-11-23T2/),
      deprecatedApis: [
        {
          group: 'flowcontrol.apiserver.k8s.io',
          removedRelease: '1.32',
          callers: [expect.any(String)],
          userAgents: [expect.any(String)],
          lastSeen: expect.stringMatching(/^2026-11-23T23:50/),
        },
      ],
    },
  });
  const [api] = plane.state === 'read' ? plane.value.deprecatedApis : [];
  expect(api?.calls).toBeGreaterThan(0);
  expect(api?.writes === 0).toBe(api?.lastWrite === null);
});

test('a cluster that nobody calls in an old way has none, and its log is fresh', async () => {
  const { look } = await auditLogs();
  expect(await look('aks-prod-weu')).toMatchObject({
    state: 'read',
    value: { newest: expect.any(String), deprecatedApis: [] },
  });
});

test('no diagnostic setting: nothing is claimed, and the fix is named', async () => {
  const { look, settingsOf, asked } = await auditLogs();
  settingsOf('aks-prod-neu').splice(0);
  expect(await look('aks-prod-neu')).toMatchObject({
    state: 'unreadable',
    code: 'not-configured',
    help: expect.stringContaining('audit-logs'),
  });
  expect(asked).toEqual([]);
});

test('a log that goes only where nobody can ask is so called', async () => {
  const { look, settingsOf } = await auditLogs();
  for (const { properties } of settingsOf('aks-prod-neu')) {
    delete properties.workspaceId;
    properties.eventHubAuthorizationRuleId = '/hub';
  }
  expect(await look('aks-prod-neu')).toMatchObject({
    code: 'not-configured',
    reason: expect.stringContaining('event hub'),
  });
});

test('a workspace that is not there is not an empty log', async () => {
  const { look, settingsOf } = await auditLogs();
  for (const { properties } of settingsOf('aks-prod-neu'))
    properties.workspaceId = `${properties.workspaceId}-gone`;
  expect(await look('aks-prod-neu')).toMatchObject({
    code: 'not-found',
    reason: expect.stringContaining('-gone'),
  });
});

test('writes alone are called so', async () => {
  const { look, settingsOf } = await auditLogs();
  for (const { properties } of settingsOf('aks-prod-neu'))
    properties.logs = [{ category: 'kube-audit-admin', enabled: true }];
  expect(await look('aks-prod-neu')).toMatchObject({ state: 'read', value: { writesOnly: true } });
});

test('without rights on the workspace, the role is named', async () => {
  const { look, azure } = await auditLogs();
  azure.logs.faults.add({ kind: 'denied' });
  expect(await look('aks-prod-neu')).toMatchObject({
    code: 'denied',
    help: expect.stringMatching(/Log Analytics Data Reader on the workspace log-/),
  });
});

test('an answer that is cut off is called partial', async () => {
  const { look, azure } = await auditLogs();
  azure.logs.faults.add({ kind: 'slow', milliseconds: 1 });
  azure.logs.faults.add({ kind: 'partial' });
  expect(await look('aks-prod-neu')).toMatchObject({
    state: 'read',
    value: { partial: expect.stringContaining('exceed the set limit') },
  });
});

test('what was not asked for does not tell where to ask', async () => {
  const { lookOnlyAt, asked } = await auditLogs();
  expect(await lookOnlyAt('aks-prod-neu', 'managedCluster')).toMatchObject({
    state: 'unreadable',
    reason: expect.stringContaining('where it goes is not known'),
  });
  expect(asked).toEqual([]);
});

test('a workspace that never got a record has no newest one', async () => {
  const { look, azure } = await auditLogs();
  azure.logs.faults.add({ kind: 'empty' });
  azure.logs.faults.add({ kind: 'empty' });
  expect(await look('aks-prod-neu')).toMatchObject({
    state: 'read',
    value: { newest: null, deprecatedApis: [] },
  });
});

test('clusters that share a workspace and a table share two queries, and each gets its own answer', async () => {
  const { look, lookAtAll, asked } = await auditLogs();
  const names = ['aks-prod-weu', 'aks-prod-neu', 'aks-staging-weu', 'aks-prod-eus'];
  const planes = await lookAtAll(names);
  const sources = new Set(
    [...planes.values()].map((plane) => plane.state === 'read' && plane.source),
  );
  expect(sources).not.toContain(false);
  expect(asked).toHaveLength(2 * sources.size);
  expect(sources.size).toBeLessThan(names.length);
  for (const name of names) {
    const [together, alone] = [planes.get(name), await look(name)];
    if (together?.state !== 'read' || alone.state !== 'read') throw new Error('not read');
    expect(together.value).toEqual(alone.value);
  }
});

describe('the queries are sound for every table', () => {
  it.each(['AKSAudit', 'AKSAuditAdmin', 'AzureDiagnostics'] as const)('%s', async (table) => {
    const kql = await loadKql();
    for (const question of ['newest', 'deprecated-apis'] as const)
      expect(kql.check(auditLogQuery(question, { table, clusters: ['/a'] }), logTables)).toEqual(
        [],
      );
  });
});
