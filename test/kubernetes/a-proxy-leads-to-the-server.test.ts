import { once } from 'node:events';
import { createServer as createPlainServer } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, connect as dial } from 'node:net';
import { generate } from 'selfsigned';
import { expect, onTestFinished, test } from 'vitest';
import { connectKubernetes } from '../../src/kubernetes/connection.ts';

const host = 'aks-shop.hcp.westeurope.azmk8s.io';
const what = 'reading the version';

/** An API server that only the proxy can find, since its name is in no DNS. */
async function apiServer() {
  const made = await generate([{ name: 'commonName', value: 'pretend' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 2, value: host }] },
    ],
  });
  const tokens: (string | undefined)[] = [];
  const server = createServer({ cert: made.cert, key: made.private }, (request, response) => {
    tokens.push(request.headers.authorization);
    response.end('{"gitVersion":"v1.33.2"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    tokens,
    port: (server.address() as AddressInfo).port,
    caData: Buffer.from(made.cert).toString('base64'),
  };
}

/** Opens tunnels to this machine, whatever host is asked for; `asked` is what it was asked for. */
async function tunnels(port: number, answer = 'HTTP/1.1 200 Connection established') {
  const asked: { to: string; headers: string[] }[] = [];
  const server = createPlainServer();
  server.on('connect', (request, socket) => {
    asked.push({ to: String(request.url), headers: Object.values(request.headers).map(String) });
    socket.on('error', () => {});
    socket.write(`${answer}\r\n\r\n`);
    if (!answer.includes(' 200 ')) return void socket.end();
    const onwards = dial(port, '127.0.0.1');
    onwards.on('error', () => socket.destroy());
    socket.on('close', () => onwards.destroy());
    onwards.pipe(socket).pipe(onwards);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

function connect(caData: string, proxy: NodeJS.ProcessEnv) {
  const connection = connectKubernetes({
    server: `https://${host}:443`,
    caData,
    token: async () => 'a-token',
    proxy,
    retries: { attempts: 1 },
  });
  onTestFinished(() => connection.close());
  return connection;
}

test.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'HTTP_PROXY'])(
  '%s leads to the API server, and the proxy sees neither token nor answer',
  async (name) => {
    const { caData, port, tokens } = await apiServer();
    const proxy = await tunnels(port);
    const connection = connect(caData, { [name]: proxy.url });
    expect(await connection.get('/version', { what })).toEqual({ gitVersion: 'v1.33.2' });
    expect(connection.certificate()).toMatchObject({ subject: 'pretend' });
    expect(tokens).toEqual(['Bearer a-token']);
    expect(proxy.asked.map(({ to }) => to)).toEqual([`${host}:443`]);
    expect(JSON.stringify(proxy.asked)).not.toContain('a-token');
  },
);

test.each([host, '.azmk8s.io', '*'])('NO_PROXY=%s goes straight', async (none) => {
  const { caData, port } = await apiServer();
  const proxy = await tunnels(port);
  const connection = connect(caData, { HTTPS_PROXY: proxy.url, NO_PROXY: none });
  await expect(connection.get('/version', { what })).rejects.toMatchObject({ kind: 'unreachable' });
  expect(proxy.asked).toEqual([]);
});

test('a proxy that refuses is no refusal of the API server', async () => {
  const { caData, port, tokens } = await apiServer();
  const proxy = await tunnels(port, 'HTTP/1.1 403 Forbidden');
  const connection = connect(caData, { HTTPS_PROXY: proxy.url });
  await expect(connection.get('/version', { what })).rejects.toMatchObject({ kind: 'unreachable' });
  expect(tokens).toEqual([]);
});
