import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { JobTiming } from '../../src/jobs/queues.ts';
import { createTestDatabase } from '../support/database.ts';

export const silent = pino({ level: 'silent' });

/** Everything happens sooner than in production, in the same proportions. */
export const quick: Partial<JobTiming> = {
  lockDuration: 1_000,
  stalledInterval: 500,
  sweepEvery: 60_000,
  fleetEvery: 60_000,
  backoff: 50,
};

export interface Backend {
  databaseUrl: string;
  queueUrl?: string;
  stop(): Promise<void>;
}

export const backends: { name: string; available: boolean; start(): Promise<Backend> }[] = [
  { name: 'PostgreSQL', available: true, start: postgres },
  { name: 'Redis', available: hasRedis(), start: redis },
];

function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

async function postgres(): Promise<Backend> {
  const database = await createTestDatabase();
  return { databaseUrl: database.appUrl, stop: () => database.drop() };
}

async function redis(): Promise<Backend> {
  const dir = await mkdtemp(join(tmpdir(), 'drawbridge-redis-'));
  const port = await freePort();
  const server = spawn(
    'redis-server',
    [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--dir',
      dir,
      '--save',
      '',
      '--appendonly',
      'no',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  for await (const chunk of server.stdout) if (String(chunk).includes('Ready to accept')) break;
  return {
    databaseUrl: 'postgres://nobody@127.0.0.1:1/none',
    queueUrl: `redis://127.0.0.1:${port}`,
    async stop() {
      server.kill('SIGTERM');
      await once(server, 'exit');
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

/** Waits until `test` holds; fails loudly, with what it looked at, when it does not. */
export async function eventually<T>(
  look: () => T | Promise<T>,
  test: (value: T) => boolean,
  withinMs = 60_000,
): Promise<T> {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = await look();
    if (test(value)) return value;
    if (Date.now() > end) throw new Error(`It did not come: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
