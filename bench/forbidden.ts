/**
 * Refused calls among 10,000, 100,000 and 1,000,000 rows of an audit log, with the same number of groups each time. The
 * workspace is a process of its own that makes the rows as it goes and runs the query over them.
 *
 * Prints how long the workspace took, and by how much the asking process's own memory grew. Fails where
 * it grows with the rows.
 *
 *     node --expose-gc bench/forbidden.ts
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogsReader } from '../src/azure/logs.ts';
import { rerouting, sandboxCredential } from '../src/azure/rerouting.ts';
import { defaultForbiddenConfig as config } from '../src/forbidden/config.ts';
import { refusalsQuery } from '../src/forbidden/queries.ts';
import { type RefusalRow, sightingsOf } from '../src/forbidden/sightings.ts';

const sizes = [10_000, 100_000, 1_000_000];
const actors = 200;
/** One row in so many is a refusal. */
const refusedEvery = 5;
/** What the memory may grow by, rubbish included, with a hundred times the rows. */
const mostTimes = 3;
const start = Date.parse('2026-11-24T00:00:00Z');
const hour = 3_600_000;
const clusterId =
  '/subscriptions/11111111-1111-1111-1111-111111111111/resourcegroups/rg-prod/providers/microsoft.containerservice/managedclusters/aks-prod';
const workspace = '22222222-2222-2222-2222-222222222222';

if (process.argv[2] === 'serve') await serve();
else await measure();

function* rows(count: number): Generator<Record<string, unknown>> {
  for (let index = 0; index < count; index += 1) {
    const refused = index % refusedEvery === 0;
    yield {
      _ResourceId: clusterId,
      TimeGenerated: new Date(start + Math.floor((index / count) * hour)).toISOString(),
      AuditId: `audit-${index}`,
      Stage: 'ResponseComplete',
      Verb: 'list',
      User: { username: `user-${(index / refusedEvery) % actors}@contoso.com`, groups: ['all'] },
      SourceIps: [`10.0.0.${index % 20}`],
      UserAgent: 'kubectl',
      ObjectRef: { resource: 'pods', namespace: `ns-${index % 7}` },
      ResponseStatus: { code: refused ? 403 : 200 },
      Annotations: { 'authorization.k8s.io/decision': refused ? 'forbid' : 'allow' },
      RequestUri: '/api/v1/pods',
    };
  }
}

async function serve(): Promise<void> {
  const { loadKql } = await import('../src/kql/index.ts');
  const { logTables } = await import('../src/kql/schemas.ts');
  const kql = await loadKql();
  const schema = logTables.find(({ name }) => name === 'AKSAudit');
  if (!schema) throw new Error('no schema of AKSAudit');
  let count = 0;
  process.on('message', (size) => {
    count = Number(size);
    process.send?.('ready');
  });
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const source = { [Symbol.iterator]: () => rows(count) };
    const result = kql.run(JSON.parse(text).query, {
      tables: { AKSAudit: { ...schema, rows: source } },
      now: new Date(start + hour),
    });
    const cell = (value: unknown) =>
      typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        tables: [
          {
            name: 'PrimaryResult',
            columns: result.columns,
            rows: result.rows.map((row) => row.map(cell)),
          },
        ],
      }),
    );
  });
  server.listen(0, '127.0.0.1', () => {
    process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
}

async function measure(): Promise<void> {
  const child = fork(import.meta.filename, ['serve']);
  const [url] = (await once(child, 'message')) as [string];
  const logs = createLogsReader({
    credential: sandboxCredential('reader'),
    httpClient: rerouting(url),
  });
  const window = { from: new Date(start), to: new Date(start + hour) };
  const query = refusalsQuery({ table: 'AKSAudit', clusters: [clusterId] });
  const look = async (size: number) => {
    child.send(size);
    await once(child, 'message');
    const { rows: groups } = await logs.query(workspace, query, window, { timeoutMs: 600_000 });
    return {
      groups: groups.length,
      found: sightingsOf(groups as unknown as RefusalRow[], { config }),
    };
  };
  // What is loaded once is not counted.
  await look(sizes[0] ?? 1);
  const grown: number[] = [];
  for (const size of sizes) {
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    const cpu = process.cpuUsage();
    const began = performance.now();
    const { groups, found } = await look(size);
    const seconds = (performance.now() - began) / 1000;
    const own = process.cpuUsage(cpu);
    const uncollected = (process.memoryUsage().heapUsed - before) / 2 ** 20;
    globalThis.gc?.();
    const megabytes = (process.memoryUsage().heapUsed - before) / 2 ** 20;
    grown.push(uncollected);
    console.log(
      `${size.toLocaleString('en')} rows: ${groups} groups; ` +
        `${seconds.toFixed(1)} s in all, ${((own.user + own.system) / 1000).toFixed(0)} ms of it own work; ` +
        `${megabytes.toFixed(1)} MB kept for ${found.length} callers, ${uncollected.toFixed(1)} MB before collecting`,
    );
  }
  child.kill();
  const [least = 0, most = 0] = [grown.at(0), grown.at(-1)];
  if (most > mostTimes * least) {
    console.error(
      `A hundred times the rows took ${(most / least).toFixed(1)} times the memory; ${mostTimes} times were promised.`,
    );
    process.exitCode = 1;
  }
}
