/** The sandbox's own endpoints: faults, rights, the journal, and objects as others would change them. */
import type { Context, Hono } from 'hono';
import { ZodError, z } from 'zod';
import type { ApiServer } from './cluster.ts';
import type { Env } from './observe.ts';

const withholdSchema = z.strictObject({
  who: z.string(),
  resource: z.string().default('*'),
  group: z.string().optional(),
  verb: z.string().optional(),
  namespace: z.string().optional(),
});

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});

/** @param find a cluster by name or id; throws where the word means none or several */
export function controlRoutes(
  app: Hono<Env>,
  { find, names }: { find: (word: string) => ApiServer; names: () => string[] },
): void {
  const base = '/sandbox/clusters/:name';
  const on = (
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    serve: (server: ApiServer, c: Context<Env>) => unknown,
  ) =>
    app.on(method, `${base}${path}`, async (c) => {
      try {
        return c.json((await serve(find(c.req.query('id') ?? c.req.param('name') ?? ''), c)) ?? {});
      } catch (error) {
        const said = error instanceof ZodError ? z.prettifyError(error) : (error as Error).message;
        return c.json({ error: said }, 400);
      }
    });
  app.get('/sandbox/clusters', (c) => c.json(names()));
  on('GET', '/faults', ({ faults }) => faults.list());
  on('POST', '/faults', async ({ faults }, c) => faults.add(await c.req.json()));
  on('DELETE', '/faults', ({ faults }) => faults.clear());
  on('GET', '/journal', ({ journal }) => journal.entries);
  on('DELETE', '/journal', ({ journal }) => journal.clear());
  on('POST', '/withhold', async ({ rights }, c) => {
    const { who, ...what } = withholdSchema.parse(await c.req.json());
    rights.withhold(who, what);
  });
  on('DELETE', '/withhold', ({ rights }) => rights.restore());
  on('POST', '/objects', async ({ objects }, c) =>
    objects.add(objectSchema.parse(await c.req.json())),
  );
  on('DELETE', '/objects/:resource/:object', ({ objects }, c) =>
    objects.remove(
      c.req.param('resource') ?? '',
      c.req.param('object') ?? '',
      c.req.query('namespace'),
    ),
  );
}
