import { expect, test } from 'vitest';
import { fleetQuery } from '../../src/fleet/fleet-query.ts';
import { oncePerRun } from '../../src/fleet/once-per-run.ts';
import { fleetReader, readFleet } from '../../src/fleet/read-fleet.ts';
import type { ClusterRef, Snapshot } from '../../src/fleet/snapshot.ts';
import { takeSnapshot } from '../../src/fleet/take-snapshot.ts';
import { checks } from '../../src/posture/checks/index.generated.ts';
import { defaultPostureConfig } from '../../src/posture/config.ts';
import { evaluate } from '../../src/posture/evaluate.ts';
import { pretendAzure } from './pretend-azure.ts';

test('read from pages of Resource Graph or one by one, every check says the same of every cluster', async () => {
  const { reader } = await pretendAzure();
  const now = () => new Date('2026-11-02T10:00:00Z');
  const rows = await reader.resourceGraph(fleetQuery);
  const clusters: ClusterRef[] = rows.map((row) => ({
    ...row,
    resourceGroup: row.id.split('/')[4],
  }));
  const judged = ({ cluster, ...rest }: Snapshot) =>
    evaluate({ cluster, ...rest }, checks, defaultPostureConfig).results.map(
      ({ check, outcome, message }) => `${check} ${outcome}: ${message}`,
    );
  const together = new Map<string, string[]>();
  await readFleet({
    reader: fleetReader(reader, clusters),
    clusters,
    now,
    kubeletIdentities: {},
    onSnapshot: async (snapshot) => void together.set(snapshot.cluster.id, judged(snapshot)),
    onFailure: async (_cluster, error) => Promise.reject(error),
  });
  expect(together.size).toBe(clusters.length);
  const shared = oncePerRun(reader);
  for (const cluster of clusters) {
    const alone = await takeSnapshot({ reader: shared, cluster, now, kubeletIdentities: {} });
    expect(together.get(cluster.id)).toEqual(judged(alone));
  }
});
