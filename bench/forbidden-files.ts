/**
 * `drawbridge forbidden --from` over files of 10,000, 100,000 and 500,000 audit events, with the same number of callers
 * each time. Each file is looked at by a process of its own.
 *
 * Prints how long that took, and the most memory that the process ever had. Fails where fifty times the
 * lines take more than twice the memory.
 *
 *     node bench/forbidden-files.ts
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultForbiddenConfig as config } from '../src/forbidden/config.ts';
import { lookInFiles } from '../src/forbidden/look-in-files.ts';

const sizes = [10_000, 100_000, 500_000];
const actors = 200;
/** One event in so many is a refusal. */
const refusedEvery = 5;
const mostTimes = 2;
const start = Date.parse('2026-11-24T00:00:00Z');
const hour = 3_600_000;

const [, , file] = process.argv;
if (file) await look(file);
else await measure();

function event(index: number, count: number): string {
  const refused = index % refusedEvery === 0;
  return JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    auditID: `audit-${index}`,
    stage: 'ResponseComplete',
    verb: 'list',
    user: { username: `user-${(index / refusedEvery) % actors}@contoso.com`, groups: ['all'] },
    sourceIPs: [`10.0.0.${index % 20}`],
    userAgent: 'kubectl',
    objectRef: { resource: 'pods', namespace: `ns-${index % 7}` },
    responseStatus: { code: refused ? 403 : 200 },
    annotations: { 'authorization.k8s.io/decision': refused ? 'forbid' : 'allow' },
    requestURI: '/api/v1/pods',
    stageTimestamp: new Date(start + Math.floor((index / count) * hour)).toISOString(),
  });
}

function write(path: string, count: number): void {
  const out = openSync(path, 'w');
  for (let index = 0; index < count; index += 1_000) {
    const lines = Array.from({ length: 1_000 }, (_, more) => event(index + more, count));
    writeSync(out, `${lines.join('\n')}\n`);
  }
  closeSync(out);
}

async function look(path: string): Promise<void> {
  const began = performance.now();
  const { looks } = await lookInFiles({ paths: [path], names: [], now: new Date(start), config });
  process.send?.({
    seconds: (performance.now() - began) / 1000,
    // Kilobytes: the most there ever was.
    megabytes: process.resourceUsage().maxRSS / 1024,
    found: looks.flatMap(({ sightings }) => sightings).length,
  });
}

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'drawbridge-bench-'));
  const most: number[] = [];
  try {
    for (const size of sizes) {
      const path = join(folder, `${size}.jsonl`);
      write(path, size);
      const child = fork(import.meta.filename, [path]);
      const [{ seconds, megabytes, found }] = (await once(child, 'message')) as [
        { seconds: number; megabytes: number; found: number },
      ];
      most.push(megabytes);
      console.log(
        `${size.toLocaleString('en')} events in ${(statSync(path).size / 2 ** 20).toFixed(0)} MB: ` +
          `${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB at most, ${found} callers`,
      );
      rmSync(path);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  const [least = 0, largest = 0] = [most.at(0), most.at(-1)];
  if (largest > mostTimes * least) {
    console.error(
      `Fifty times the lines took ${(largest / least).toFixed(1)} times the memory; ${mostTimes} times were promised.`,
    );
    process.exitCode = 1;
  }
}
