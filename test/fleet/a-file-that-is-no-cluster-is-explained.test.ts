import { expect, test } from 'vitest';
import { readInputFiles, snapshotFromFiles } from '../../src/fleet/from-files.ts';
import { InputFileError } from '../../src/fleet/input-file-error.ts';
import { planeReadings } from '../../src/fleet/plane-readings.ts';
import { kubernetesPlaneNames } from '../../src/kubernetes/objects.ts';

const now = () => new Date('2026-11-02T10:00:00Z');
const cluster = {
  id: '/subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/c',
  type: 'Microsoft.ContainerService/managedClusters',
  name: 'c',
  location: 'westeurope',
  properties: {},
};

function messageFor(text: string): string {
  try {
    snapshotFromFiles({ files: [{ name: 'in.json', text }], now });
  } catch (error) {
    if (error instanceof InputFileError) return error.message;
    throw error;
  }
  throw new Error('the file was accepted');
}

test.each([
  ['', 'the file is empty'],
  ['{"a": ', 'not JSON'],
  ["param name string\nresource aks 'x' = {}", 'az bicep build'],
  ['42', 'holds 42'],
  ['null', 'holds null'],
  ['[]', 'holds no Azure resource'],
  ['{"value": []}', 'holds no Azure resource'],
  ['{"resources": []}', 'holds no Azure resource'],
  ['{"foo": "bar"}', 'holds no Azure resource; expected an AKS cluster'],
  [JSON.stringify({ responses: { 200: { body: cluster } } }), '.responses."200".body'],
  [JSON.stringify({ apiVersion: 'v1', kind: 'Pod' }), 'is a Kubernetes Pod'],
  [JSON.stringify({ error: { code: 'AuthorizationFailed' } }), 'AuthorizationFailed'],
  [
    JSON.stringify({ $schema: 'https://x/2019-04-01/deploymentParameters.json#', parameters: {} }),
    'give the template itself',
  ],
  [
    JSON.stringify({ ...cluster, type: 'Microsoft.Network/virtualNetworks' }),
    'no AKS cluster among 1',
  ],
  [JSON.stringify([cluster, cluster]), 'stands in in.json too'],
])('%s: %s', (text, part) => {
  const message = messageFor(text);
  expect(message).toMatch(/^in\.json: [^\n]+$/);
  expect(message).toContain(part);
});

test('a byte order mark is no mistake', () => {
  const text = `\uFEFF${JSON.stringify(cluster)}`;
  expect(snapshotFromFiles({ files: [{ name: 'in.json', text }], now })).toHaveLength(1);
});

test('what the file does not hold is unreadable, with the reason and what helps', () => {
  const [snapshot] = snapshotFromFiles({
    files: [{ name: 'in.json', text: JSON.stringify(cluster) }],
    now,
  });
  const { managedCluster, ...others } = snapshot?.planes ?? {};
  expect(managedCluster).toMatchObject({ state: 'read' });
  const names = [...planeReadings.map(({ plane }) => plane), ...kubernetesPlaneNames];
  expect(Object.keys(others).toSorted()).toEqual(
    [...names, 'kubeletIdentities', 'auditLog']
      .filter((name) => name !== 'managedCluster')
      .toSorted(),
  );
  for (const plane of Object.values(others))
    expect(plane).toMatchObject({
      state: 'unreadable',
      code: 'not-in-file',
      reason: expect.stringContaining('not in the file'),
      help: expect.any(String),
    });
});

test.each([
  ['/no/such/file.json', 'there is no such file'],
  ['/tmp', 'is a directory'],
])('%s %s', async (path, part) => {
  await expect(readInputFiles([path])).rejects.toThrow(`${path}: ${part}`);
  await expect(readInputFiles([path])).rejects.toBeInstanceOf(InputFileError);
});
