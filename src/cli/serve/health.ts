import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type pg from 'pg';

export type Route = () => Promise<{ status: number; text: string }>;

/** `/healthz`: the process lives. `/readyz`: it can work, so a load balancer may send it something. */
export function healthRoutes({
  db,
  ready,
}: {
  db: pg.Pool;
  ready(): boolean;
}): Record<string, Route> {
  return {
    '/healthz': async () => ({ status: 200, text: 'alive\n' }),
    '/readyz': async () => {
      if (!ready()) return { status: 503, text: 'not ready: starting or stopping\n' };
      try {
        await db.query('select 1');
        return { status: 200, text: 'ready\n' };
      } catch {
        return { status: 503, text: 'not ready: the database does not answer\n' };
      }
    },
  };
}

export interface HealthServer {
  port: number;
  close(): Promise<void>;
}

export async function startHealthServer(
  routes: Record<string, Route>,
  port: number,
): Promise<HealthServer> {
  const known = new Map(Object.entries(routes));
  const server: Server = createServer(async (request, response) => {
    // Cut, not parsed: what a stranger sends need not be an address, and must end nothing.
    const route = known.get((request.url ?? '').split('?', 1).join());
    const { status, text } =
      request.method === 'GET' && route
        ? await route().catch(() => ({ status: 500, text: 'failed\n' }))
        : { status: 404, text: 'not found\n' };
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
  });
  server.listen(port);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
