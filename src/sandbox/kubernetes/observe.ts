/** Around every request to a cluster: whether it answers, the journal, and faults that were asked for. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { ApiServer } from './cluster.ts';
import type { Fault } from './faults.ts';
import { pageOf } from './lists.ts';
import { forbidden, type Target, targetOf, verbOf } from './request.ts';
import { expired, KubeError, tooManyRequests, unauthorized } from './status.ts';
import type { User } from './users.ts';
import type { Json } from './wire.ts';

export interface Env {
  Bindings: HttpBindings;
  Variables: {
    server: ApiServer;
    /** The cluster as Azure has it now. */
    properties: Json;
    /** Below the cluster: `/api/v1/pods`. */
    path: string;
    user?: User;
    text: string;
  };
}

const nobody: User = { word: '', name: 'system:anonymous', token: '', groups: [] };

/** Writes the request down, and lets a fault happen to it. */
export async function observed(
  c: Context<Env>,
  { clock, next }: { clock: () => Date; next: () => Promise<void> },
): Promise<void> {
  const { server, path } = c.var;
  const { method, url } = c.req.raw;
  const { search, searchParams } = new URL(url);
  const target = targetOf(path);
  const resource = target && [target.plural, target.subresource].filter(Boolean).join('/');
  const page = method === 'GET' ? safePage(searchParams) : 1;
  const fault = server.faults.take({ method, path, resource, page });
  const note = (status: number | 'dropped') =>
    server.journal.add({
      at: clock().toISOString(),
      method,
      path,
      query: search,
      accept: c.req.header('accept') ?? null,
      user: c.var.user?.word ?? null,
      body: bodyOf(c.var.text),
      status,
    });

  if (fault?.kind === 'slow') await sleep(fault.milliseconds);
  const strikes = fault && fault.kind !== 'slow';
  if (!strikes || fault.phase === 'after' || fault.kind === 'cut-short') await next();
  if (!strikes) return note(c.res.status);
  if (fault.kind === 'cut-short') {
    const body = await c.res.text();
    c.env.outgoing.writeHead(c.res.status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    c.env.outgoing.write(body.slice(0, body.length / 2), () => c.env.incoming.socket.destroy());
    c.res = undefined;
    c.res = RESPONSE_ALREADY_SENT;
    return note('dropped');
  }
  c.res = undefined;
  if (fault.kind === 'dropped') {
    note('dropped');
    hangUp(c);
    return;
  }
  const error = strike(fault, { target, method, user: c.var.user ?? nobody });
  note(error.code);
  c.res = Response.json(error.body, { status: error.code, headers: error.headers });
}

/** Closes the connection without a word, as a network that lets nobody through does. */
export function hangUp(c: Context<Env>): void {
  c.env.incoming.socket.destroy();
  c.res = RESPONSE_ALREADY_SENT;
}

interface Struck {
  target: Target | undefined;
  method: string;
  user: User;
}

function strike({ kind, retryAfterSeconds }: Fault, { target, method, user }: Struck): KubeError {
  switch (kind) {
    case 'unauthorized':
      return unauthorized();
    case 'expired':
      return expired('');
    case 'throttled':
      return tooManyRequests(retryAfterSeconds);
    case 'forbidden':
      if (target)
        return forbidden({ user, verb: verbOf(method, target), target, azureRbac: false });
      return new KubeError(403, 'Forbidden', 'forbidden: a fault was asked for');
    default:
      return new KubeError(
        500,
        'InternalError',
        'Internal error occurred: etcdserver: request timed out',
      );
  }
}

function safePage(query: URLSearchParams): number {
  try {
    return pageOf(query);
  } catch {
    return 1;
  }
}

function bodyOf(text: string): Json {
  if (!text) return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
