import { expect, test } from 'vitest';
import { createAzureReader } from '../../src/azure/reader.ts';
import { rerouting, sandboxCredential } from '../../src/azure/rerouting.ts';
import { clusterId } from './helpers.ts';
import { startScriptedServer } from './scripted-server.ts';

async function timed(paths: string[]) {
  const server = await startScriptedServer({ json: { value: [] } });
  const reader = createAzureReader({
    credential: sandboxCredential('reader'),
    httpClient: rerouting(server.url),
    pace: { buckets: { aksOther: { burst: 3, perSecond: 10 } } },
  });
  const before = performance.now();
  await Promise.all(paths.map((path) => reader.list(path, '1')));
  await server.stop();
  return performance.now() - before;
}

const below = `${clusterId}/maintenanceConfigurations`;

test('what is more than a burst for one subscription comes one after the other', async () => {
  expect(await timed(Array(8).fill(below))).toBeGreaterThan(450);
});

test('a burst, clusters themselves and other subscriptions do not wait', async () => {
  const elsewhere = below.replace('00000000000a', '00000000000b');
  const paths = [...Array(3).fill(below), ...Array(3).fill(elsewhere), ...Array(5).fill(clusterId)];
  expect(await timed(paths)).toBeLessThan(350);
});
