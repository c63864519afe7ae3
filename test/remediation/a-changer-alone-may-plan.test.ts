import { expect, onTestFinished, test } from 'vitest';
import { createLogsReader } from '../../src/azure/logs.ts';
import { writerActions } from '../../src/azure/permissions.ts';
import { createAzureReader } from '../../src/azure/reader.ts';
import { rerouting, sandboxCredential, sandboxPace } from '../../src/azure/rerouting.ts';
import { createOpenInside } from '../../src/fleet/inside-client.ts';
import { remediations } from '../../src/remediation/actions/index.generated.ts';
import { isStepwise } from '../../src/remediation/define-remediation.ts';
import { readLive } from '../../src/remediation/read-live.ts';
import { defaultPrincipals } from '../../src/sandbox/azure/principals.ts';
import { startAzureStandIn } from '../../src/sandbox/azure/start.ts';
import { startKubernetesStandIn } from '../../src/sandbox/kubernetes/start.ts';

const now = new Date('2026-11-24T00:00:00Z');
const cluster = 'aks-prod-weu';

/** Reads as the identity that changes things, which may do what remediations declare, and nothing else. */
async function readAlone(action: string, params: object) {
  const clock = () => now;
  const declared = remediations.find(({ id }) => id === action);
  if (!declared || !isStepwise(declared)) throw new Error(`no ${action}`);
  // Azure lets everybody ask Resource Graph, and answers with what he may read.
  const actions = [
    ...declared.permissions.azure,
    ...[...Object.keys(writerActions), 'Microsoft.ResourceGraph/resources/read'],
  ];
  const principals = defaultPrincipals().map((each) =>
    each.name === 'writer' ? { ...each, actions } : each,
  );
  const azure = await startAzureStandIn({ clock, principals });
  const kubernetes = await startKubernetesStandIn({ clock, liveNodes: azure.state.nodesOf });
  onTestFinished(async () => {
    await Promise.allSettled([azure.close(), kubernetes.close()]);
  });
  const common = {
    ...{ credential: sandboxCredential('writer'), httpClient: rerouting(azure.url) },
    ...{ retries: { attempts: 1 }, pace: sandboxPace },
  };
  const reader = createAzureReader(common);
  const openInside = createOpenInside({
    ...{ reader, sandboxUrl: kubernetes.url },
    // What the ClusterRole for reading is bound to.
    credentials: { reader: sandboxCredential('reader') },
  });
  const id = azure.state.clusters.find(({ name }) => name === cluster)?.id ?? '';
  const live = await readLive(reader, id, now);
  const logs = createLogsReader(common);
  return declared.read(
    { ...{ reader, logs, now, following: false }, inside: () => openInside(live, 'reader') },
    live,
    declared.params.parse(params),
  );
}

test('all that an upgrade is planned from', async () => {
  const beside = await readAlone('kubernetes-upgrade', { to: '1.36.5' });
  const denied = Object.entries<{ state: string; code?: string; reason?: string }>(
    beside.snapshot.planes,
  ).filter(([, { code }]) => code === 'forbidden' || code === 'denied');
  expect(denied).toEqual([]);
  for (const plane of [
    ...['upgradeProfile', 'kubernetesVersions', 'maintenanceConfigurations', 'virtualNetworks'],
    ...['meshRevisionProfiles', 'diagnosticSettings', 'workspaces', 'auditLog', 'nodes'],
  ])
    expect([plane, beside.snapshot.planes[plane]?.state]).toEqual([plane, 'read']);
  expect(beside.fleetRuns).toMatchObject({ kind: 'known' });
  expect(beside.quota).toMatchObject({ kind: 'known' });
});

test('all that new node images are planned from', async () => {
  const { newest, nodes, budgets } = await readAlone('node-image', {});
  expect(Object.values(newest)).not.toContainEqual({ unknown: expect.anything() });
  expect([nodes.kind, budgets.podDisruptionBudgets.state, budgets.workloads.state]).toEqual([
    ...['known', 'read', 'read'],
  ]);
});

test('the window in which a channel acts', async () => {
  expect((await readAlone('node-os-channel', { channel: 'NodeImage' })).kind).not.toBe('unknown');
});
