/** What the sandbox's page talks to; see protocol.ts. */
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { SocketMode } from './delivery/socket-mode.ts';
import type { Faults } from './faults.ts';
import type { Ground } from './ground.ts';
import { perform } from './interactions/perform.ts';
import type { Act, Fault } from './protocol.ts';
import { stateFor } from './state.ts';
import { isObject } from './validation/rules.ts';

const faultKinds = ['slow', 'rate-limited', 'server-error', 'dropped', 'refused'];
/** A line now and then keeps proxies from closing an idle stream. */
const keepAliveMs = 15_000;

function isFault(value: unknown): value is Fault {
  return (
    isObject(value) && typeof value.method === 'string' && faultKinds.includes(String(value.kind))
  );
}

interface Options {
  ground: Ground;
  faults: Faults;
  socketMode: Pick<SocketMode, 'drop' | 'recycle'>;
}

export function pageRoutes({ ground, faults, socketMode }: Options): Hono {
  const { workspace, journal } = ground;
  const routes = new Hono();

  routes.get('/state', (c) => {
    const as = c.req.query('as') ?? '';
    const me = workspace.people.get(as);
    if (!me) return c.json({ ok: false, error: `nobody has the id "${as}"` }, 404);
    return c.json(stateFor(workspace, me));
  });

  routes.get('/events', (c) =>
    streamSSE(c, async (stream) => {
      let wake = Promise.withResolvers<void>();
      const stop = workspace.onChange(() => wake.resolve());
      const keepAlive = setInterval(() => wake.resolve(), keepAliveMs);
      stream.onAbort(() => {
        stop();
        clearInterval(keepAlive);
        wake.resolve();
      });
      while (!stream.aborted) {
        await stream.writeSSE({ data: String(workspace.version()) });
        await wake.promise;
        wake = Promise.withResolvers();
      }
    }),
  );

  routes.post('/act', async (c) => {
    const deed: unknown = await c.req.json().catch(() => undefined);
    if (!isObject(deed) || typeof deed.as !== 'string' || typeof deed.do !== 'string')
      return c.json({ ok: false, error: 'an act needs "as" and "do"' }, 400);
    return c.json(await perform(ground, deed as unknown as Act));
  });

  routes.post('/faults', async (c) => {
    const fault: unknown = await c.req.json().catch(() => undefined);
    if (!isFault(fault))
      return c.json(
        { ok: false, error: `a fault needs "method" and "kind": ${faultKinds.join(', ')}` },
        400,
      );
    // A connection has no request to wait for: it is cut at once.
    if (fault.method === 'socket-mode' && fault.kind === 'dropped') socketMode.drop();
    else if (fault.method === 'socket-mode') socketMode.recycle('refresh_requested');
    else faults.add(fault);
    return c.json({});
  });

  routes.delete('/faults', (c) => {
    faults.clear();
    return c.json({});
  });

  routes.get('/journal', (c) => {
    c.header('content-type', 'application/x-ndjson; charset=utf-8');
    return c.body(journal.lines());
  });
  return routes;
}
