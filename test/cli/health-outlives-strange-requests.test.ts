import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HealthServer, startHealthServer } from '../../src/cli/serve/health.ts';

let server: HealthServer;
beforeAll(async () => {
  server = await startHealthServer(
    {
      '/healthz': async () => ({ status: 200, text: 'alive\n' }),
      '/broken': () => Promise.reject(new Error('no')),
    },
    0,
  );
});
afterAll(() => server?.close());

/** As it is, without a client that mends it. */
async function answerTo(target: string): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  return (await text(socket)).split('\r\n')[0] ?? '';
}

test.each(['//', 'http://[', '/__proto__', 'constructor'])(
  'an address such as %s is not found, and ends nothing',
  async (target) => {
    expect(await answerTo(target)).toMatch(/^HTTP\/1\.1 40[04] /);
    expect(await answerTo('/healthz?from=probe')).toBe('HTTP/1.1 200 OK');
  },
);

test('a route that fails is answered', async () => {
  expect(await answerTo('/broken')).toMatch(/ 500 /);
});
