/**
 * One run over 1,000 pretend clusters, with the real readers, the real limiter and Azure's published token buckets
 * enforced by the stand-in, in a process of its own. Both count time on a clock that runs `speed` times as fast, so
 * that a run which takes Azure's buckets half an hour is measured in about a minute.
 *
 * Prints the requests by kind, the wall time as a ratio to the bound that the buckets set, and how much memory grew.
 * Fails when a request was refused, or when ratio or memory are above what is promised.
 *
 *     node --expose-gc bench/fleet.ts [clusters]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type BucketName, bucketsOf, publishedBuckets } from '../src/azure/buckets.ts';
import { createAzureReader } from '../src/azure/reader.ts';
import { rerouting, sandboxCredential } from '../src/azure/rerouting.ts';
import { type FleetRow, fleetQuery } from '../src/fleet/fleet-query.ts';
import { fleetReader, readFleet } from '../src/fleet/read-fleet.ts';
import type { ClusterRef } from '../src/fleet/snapshot.ts';
import { checks } from '../src/posture/checks/index.generated.ts';
import { defaultPostureConfig } from '../src/posture/config.ts';
import { evaluate } from '../src/posture/evaluate.ts';
import { digestOf } from '../src/posture/fleet/digest.ts';
import { fleetReport } from '../src/posture/fleet/report.ts';

const speed = 20;
const mostTimesTheBound = 1.5;
const mostMegabytes = 400;

const [first = '1000', startedAs] = process.argv.slice(2);
if (startedAs === undefined) await measure(Number(first));
else await serve(Number(first), Number(startedAs));

/** Both processes see the same fast time. */
function fastClock(startedAt: number): () => Date {
  return () => new Date(startedAt + (Date.now() - startedAt) * speed);
}

async function serve(clusters: number, startedAt: number): Promise<void> {
  const { startAzureStandIn } = await import('../src/sandbox/azure/start.ts');
  const { createManyClusters } = await import('../src/sandbox/fleet/many.ts');
  const clock = fastClock(startedAt);
  const fleet = createManyClusters({ clusters, now: clock() });
  const azure = await startAzureStandIn({ fleet, clock, throttling: true });
  process.send?.(azure.url);
}

async function measure(clusters: number): Promise<void> {
  const startedAt = Date.now();
  const standIn = fork(import.meta.filename, [String(clusters), String(startedAt)]);
  const [url] = await once(standIn, 'message');
  const counts = new Map<string, number>();
  const tokens = new Map<string, number>();
  let refused = 0;
  const client = rerouting(url);
  const reader = createAzureReader({
    credential: sandboxCredential('reader'),
    httpClient: {
      async sendRequest(request) {
        count(counts, kindOf(request.url));
        for (const { name, scope } of bucketsOf(request.url)) count(tokens, `${name} ${scope}`);
        const response = await client.sendRequest(request);
        if (response.status === 429) refused += 1;
        return response;
      },
    },
    pace: {
      time: {
        now: () => performance.now() * speed,
        sleep: (milliseconds, signal) => delay(milliseconds / speed, undefined, { signal }),
      },
    },
  });
  const rows: FleetRow[] = await reader.resourceGraph(fleetQuery);
  const refs = rows.map(
    ({ tags, ...row }): ClusterRef => ({
      ...row,
      resourceGroup: row.id.split('/')[4] ?? '',
      tags: tags ?? {},
    }),
  );
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let highest = before;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().rss);
  }, 100);
  const began = performance.now();
  const digests: ReturnType<typeof digestOf>[] = [];
  await readFleet({
    reader: fleetReader(reader, refs),
    clusters: refs,
    now: fastClock(startedAt),
    kubeletIdentities: {},
    async onSnapshot(snapshot) {
      const report = evaluate(snapshot, checks, defaultPostureConfig);
      digests.push(digestOf(report, null, snapshot.cluster.tags.team ?? null));
    },
    async onFailure({ name }, error) {
      throw new Error(`${name} came to nothing`, { cause: error });
    },
  });
  const seconds = ((performance.now() - began) / 1000) * speed;
  clearInterval(watch);
  standIn.kill();
  const report = fleetReport(digests, [], checks);

  const [bound, slowest] = boundOf(tokens);
  const megabytes = (highest - before) / 2 ** 20;
  const total = [...counts.values()].reduce((sum, each) => sum + each, 0);
  console.log(`${digests.length} clusters judged, ${report.findings.length} checks fail somewhere`);
  for (const [kind, number] of [...counts].sort(([, a], [, b]) => b - a))
    console.log(`  ${String(number).padStart(6)}  ${kind}`);
  console.log(`requests              ${total}, ${(total / refs.length).toFixed(1)} a cluster`);
  console.log(`refused with 429      ${refused}`);
  console.log(`bound of the buckets  ${bound.toFixed(0)} s (${slowest})`);
  console.log(`wall time             ${seconds.toFixed(0)} s on a clock ${speed} times as fast`);
  const ratio = seconds / bound;
  console.log(`ratio                 ${ratio.toFixed(2)} (at most ${mostTimesTheBound})`);
  console.log(`memory grew by        ${megabytes.toFixed(0)} MB (at most ${mostMegabytes})`);
  if (refused > 0 || ratio > mostTimesTheBound || megabytes > mostMegabytes) process.exitCode = 1;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** The longest time that any bucket needs for what was taken from it. */
function boundOf(tokens: Map<string, number>): [number, string] {
  const times = [...tokens].map(([key, taken]): [number, string] => {
    const { burst, perSecond } = publishedBuckets[key.split(' ')[0] as BucketName];
    return [Math.max(0, taken - burst) / perSecond, key];
  });
  return times.sort(([a], [b]) => b - a)[0] ?? [0, ''];
}

/** What a request asks for, without the names in it. */
function kindOf(url: string): string {
  const path = new URL(url).pathname.replace(
    /^\/subscriptions\/[^/]+(\/resourceGroups\/[^/]+)?/i,
    '',
  );
  return path
    .replace(/^\/providers\//, '')
    .replace(/(managedClusters|locations|agentPools|vaults|keys|versions)\/[^/]+/gi, '$1/…');
}
