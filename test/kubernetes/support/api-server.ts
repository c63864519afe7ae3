import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import {
  connectKubernetes,
  type KubernetesConnection,
} from '../../../src/kubernetes/connection.ts';

export interface Asked {
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  json?: unknown;
  text?: string;
  /** Cuts the connection instead. */
  drop?: true;
  /** Never answers. */
  silent?: true;
}

/** A server with the answers of a test, where the paths are those of an API server. */
export async function startApiServer(answer: (asked: Asked) => Reply) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://server');
    const one = { path: pathname, query: searchParams, headers: request.headers };
    asked.push(one);
    const reply = answer(one);
    if (reply.drop) return void request.socket.destroy();
    if (reply.silent) return;
    response.writeHead(reply.status ?? 200, {
      'content-type': 'application/json',
      ...reply.headers,
    });
    response.end(reply.text ?? JSON.stringify(reply.json ?? {}));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => void server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked };
}

/** A connection to such a server, which does not wait long. */
export async function connectionTo(
  url: string,
  options: { timeoutMs?: number } = {},
): Promise<KubernetesConnection> {
  const connection = connectKubernetes({
    server: url,
    token: async () => 'sandbox-reader',
    retries: { firstPauseMs: 1 },
    ...options,
  });
  onTestFinished(() => connection.close());
  return connection;
}

/** Answers `/version` and `/apis` with these groups, and every other list as empty. */
export function emptyCluster(groups: Record<string, string[]> = {}) {
  return ({ path }: Asked): Reply => {
    if (path === '/version') return { json: { gitVersion: 'v1.33.2' } };
    if (path === '/apis')
      return {
        json: {
          kind: 'APIGroupList',
          groups: Object.entries(groups).map(([name, versions]) => ({
            name,
            versions: versions.map((version) => ({ groupVersion: `${name}/${version}`, version })),
            preferredVersion: { version: versions[0] },
          })),
        },
      };
    return { json: list([], { kind: 'PartialObjectMetadataList' }) };
  };
}

export function list(
  items: unknown[],
  {
    resourceVersion = '1000',
    next,
    kind = 'List',
  }: { resourceVersion?: string; next?: string; kind?: string } = {},
) {
  return { kind, metadata: { resourceVersion, ...(next && { continue: next }) }, items };
}
