import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { expect, onTestFinished, test } from 'vitest';
import { connectKubernetes } from '../../src/kubernetes/connection.ts';

/** A certificate that signs itself, for a server on this machine. */
async function certificate(): Promise<{ cert: string; key: string }> {
  const made = await generate([{ name: 'commonName', value: 'pretend-api-server' }], {
    keyType: 'ec',
    notAfterDate: new Date(Date.now() + 2 * 86_400_000),
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
  return { cert: made.cert, key: made.private };
}

async function start(identity: { cert: string; key: string }) {
  const seen: (string | undefined)[] = [];
  const server = createServer(identity, (request, response) => {
    seen.push(request.headers.authorization);
    response.setHeader('content-type', 'application/json');
    response.end('{"gitVersion":"v1.33.2"}');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

async function connect(server: string, ca: string) {
  const caData = Buffer.from(ca).toString('base64');
  const connection = connectKubernetes({ server, caData, token: async () => 'a-token', proxy: {} });
  onTestFinished(() => connection.close());
  return connection;
}

test('the cluster’s own authority is trusted, and the certificate that it signed is kept', async () => {
  const own = await certificate();
  const { server, seen } = await start(own);
  const connection = await connect(server, own.cert);
  expect(connection.certificate()).toBeUndefined();
  const what = 'reading the version';
  expect(await connection.get('/version', { what })).toEqual({ gitVersion: 'v1.33.2' });
  expect(seen).toEqual(['Bearer a-token']);
  const shown = connection.certificate();
  expect(shown).toMatchObject({ subject: 'pretend-api-server', issuer: 'pretend-api-server' });
  const days = (Date.parse(shown?.validTo ?? '') - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(1);
  expect(days).toBeLessThan(3);
});

test('a server with another certificate gets no token', async () => {
  const { server, seen } = await start(await certificate());
  const connection = await connect(server, (await certificate()).cert);
  await expect(connection.get('/version', { what: 'reading the version' })).rejects.toMatchObject({
    kind: 'unreachable',
    message: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY|SIGNATURE/),
  });
  expect(seen).toEqual([]);
});
