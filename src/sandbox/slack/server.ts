/** The HTTP side of the stand-in: Web API, response URLs, files, and the page. */
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import type { SocketMode } from './delivery/socket-mode.ts';
import type { Faults } from './faults.ts';
import type { Ground } from './ground.ts';
import { pageRoutes } from './page-routes.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Method } from './web-api/method.ts';
import { type NodeBindings, suffer, webApi } from './web-api/router.ts';

interface Options {
  ground: Ground;
  methods: readonly Method[];
  faults: Faults;
  rateLimits: RateLimits;
  socketMode: SocketMode;
  /** A folder with the built page. */
  staticPage?: string;
}

/** Uploads and downloads of files. */
function fileRoutes({ workspace }: Ground): Hono {
  const routes = new Hono();

  routes.post('/upload/:id', async (c) => {
    const file = workspace.files.get(c.req.param('id'));
    if (!file || file.complete) return c.text('not found', 404);
    const isForm = c.req.header('content-type')?.startsWith('multipart/form-data');
    const parts = isForm ? Object.values(await c.req.parseBody()) : [];
    const part = parts.find((value) => value instanceof File);
    const bytes = part ? await part.arrayBuffer() : await c.req.arrayBuffer();
    file.content = Buffer.from(bytes);
    return c.text(`OK - ${file.content.length}`);
  });

  routes.get('/files/:id/:name', (c) => {
    const file = workspace.files.get(c.req.param('id'));
    if (!file?.complete || !file.content) return c.text('not found', 404);
    // Apps upload HTML reports: they are saved, never run in the page's origin.
    return c.body(new Uint8Array(file.content), 200, {
      'content-type': file.mimetype,
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      'x-content-type-options': 'nosniff',
    });
  });
  return routes;
}

export function createServerApp({
  ground,
  methods,
  faults,
  rateLimits,
  socketMode,
  staticPage,
}: Options): Hono<NodeBindings> {
  const app = new Hono<NodeBindings>();
  app.route('/api', webApi({ ground, methods, faults, rateLimits }));
  app.route('/sandbox', pageRoutes({ ground, faults, socketMode }));
  app.route('/', fileRoutes(ground));

  app.post('/response/:key', async (c) => {
    const fault = faults.take('response_url');
    const broken = fault ? await suffer(c, fault) : undefined;
    if (broken) return broken;
    const body: unknown = await c.req.json().catch(() => undefined);
    const answer = ground.responseUrls.receive(c.req.param('key'), body);
    return new Response(
      typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body),
      { status: answer.status },
    );
  });

  if (staticPage !== undefined) {
    app.get('/*', serveStatic({ root: staticPage }));
    // The page finds its own way for every other address.
    app.get('/*', serveStatic({ root: staticPage, path: 'index.html' }));
  }
  return app;
}
