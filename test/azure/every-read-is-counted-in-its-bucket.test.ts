import { createHttpHeaders, createPipelineRequest } from '@azure/core-rest-pipeline';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BucketName, bucketsOf, publishedBuckets } from '../../src/azure/buckets.ts';
import { pacing } from '../../src/azure/pacing.ts';

const arm = 'https://management.azure.com';
const aks = '/subscriptions/s1/resourceGroups/rg/providers/Microsoft.ContainerService';
const cluster = `${aks}/managedClusters/c1`;

test.each<[string, BucketName[]]>([
  [cluster, ['armReads', 'getCluster']],
  [`${cluster}/agentPools/p/upgradeProfiles/default`, ['armReads', 'aksOther']],
  [
    `${cluster}/providers/Microsoft.ContainerService/deploymentSafeguards/default`,
    ['armReads', 'aksOther'],
  ],
  [`${cluster}/providers/Microsoft.Insights/diagnosticSettings`, ['armReads']],
  [`${cluster}/providers/Microsoft.Authorization/roleAssignments`, ['armReads']],
  [`${aks}/managedClusters`, ['armReads', 'listClustersOfGroup']],
  [
    '/subscriptions/s1/providers/Microsoft.ContainerService/managedClusters',
    ['armReads', 'listClusters'],
  ],
  [
    '/subscriptions/s1/providers/Microsoft.ContainerService/locations/weu/operations/1',
    ['armReads', 'operationStatus'],
  ],
  [
    '/subscriptions/s1/providers/Microsoft.ContainerService/locations/weu/kubernetesVersions',
    ['armReads', 'aksOther'],
  ],
  ['/subscriptions/s1/providers/Microsoft.Authorization/locks', ['armReads']],
  ['/providers/Microsoft.ResourceGraph/resources', ['resourceGraph']],
  ['/v1/workspaces/00000000-0000-0000-0000-00000000000a/query', ['logQueries']],
  ['/subscriptions', []],
])('%s is counted in %j', (path, names) => {
  expect(bucketsOf(`${arm}${path}?api-version=1`).map(({ name }) => name)).toEqual(names);
});

/** A clock that stands still until somebody sleeps: then the time is over at once. */
function pretendTime() {
  let now = 0;
  return {
    now: () => now,
    async sleep(milliseconds: number) {
      now += milliseconds;
    },
    pass(milliseconds: number) {
      now += milliseconds;
    },
  };
}

function sender(answer: () => { status: number; headers?: Record<string, string>; body?: string }) {
  const time = pretendTime();
  const policy = pacing({ time });
  const sentAt: number[] = [];
  const send = (path: string) =>
    policy.sendRequest(createPipelineRequest({ url: `${arm}${path}` }), async (request) => {
      sentAt.push(time.now());
      const { status, headers = {}, body } = answer();
      return { request, status, headers: createHttpHeaders(headers), bodyAsText: body };
    });
  return { time, send, sentAt };
}

test('however requests and pauses alternate, no bucket is ever overdrawn', async () => {
  const steps = fc.array(
    fc.record({
      path: fc.constantFrom(
        cluster,
        `${cluster}/upgradeProfiles/default`,
        '/subscriptions/s1/providers/x/y',
      ),
      count: fc.integer({ min: 1, max: 60 }),
      pause: fc.integer({ min: 0, max: 20_000 }),
    }),
    { maxLength: 8 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const { time, send, sentAt } = sender(() => ({ status: 200 }));
      const taken = new Map<BucketName, number[]>();
      for (const { path, count, pause } of all) {
        for (let index = 0; index < count; index++) {
          await send(path);
          for (const { name } of bucketsOf(`${arm}${path}`))
            taken.set(name, [...(taken.get(name) ?? []), sentAt.at(-1) as number]);
        }
        time.pass(pause);
      }
      for (const [name, times] of taken) {
        const { burst, perSecond } = publishedBuckets[name];
        for (const [index, at] of times.entries()) {
          const earlier = times.slice(0, index + 1);
          for (const since of new Set(earlier)) {
            const within = earlier.filter((each) => each >= since).length;
            expect(within).toBeLessThanOrEqual(burst + ((at - since) / 1000) * perSecond + 1e-6);
          }
        }
      }
    }),
    { numRuns: 12 },
  );
});

test('what Azure says is left, holds: others use the same identity', async () => {
  const { send, sentAt } = sender(() => ({
    status: 200,
    headers: { 'x-ms-ratelimit-remaining-subscription-reads': '0' },
  }));
  const path = '/subscriptions/s1/providers/Microsoft.Authorization/locks';
  for (let index = 0; index < 4; index++) await send(path);
  expect(sentAt).toEqual([0, 40, 80, 120]);
});

test('a refusal empties the bucket that it speaks of, and no other', async () => {
  let refuses = true;
  const { send, sentAt } = sender(() =>
    refuses
      ? { status: 429, headers: { 'retry-after': '5' }, body: '{"code":"Throttled"}' }
      : { status: 200 },
  );
  await send(`${cluster}/upgradeProfiles/default`);
  refuses = false;
  await send(`${cluster}/providers/Microsoft.Insights/diagnosticSettings`);
  await send(`${cluster}/upgradeProfiles/default`);
  expect(sentAt).toEqual([0, 0, 5_000]);
});
