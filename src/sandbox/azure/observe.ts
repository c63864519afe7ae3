/** Around every request: the journal, faults that were asked for, and how errors are answered. */
import { setTimeout as sleep } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { ZodError, z } from 'zod';
import { ArmError } from './errors.ts';
import type { Fault } from './faults.ts';
import type { Env, Ground } from './route.ts';

/** Writes the request down, and lets a fault happen to it. */
export async function observed(c: Context<Env>, ground: Ground, next: () => Promise<void>) {
  const { method, url } = c.req.raw;
  const { pathname: path, search: query } = new URL(url);
  const fault = ground.faults.take({ method, path });
  const note = (status: number | 'dropped') =>
    ground.journal.add({
      at: ground.clock().toISOString(),
      method,
      path,
      query,
      principal: c.get('principal')?.name ?? null,
      ifMatch: c.req.header('if-match') ?? null,
      body: c.get('body') ?? null,
      status,
    });

  if (fault?.kind === 'slow') await sleep(fault.milliseconds);
  if (fault?.kind === 'operation-failed') c.set('operationFails', reasonOf(fault));
  const strikes = fault && fault.kind !== 'slow' && fault.kind !== 'operation-failed';
  if (!strikes || fault.phase === 'after') await next();
  if (!strikes) return note(c.res.status);
  // Whatever the request has answered by now is lost with it, headers included.
  c.res = undefined;
  if (fault.kind === 'dropped') {
    note('dropped');
    c.env.incoming.socket.destroy();
    c.res = RESPONSE_ALREADY_SENT;
    return;
  }
  const { body, status, headers } = strike(fault);
  note(status);
  c.res = Response.json(body, { status, headers });
}

function strike(fault: Fault): ArmError {
  const headers = { 'retry-after': String(fault.retryAfterSeconds) };
  const { code, message } = reasonOf(fault);
  if (fault.kind === 'throttled') return new ArmError(429, code, message, { headers, flat: true });
  const status = fault.status ?? 500;
  return new ArmError(status, code, message, { headers: status === 429 ? headers : {} });
}

function reasonOf({ kind, code, message }: Fault): { code: string; message: string } {
  const usual = {
    throttled: ['Throttled', 'The request is throttled. Please try again later.'],
    'operation-failed': ['ReconcileFailed', 'The operation failed: a fault was asked for.'],
    'server-error': ['InternalServerError', 'Encountered internal server error.'],
    status: ['InternalServerError', 'Encountered internal server error.'],
    slow: ['', ''],
    dropped: ['', ''],
  }[kind];
  return { code: code ?? usual[0] ?? '', message: message ?? usual[1] ?? '' };
}

export function answerError(error: Error, c: Context<Env>): Response {
  if (error instanceof ZodError) return c.json({ error: z.prettifyError(error) }, 400);
  if (!(error instanceof ArmError))
    return c.json({ error: { code: 'SandboxError', message: error.message } }, 500);
  for (const [name, value] of Object.entries(error.headers)) c.header(name, value);
  return c.json(error.body, error.status as ContentfulStatusCode);
}
